import {afterAll, expect, test} from 'vitest';
import {type DemoTenant, type FaultRule, startDemoTenant} from '../../src/emulator/server.js';
import type {Outcome} from '../../src/engine/outcome.js';
import {isInSync} from '../../src/engine/plan.js';
import type {Tenant} from '../../src/engine/tenant.js';
import {Problem} from '../../src/model/errors.js';
import {contentOf, managedObjects} from '../engine/support/content.js';
import {JournalFolder} from '../engine/support/journals.js';
import {LeapingClock} from '../engine/support/leaping-clock.js';
import {check, repair, repairInWizard} from '../engine/support/run.js';
import {SecondAdmin} from '../engine/support/second-admin.js';
import {confirmUndo, prepareLastUndo, undo} from '../engine/support/undo.js';

const objects = ['API', 'application', 'grant'] as const;
const ways = ['apply', 'wizard', 'undo'] as const;
const moments = ['before the try', 'during the wait', 'after the lost answer'] as const;

/** Faults that make a write be retried. */
const faults = {
  '429 with Retry-After': {kind: '429-retry-after', seconds: 2},
  '429 with reset headers': {kind: '429-reset', seconds: 2},
  '429 without headers': {kind: '429-bare'},
  '429 twice': {kind: '429-retry-after', seconds: 1, nth: [1, 2]},
  'answer 500': {kind: '500'},
  'answer 503': {kind: '503'},
  'reset before it is handled': {kind: 'reset-before'},
  'reset after it is handled': {kind: 'reset-after'},
  'time-out before it is handled': {kind: 'hang'},
  'time-out after it is handled': {kind: 'stalled'},
  'token expired': {kind: 'token-expired'},
  'a wait in the rate limiter': {kind: 'used-up', seconds: 2},
} as const satisfies Record<string, FaultRule>;

type Fault = keyof typeof faults;

interface Case {
  readonly object: (typeof objects)[number];
  readonly fault: Fault;
  readonly moment: (typeof moments)[number];
  readonly way: (typeof ways)[number];
}

const cases: readonly Case[] = objects.flatMap(object =>
  (Object.keys(faults) as Fault[]).flatMap(fault =>
    moments.flatMap(moment => ways.map(way => ({object, fault, moment, way}))),
  ),
);

let survived = 0;
let merged = 0;
afterAll(() => {
  console.log(
    `second admin: ${cases.length} cases, ${survived} without a loss (${merged} merged, ${survived - merged} told)`,
  );
});

function isJob(name: string): boolean {
  return /Import Job|Test Application/.test(name);
}

/** A change by another admin, and whether it still exists. */
const works = {
  API: {
    scenario: 'drifted',
    path: '/api/v2/resource-servers/*',
    add: (admin: SecondAdmin) => admin.addScope(),
    isThere: (tenant: DemoTenant) =>
      managedObjects(contentOf(tenant)).apis.some(({scopes = []}) =>
        scopes.some(({value}) => value === 'admin:payroll-export'),
      ),
  },
  application: {
    scenario: 'dashboard',
    path: '/api/v2/clients/*',
    add: (admin: SecondAdmin, clientId: string) => admin.addGrantType(clientId),
    isThere: (tenant: DemoTenant) =>
      contentOf(tenant).clients.some(
        ({name, grant_types = []}) => isJob(name) && grant_types.includes('refresh_token'),
      ),
  },
  grant: {
    scenario: 'drifted',
    path: '/api/v2/client-grants/*',
    add: (admin: SecondAdmin, clientId: string, tenant: DemoTenant) => {
      const grant = contentOf(tenant).grants.find(({client_id}) => client_id === clientId);
      admin.grantScopes(clientId, [...(grant?.scope ?? []), 'approve:timesheets']);
    },
    isThere: (tenant: DemoTenant) =>
      contentOf(tenant).grants.some(({scope = []}) => scope.includes('approve:timesheets')),
  },
} as const;

/** A tenant that calls back whenever a write waits for its retry. */
function withWaitListener(tenant: Tenant, onWait: () => void): Tenant {
  return {
    domain: tenant.domain,
    ownClientId: tenant.ownClientId,
    preview: change => tenant.preview(change),
    resourceServer: (...asked) => tenant.resourceServer(...asked),
    resourceServers: (...asked) => tenant.resourceServers(...asked),
    client: (...asked) => tenant.client(...asked),
    clients: (...asked) => tenant.clients(...asked),
    clientGrants: (...asked) => tenant.clientGrants(...asked),
    perform: (...asked) => tenant.perform(...asked),
    async wait(...asked) {
      onWait();
      await tenant.wait(...asked);
    },
  };
}

