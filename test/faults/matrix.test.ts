import {afterAll, expect, test} from 'vitest';
import {type DemoTenant, startDemoTenant} from '../../src/emulator/server.js';
import {isInSync} from '../../src/engine/plan.js';
import {Problem} from '../../src/model/errors.js';
import {
  changedNames,
  contentOf,
  managedObjects,
  unmanagedValues,
} from '../engine/support/content.js';
import {JournalFolder} from '../engine/support/journals.js';
import {LeapingClock} from '../engine/support/leaping-clock.js';
import {check, type RunOptions, repair} from '../engine/support/run.js';
import {printAllForms, secretsIn} from '../engine/support/secrets.js';
import {type Case, everyCase, isAt, ruleOf, timeout} from './cases.js';

const cases = await everyCase();
let survived = 0;

afterAll(() => {
  console.log(`fault matrix: ${cases.length} cases, ${survived} survived`);
});

/** A run with one fault. Returns its outcome, or `killed`. */
async function runWithFault(
  tenant: DemoTenant,
  journals: JournalFolder,
  trial: Case,
): Promise<unknown> {
  const rule = ruleOf(trial);
  if (rule !== undefined) tenant.faults.add(rule);
  const interruption = new AbortController();
  const [what, when] = trial.trial.split('-');
  const here = isAt(trial);
  const killed = new Promise(resolve => {
    tenant.hooks[when === 'after' ? 'afterRequest' : 'onRequest'] = async request => {
      if ((what !== 'abort' && what !== 'killed') || !here(request)) return;
      if (what === 'abort') return interruption.abort();
      // Requests in flight still arrive before the next run starts.
      setTimeout(() => resolve('killed'), 50);
      // The killed run sends nothing more.
      await new Promise(() => {});
    };
  });
  const run = attempt(tenant, {
    journal: journals.journal(),
    signal: interruption.signal,
    signingIn: {timeoutMs: what === 'killed' ? 60_000 : timeout, clock: new LeapingClock()},
    ...(trial.trial !== 'slow' && {sleep: async () => {}}),
  });
  const end = await Promise.race([run, killed]);
  tenant.faults.clear();
  delete tenant.hooks.onRequest;
  delete tenant.hooks.afterRequest;
  return end;
}

/** Anything thrown that is not a `Problem` is a bug. */
async function attempt(tenant: DemoTenant, options: RunOptions): Promise<unknown> {
  try {
    const outcome = await repair(tenant, options);
    return outcome.kind === 'failed' ? outcome.problem : outcome.kind;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

test.concurrent.for(cases)(
  '$scenario: $method $path ($nth) × $trial',
  async (trial, {expect: expectHere}) => {
    const tenant = await startDemoTenant({scenario: trial.scenario});
    const journals = await JournalFolder.for(tenant);
    try {
      const before = contentOf(tenant);
      const end = await runWithFault(tenant, journals, trial);
      expectHere(secretsIn(printAllForms(end), tenant)).toEqual([]);

      const again = await attempt(tenant, {journal: journals.journal()});
      expectHere(again).toBe('done');
      expectHere(isInSync((await check(tenant)).statuses)).toBe(true);
      const after = contentOf(tenant);
      const {apis, clients, grants} = managedObjects(after);
      expectHere([apis, clients, grants].map(({length}) => length)).toEqual([1, 1, 1]);
      expectHere(newIn(before, after)).toEqual(trial.scenario === 'fresh' ? [1, 1, 1] : [0, 0, 0]);
      const ids = clients.map(({client_id}) => client_id);
      expectHere(changedNames(unmanagedValues(before, ids), unmanagedValues(after, ids))).toEqual(
        [],
      );

      for (const {text} of await journals.files()) {
        expectHere(secretsIn(text, tenant)).toEqual([]);
        for (const line of text.trimEnd().split('\n')) JSON.parse(line);
      }
      survived += 1;
    } finally {
      await tenant.close();
      await journals.remove();
    }
  },
);

function newIn(before: ReturnType<typeof contentOf>, after: ReturnType<typeof contentOf>) {
  return [
    after.apis.length - before.apis.length,
    after.clients.length - before.clients.length,
    after.grants.length - before.grants.length,
  ];
}

test('the matrix covers every request of a full run', () => {
  expect(cases.length).toBeGreaterThan(300);
});
