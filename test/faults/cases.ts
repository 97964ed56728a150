import {type FaultRule, faultKinds, startDemoTenant} from '../../src/emulator/server.js';
import {repair} from '../engine/support/run.js';

export const scenarios = ['fresh', 'dashboard', 'drifted', 'all-scopes'] as const;

/** A fault of the demo tenant, or a kill or interrupt during a request. */
export const trials = [
  ...faultKinds.filter(kind => !kind.startsWith('late-') && kind !== 'answer'),
  'abort-before',
  'abort-after',
  'killed-before',
  'killed-after',
] as const;
export type Trial = (typeof trials)[number];

/** A request of a full run: the nth of its method and path. */
export interface Place {
  readonly method: string;
  readonly path: string;
  readonly nth: number;
}

export interface Case extends Place {
  readonly scenario: string;
  readonly trial: Trial;
}

/** In ms: longer than a slow request takes on a busy machine. */
export const timeout = 1_000;

/** Every request of an undisturbed run. */
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

/** Ids differ between runs. */
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
        // Requests before the three that turn off `allow_all_scopes` are as in other scenarios.
        if (scenario === 'all-scopes' && place.method !== 'PATCH') continue;
        cases.push({scenario, ...place, trial});
      }
    }
  }
  return cases;
}

/** Valid values that differ from what was sent. */
const otherwise = {
  'resource-servers': {signing_alg: 'PS256'},
  clients: {grant_types: ['implicit']},
  'client-grants': {scope: ['delete:timesheets']},
} as const;

/** The fault rule for the demo tenant; undefined if the trial isn't a fault. */
export function ruleOf({method, path, nth, trial}: Case): FaultRule | undefined {
  const kind = faultKinds.find(each => each === trial);
  if (kind === undefined) return undefined;
  const [, fields] = Object.entries(otherwise).find(([name]) => path.includes(`/${name}`)) ?? [];
  return {
    kind,
    method,
    path,
    nth,
    // Applied after the client gave up, and before its second reread.
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
