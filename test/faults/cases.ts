import {type FaultRule, faultKinds, startDemoTenant} from '../../src/emulator/server.js';
import {repair} from '../engine/support/run.js';

export const scenarios = ['fresh', 'dashboard', 'drifted', 'all-scopes'] as const;

/** What the demo tenant does to a request, and what a person does meanwhile. */
export const trials = [
  ...faultKinds.filter(kind => !kind.startsWith('late-') && kind !== 'answer'),
  'abort-before',
  'abort-after',
  'killed-before',
  'killed-after',
] as const;
export type Trial = (typeof trials)[number];

/** A request of a full run, told from others of its kind by its number among them. */
export interface Place {
  readonly method: string;
  readonly path: string;
  readonly nth: number;
}

export interface Case extends Place {
  readonly scenario: string;
  readonly trial: Trial;
}

/** Longer than a slow request may take on a busy machine, in milliseconds. */
export const timeout = 500;

/** Every request of a run in which nothing goes wrong. */
async function placesOf(scenario: string): Promise<readonly Place[]> {
  const tenant = await startDemoTenant({scenario});
  await repair(tenant);
  const paths = tenant.requests.map(({method, path}) => ({method, path: patternOf(path)}));
  await tenant.close();
  return paths.map(({method, path}, index) => ({
    method,
    path,
    nth: paths.slice(0, index + 1).filter(other => other.method === method && other.path === path)
      .length,
  }));
}

/** Ids are others in each run. */
function patternOf(path: string): string {
  return path.replace(/\?.*/, '').replace(/^(\/api\/v2\/[a-z-]+\/).+$/, '$1*');
}

export async function everyCase(): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for (const scenario of scenarios) {
    for (const place of await placesOf(scenario)) {
      for (const trial of trials) {
        if (trial === 'store-differently' && place.method === 'GET') continue;
        if (trial === 'store-differently' && place.path === '/oauth/token') continue;
        // What comes before the three requests that trim a grant is as in the others.
        if (scenario === 'all-scopes' && place.method !== 'PATCH') continue;
        cases.push({scenario, ...place, trial});
      }
    }
  }
  return cases;
}

/** Values that are valid and are not what was sent. */
const otherwise = {
  'resource-servers': {signing_alg: 'PS256'},
  clients: {grant_types: ['implicit']},
  'client-grants': {scope: ['delete:timesheets']},
} as const;

/** The rule for the demo tenant; nothing where the trial is none of its. */
export function ruleOf({method, path, nth, trial}: Case): FaultRule | undefined {
  const kind = faultKinds.find(each => each === trial);
  if (kind === undefined) return undefined;
  const [, fields] = Object.entries(otherwise).find(([name]) => path.includes(`/${name}`)) ?? [];
  return {
    kind,
    method,
    path,
    nth,
    // Handled after it was given up, and before it is looked for a second time.
    ...(kind === 'slow' && {delayMs: timeout + 200}),
    ...(kind === 'store-differently' && fields !== undefined && {fields}),
  };
}

export function isAt({
  method,
  path,
  nth,
}: Place): (request: {method: string; path: string}) => boolean {
  let seen = 0;
  return request => {
    if (request.method !== method || patternOf(request.path) !== path) return false;
    seen += 1;
    return seen === nth;
  };
}
