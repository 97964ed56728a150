import type {FaultRule} from '../faults.js';
import {keyPairOf, publicPem} from '../keys.js';
import {adminScopes, auditScopes, free, type TenantSettings} from '../settings.js';
import type {ScenarioName} from './names.js';
import {documented, type Seeder} from './seeder.js';

export interface Scenario {
  readonly name: ScenarioName;
  readonly summary: string;
  readonly settings?: Partial<TenantSettings>;
  readonly faults?: readonly FaultRule[];
  /** Number of generated applications. */
  readonly applications?: number;
  readonly seed: (seeder: Seeder) => void | Promise<void>;
}

const {api, testApplication, job, granted} = documented;

/**
 * A tenant after its API was created in the Dashboard, which also creates and authorizes a test
 * application.
 */
function dashboard(seeder: Seeder): void {
  seeder.api({signing_alg: 'RS256'});
  // The scopes of the Dashboard's first grant are [unverified] (section 5.3), so it has none here.
  seeder.grant(seeder.m2mApplication(testApplication), []);
}

function converged(seeder: Seeder): void {
  seeder.documentedApi();
  seeder.grant(seeder.m2mApplication(job), granted);
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'dashboard',
    summary: 'the API was just created in the Dashboard, with its test application',
    seed: dashboard,
  },
  {
    name: 'fresh',
    summary: 'a new tenant, without the API and the job',
    seed: () => {},
  },
  {
    name: 'drifted',
    summary: 'set up, then changed: HS256, one permission missing, one added, too many granted',
    seed(seeder) {
      const scopes = api.scopes.filter(({value}) => value !== 'approve:timesheets');
      const foreign = {value: 'admin:payroll', description: 'Administer payroll'};
      seeder.documentedApi({signing_alg: 'HS256', scopes: [...scopes, foreign]});
      seeder.grant(seeder.m2mApplication(job), [
        'read:timesheets',
        'delete:timesheets',
        'batch:upload',
      ]);
    },
  },
  {
    name: 'converged',
    summary: 'the documented state, with nothing to change',
    seed: converged,
  },
  {
    name: 'free',
    summary: 'like dashboard, on a Free plan: 2 requests per second, 2 at once, 10 applications',
    settings: {plan: free},
    seed: dashboard,
  },
  {
    name: 'rate-limited',
    summary: 'like dashboard, but Auth0 rate limits a few requests (429)',
    faults: [{kind: '429-reset', path: '/api/v2/*', nth: [2, 5, 8], seconds: 1}],
    seed: dashboard,
  },
  {
    name: 'outage',
    summary: 'like dashboard, but Auth0 fails a few times (503, 502) before it recovers',
    faults: [
      {kind: '503', path: '/api/v2/*', nth: [2, 3]},
      {kind: '502-html', path: '/api/v2/*', nth: 6},
    ],
    seed: dashboard,
  },
  {
    name: 'no-ps256',
    summary: 'like dashboard, on a plan without PS256',
    settings: {ps256: 'not-in-plan'},
    seed: dashboard,
  },
  {
    name: 'many',
    summary: 'like dashboard, in a tenant with 5,000 applications',
    applications: 5000,
    seed: dashboard,
  },
  {
    name: 'nameless',
    summary: 'the API was created by another tool, without a name',
    seed(seeder) {
      seeder.tenant.store.resourceServers.update(seeder.api().id, ({name: _, ...rest}) => rest);
      seeder.grant(seeder.m2mApplication(testApplication), granted);
    },
  },
  {
    name: 'all-scopes',
    summary: 'the job is granted all permissions, now and in the future',
    seed(seeder) {
      seeder.documentedApi();
      seeder.grant(seeder.m2mApplication(job), [], {allow_all_scopes: true});
    },
  },
  {
    name: 'user-grant',
    summary: 'the job also has a user grant for the API',
    seed(seeder) {
      seeder.documentedApi();
      const client = seeder.m2mApplication(job);
      seeder.grant(client, ['read:timesheets'], {subject_type: 'user'});
      seeder.grant(client, granted);
    },
  },
  {
    name: 'deny-all',
    summary: 'the API allows no applications, whatever they are granted',
    seed(seeder) {
      const policies = {client: {policy: 'deny_all'}, user: {policy: 'allow_all'}};
      seeder.documentedApi({subject_type_authorization: policies});
      seeder.grant(seeder.m2mApplication(job), granted);
    },
  },
  {
    name: 'ambiguous',
    summary: 'two test applications have the same name: which one is the job?',
    seed(seeder) {
      seeder.api();
      seeder.grant(seeder.m2mApplication(testApplication), []);
      seeder.grant(seeder.m2mApplication(testApplication), []);
    },
  },
  {
    name: 'shared',
    summary: 'drifted, and other applications depend on the API as it is',
    seed(seeder) {
      seeder.documentedApi({
        signing_alg: 'HS256',
        enforce_policies: true,
        token_dialect: 'access_token_authz',
      });
      seeder.grant(seeder.m2mApplication(job), granted);
      seeder.grant(seeder.m2mApplication('Payroll Export'), ['read:timesheets']);
      seeder.grant(seeder.m2mApplication(testApplication), ['batch:upload']);
    },
  },
  {
    name: 'web-application',
    summary: 'the job is registered as a website and can’t use client credentials',
    seed(seeder) {
      seeder.documentedApi();
      const web = {app_type: 'regular_web', grant_types: ['authorization_code', 'refresh_token']};
      seeder.grant(seeder.m2mApplication(job, web), granted);
    },
  },
  {
    name: 'dangling',
    summary: 'the API was deleted, but the job and its grant still exist',
    seed(seeder) {
      seeder.grant(seeder.m2mApplication(job), granted);
    },
  },
  {
    name: 'odd-names',
    summary: 'names with control characters, right-to-left text and wide letters',
    seed(seeder) {
      seeder.api({name: 'Timesheets \u001b[31mAPI\u001b[0m'});
      seeder.grant(seeder.m2mApplication('x\u001b]0;owned\u0007 (Test Application)'), []);
      seeder.grant(seeder.m2mApplication('\u202eגיליונות 勤務表'), ['read:timesheets']);
    },
  },
  {
    name: 'read-only',
    summary: 'like dashboard, but the token can only read',
    settings: {adminScopes: auditScopes},
    seed: dashboard,
  },
  {
    name: 'no-secrets',
    summary: 'like dashboard, but the token can’t read Client Secrets',
    settings: {adminScopes: adminScopes.filter(scope => !scope.endsWith(':client_keys'))},
    seed: dashboard,
  },
  {
    name: 'full',
    summary: 'a Free plan that already has its 10 applications',
    settings: {plan: {...free, burst: 50, perSecond: 16, maxConcurrent: 10}},
    applications: 8,
    seed: () => {},
  },
  {
    // [docs: "Authenticate with Private Key JWT"]
    name: 'private-key',
    summary: 'the job signs in with a private key and has no Client Secret',
    async seed(seeder) {
      seeder.documentedApi();
      seeder.grant(await seeder.m2mApplicationWithKey(job, 'job'), granted);
    },
  },
  {
    // [docs: "Machine-to-Machine Access for Organizations"]; the error's wording is [unverified].
    name: 'organization',
    summary: 'the grant allows tokens only with an organization (prove --organization acme)',
    seed(seeder) {
      seeder.documentedApi();
      const usage = {organization_usage: 'require', allow_any_organization: false};
      const grant = seeder.grant(seeder.m2mApplication(job), granted, usage);
      seeder.associate(seeder.organization('acme', 'Acme Inc.'), grant);
      seeder.organization('globex', 'Globex Corporation');
    },
  },
  {
    // [docs: "Configure Sender Constraining"]; the error's wording is [unverified].
    name: 'dpop',
    summary: 'the API requires proof of possession (DPoP) for its tokens',
    seed(seeder) {
      seeder.documentedApi({proof_of_possession: {mechanism: 'dpop', required: true}});
      seeder.grant(seeder.m2mApplication(job), granted);
    },
  },
  {
    // [docs: "JSON Web Encryption"]
    name: 'encrypted',
    summary: 'the API’s tokens are encrypted (JWE): only the API can read them',
    async seed(seeder) {
      const pem = publicPem(await keyPairOf('api'));
      const encryption_key = {name: 'API key', alg: 'RSA-OAEP-256', kid: 'timesheets-api', pem};
      seeder.documentedApi({token_encryption: {format: 'compact-nested-jwe', encryption_key}});
      seeder.grant(seeder.m2mApplication(job), granted);
    },
  },
  {
    // [docs: "Fine-Grained Machine-to-Machine Token Quotas"]
    name: 'quota',
    summary: 'the job has used up its daily token quota (429 from the token endpoint)',
    seed(seeder) {
      seeder.documentedApi();
      const quota = {client_credentials: {enforce: true, per_day: 10}};
      const client = seeder.m2mApplication(job, {token_quota: quota});
      seeder.grant(client, granted);
      seeder.exhaustQuota(client);
    },
  },
  {
    // [docs: "Credentials Exchange"]; that Auth0 passes this code on unchanged, with 403, is
    // [unverified].
    name: 'action-denies',
    summary: 'an Action in the tenant denies the job its token',
    settings: {
      action: {
        kind: 'denies',
        audience: api.identifier,
        code: 'access_denied',
        reason: 'Imports are paused until the payroll run is over.',
      },
    },
    seed: converged,
  },
  {
    // [docs: "Dynamic Client Registration", "Security Controls for Third-Party Applications"]
    name: 'third-party',
    summary: 'strangers registered applications with the job’s name, one of them with a grant',
    settings: {dynamicRegistration: 'open'},
    seed(seeder) {
      seeder.documentedApi();
      seeder.thirdPartyApplication(job, 'registered');
      seeder.grant(seeder.thirdPartyApplication(job, 'made-by-admin'), granted);
    },
  },
  {
    // [docs: "Custom Domains"]
    name: 'custom-domain',
    summary: 'like dashboard, in a tenant that also has a custom domain (localhost)',
    settings: {customHost: 'localhost'},
    seed: dashboard,
  },
];

/** Its message lists the existing scenarios. */
export class UnknownScenario extends Error {
  readonly code = 'unknown_scenario';
  readonly known: readonly string[];

  constructor(name: string) {
    const known = scenarios.map(scenario => scenario.name);
    super(`There is no scenario '${name}'. Choose one of: ${known.join(', ')}.`);
    this.name = 'UnknownScenario';
    this.known = known;
  }
}

export function findScenario(name: string): Scenario {
  const scenario = scenarios.find(candidate => candidate.name === name);
  if (scenario === undefined) throw new UnknownScenario(name);
  return scenario;
}