/** If a reread shows at once that the write was applied, there is no wait. */
const unwaited: readonly Fault[] = ['reset after it is handled', 'time-out after it is handled'];

/** A run or undo in which one write fails while another admin writes. */
async function runWithSecondAdmin(
  tenant: DemoTenant,
  journals: JournalFolder,
  {object, fault, moment, way}: Case,
): Promise<{readonly end: Outcome['kind'] | Problem; readonly acted: boolean}> {
  const {path, add} = works[object];
  const job = contentOf(tenant).clients.find(({name}) => isJob(name));
  const admin = new SecondAdmin(tenant);
  let acted = false;
  const act = (when: Case['moment']) => {
    if (acted || when !== moment) return;
    acted = true;
    add(admin, job?.client_id ?? '', tenant);
  };
  const allowance = object === 'grant' && way === 'apply' ? 'safe' : 'all';
  const journal = journals.journal();
  const clock = new LeapingClock();
  const now = () => clock.now();
  const signingIn = {...(fault.startsWith('time-out') && {timeoutMs: 300}), clock};
  // A safe change.
  if (allowance === 'safe') admin.grantScopes(job?.client_id ?? '', ['read:timesheets']);
  const prepare = async () => {
    await repair(tenant, {journal, allowance: 'all'});
    return await prepareLastUndo(tenant, journals);
  };
  const undoing = way === 'undo' ? await prepare() : undefined;

  const isLimiter = fault === 'a wait in the rate limiter';
  const relax = tenant.faults.add(
    isLimiter
      ? {...faults[fault], method: 'GET', path: '/api/v2/*'}
      : {nth: 1, ...faults[fault], method: 'PATCH', path},
  );
  tenant.hooks.afterRequest = request => {
    if (request.method === 'PATCH' && request.path.startsWith(path.replace('*', ''))) {
      act('after the lost answer');
    }
  };
  const through = (inner: Tenant) =>
    withWaitListener(inner, () => {
      act('during the wait');
      // The token bucket is full again after the write's wait.
      if (isLimiter) relax();
    });
  try {
    if (undoing !== undefined) {
      act('before the try');
      await confirmUndo(tenant, journals, undoing, {through, signingIn, now});
      return {end: 'done', acted};
    }
    const run = way === 'wizard' ? repairInWizard : repair;
    const outcome = await run(tenant, {
      journal,
      allowance,
      signingIn,
      now,
      through,
      ...(moment === 'before the try' && {meanwhile: () => act(moment)}),
    });
    return {end: outcome.kind === 'failed' ? outcome.problem : outcome.kind, acted};
  } catch (error) {
    if (error instanceof Problem) return {end: error, acted};
    throw error;
  } finally {
    tenant.faults.clear();
    delete tenant.hooks.afterRequest;
  }
}

test.concurrent.for(cases)(
  '$object: $way, $fault, another admin writes $moment',
  async (trial, {expect: expectHere}) => {
    const {scenario, isThere} = works[trial.object];
    const tenant = await startDemoTenant({scenario});
    const journals = await JournalFolder.for(tenant);
    try {
      const {end, acted} = await runWithSecondAdmin(tenant, journals, trial);
      const quiet = trial.moment === 'during the wait' && unwaited.includes(trial.fault);
      expectHere(acted).toBe(!quiet);
      expectHere(isThere(tenant)).toBe(acted);
      if (end instanceof Problem) expectHere(end.code).toBe('tenant_changed');
      else if (end === 'done') merged += 1;
      else expectHere([trial.way, end]).toEqual(['wizard', 'conflict']);
      if (trial.way === 'apply') {
        expectHere(end).toBe('done');
        const {statuses} = await check(tenant);
        if (trial.object !== 'grant') expectHere(isInSync(statuses)).toBe(true);
        // Undo restores what was read just before the attempt.
        await undo(tenant, journals).catch((error: unknown) => {
          if (!(error instanceof Problem) || error.code !== 'tenant_changed') throw error;
        });
        expectHere(isThere(tenant)).toBe(acted);
      }
      survived += 1;
    } finally {
      await tenant.close();
      await journals.remove();
    }
  },
);

test('the matrix covers each object, kind of change, moment and fault', () => {
  expect(cases).toHaveLength(3 * 3 * 3 * 12);
});
