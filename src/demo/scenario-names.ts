/** The scenarios by name, for those who have no use for what they hold. */
export const scenarioNames = [
  'dashboard',
  'fresh',
  'drifted',
  'converged',
  'free',
  'rate-limited',
  'outage',
  'no-ps256',
  'many',
  'nameless',
  'all-scopes',
  'user-grant',
  'deny-all',
  'ambiguous',
  'shared',
  'web-application',
  'dangling',
  'odd-names',
  'read-only',
  'no-secrets',
  'full',
] as const;

export type ScenarioName = (typeof scenarioNames)[number];
