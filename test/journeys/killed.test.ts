import {afterAll, expect, test} from 'vitest';
import {type DemoTenant, startDemoTenant} from '../../src/emulator/server.js';
import {isInSync} from '../../src/engine/plan.js';
import {
  type Content,
  changedNames,
  contentOf,
  managedObjects,
  unmanagedValues,
  writesOf,
} from '../engine/support/content.js';
import {check, repair} from '../engine/support/run.js';
import {type Run, type Running, runProgram, startProgram} from './support/headless.js';
import {type Stage, startStage} from './support/tenant.js';

const scenarios = ['fresh', 'dashboard', 'drifted'] as const;
const signals = ['SIGKILL', 'SIGINT'] as const;
const moments = ['before', 'after'] as const;
const apply = ['apply', '--yes', '--allow-breaking', '--json'] as const;

interface Case {
  readonly scenario: (typeof scenarios)[number];
  readonly signal: (typeof signals)[number];
  /** Whether the tenant handles the write first. */
  readonly moment: (typeof moments)[number];
  /** `PATCH clients/…`: each write of a run is another request. */
  readonly write: string;
}

/** The writes of an undisturbed run. */
async function writesIn(scenario: string): Promise<readonly string[]> {
  const tenant = await startDemoTenant({scenario});
  await repair(tenant);
  const writes = writesOf(tenant).map(patternOf);
  await tenant.close();
  return writes;
}

/** Ids differ between runs. */
function patternOf(request: string): string {
  return request.replace(/\/.+$/, '/…');
}

const cases: readonly Case[] = (
  await Promise.all(
    scenarios.map(async scenario =>
      (
        await writesIn(scenario)
      ).flatMap(write =>
        signals.flatMap(signal => moments.map(moment => ({scenario, signal, moment, write}))),
      ),
    ),
  )
).flat();

let runs = 0;
let survived = 0;

afterAll(() => {
  console.log(`killed: ${runs} runs, ${survived} survived`);
});

/** A run that a signal ends while one of its writes is in flight. */
async function killDuring({tenant, env}: Stage, {signal, moment, write}: Case): Promise<Run> {
  let running: Running | undefined;
  tenant.hooks[moment === 'after' ? 'afterRequest' : 'onRequest'] = async ({method, path}) => {
    const request = `${method} ${path.replace('/api/v2/', '')}`;
    if (patternOf(request) !== write) return;
    running?.kill(signal);
    // The program has ended before the tenant handles or answers the request.
    await running?.ended;
    if (moment === 'before') await new Promise(() => {});
  };
  running = startProgram(apply, env);
  runs += 1;
  const ended = await running.ended;
  delete tenant.hooks.onRequest;
  delete tenant.hooks.afterRequest;
  return ended;
}

/** No output after SIGKILL. After SIGINT, the program reports exactly what it did. */
function expectHonest({exitCode, stdout, stderr}: Run, {signal, write}: Case, tenant: DemoTenant) {
  if (signal === 'SIGKILL') {
    expect({exitCode, stdout, stderr}).toEqual({exitCode: -1, stdout: '', stderr: ''});
    return;
  }
  expect(exitCode).toBe(130);
  const {error, applied = []} = JSON.parse(stdout);
  expect(error).toMatchObject({code: 'interrupted', hint: expect.stringContaining('again')});
  expect(error.message).toMatch(
    /^Interrupted during (POST|PATCH) \/api\/v2\/.+\. The change may have been applied\.$/,
  );
  const answered = tenant.requests.filter(({status}) => status >= 200 && status < 300);
  for (const {method, path, status} of applied) {
    expect(answered).toContainEqual(expect.objectContaining({method, path, status}));
  }
  const told = applied.map(({method, path}: {method: string; path: string}) =>
    patternOf(`${method} ${path.replace('/api/v2/', '')}`),
  );
  expect(told).not.toContain(write);
}

test.concurrent.for(cases)(
  '$scenario, $signal $moment $write: the next run completes it without duplicates',
  async (trial, {expect: expectHere}) => {
    const place = await startStage(trial.scenario);
    const {tenant, env} = place;
    try {
      const before = contentOf(tenant);
      expectHonest(await killDuring(place, trial), trial, tenant);

      const again = await runProgram(apply, env);
      expectHere(again.exitCode, again.stdout).toBe(0);
      expectHere(JSON.parse(again.stdout)).toMatchObject({inSync: true});
      const after = contentOf(tenant);
      const {apis, clients, grants} = managedObjects(after);
      expectHere([apis, clients, grants].map(({length}) => length)).toEqual([1, 1, 1]);
      const ids = clients.map(({client_id}) => client_id);
      expectHere(changedNames(unmanagedValues(before, ids), unmanagedValues(after, ids))).toEqual(
        [],
      );

      expectHere(isInSync((await check(tenant)).statuses)).toBe(true);
      survived += 1;
    } finally {
      await place.close();
    }
  },
);

/** What undo can restore: not secrets, and absent values as their defaults. */
function restorableIn({apis, clients, grants}: Content) {
  return {
    apis: apis.map(({signing_secret: _, ...api}) => ({
      ...api,
      token_dialect: api.token_dialect ?? 'access_token',
      scopes: api.scopes ?? [],
    })),
    clients,
    grants,
  };
}

const handled = cases.filter(({signal, moment}) => signal === 'SIGKILL' && moment === 'after');

test.concurrent.for(handled)(
  '$scenario, killed after $write: undo reverts what the run certainly did',
  async (trial, {expect: expectHere}) => {
    const place = await startStage(trial.scenario);
    const {tenant, env} = place;
    try {
      const before = contentOf(tenant);
      await killDuring(place, trial);
      const undone = await runProgram(['undo', '--yes', '--json'], env);
      expectHere(undone.exitCode, undone.stdout).toBe(0);
      const {losses} = JSON.parse(undone.stdout);
      const after = contentOf(tenant);
      if (trial.write.startsWith('POST ')) {
        // It may not be the run's, so undo keeps and reports it.
        expectHere(losses).toContainEqual(
          expect.stringMatching(/may have been created by the run/),
        );
      } else {
        expectHere(restorableIn(after)).toEqual(restorableIn(before));
      }
      survived += 1;
    } finally {
      await place.close();
    }
  },
);
