import {describe, expect, test} from 'vitest';
import type {DemoTenant} from '../../../src/emulator/server.js';
import type {Tenant} from '../../../src/engine/tenant.js';
import {kindOf} from '../../../src/model/change.js';
import {Problem, withRetry} from '../../../src/model/errors.js';
import {audience, contentOf, managedObjects, requestsOf} from '../support/content.js';
import {type JournalFolder, withTenant} from '../support/journals.js';
import {repair} from '../support/run.js';
import {confirmUndo, prepareLastUndo, undo} from '../support/undo.js';

async function afterRun(
  scenario: string,
  act: (tenant: DemoTenant, journals: JournalFolder) => Promise<void>,
): Promise<void> {
  await withTenant(scenario, async (tenant, journals) => {
    await repair(tenant, {journal: journals.journal()});
    await act(tenant, journals);
  });
}

/** Another grant starts to use the run's API or application. */
const uses = {
  'resource-servers': ({store}: DemoTenant) => {
    const other = store.clients.all().find(({name}) => name === 'Default App');
    grant(store, other?.client_id ?? '', audience);
  },
  clients: (tenant: DemoTenant) => {
    const [job] = managedObjects(contentOf(tenant)).clients;
    grant(tenant.store, job?.client_id ?? '', 'https://payroll.exampleco.com');
  },
};
const kinds = ['resource-servers', 'clients'] as const;

function grant(store: DemoTenant['store'], client_id: string, identifier: string): void {
  store.clientGrants.insert({
    id: 'cgr_GrantedMeanwhile',
    client_id,
    audience: identifier,
    scope: ['read:timesheets'],
    subject_type: 'client',
  });
}

const remainingObjects = (tenant: DemoTenant, path: (typeof kinds)[number]) =>
  managedObjects(contentOf(tenant))[path === 'clients' ? 'clients' : 'apis'];

test.concurrent.each(kinds)(
  'undo rereads the tenant after a 429 of DELETE %s, and keeps what is in use by then',
  path =>
    afterRun('fresh', async (tenant, journals) => {
      const method = 'DELETE';
      const fault = {kind: '429-retry-after', method, path: `/api/v2/${path}/*`, nth: 1} as const;
      tenant.faults.add({...fault, seconds: 1});
      tenant.hooks.afterRequest = ({status}) => {
        if (status === 429) uses[path](tenant);
      };
      await expect(undo(tenant, journals)).rejects.toMatchObject({code: 'tenant_changed'});
      expect(remainingObjects(tenant, path)).toHaveLength(1);
    }),
);

/** Delays the first write of a kind, as the rate limiter does with a small limit. */
function holdBackFirst(kind: string, meanwhile: () => void = () => {}) {
  let isHeld = false;
  return (tenant: Tenant): Tenant => ({
    ...tenant,
    wait: async () => {},
    async perform(change, options) {
      if (isHeld || kindOf(change) !== kind) return await tenant.perform(change, options);
      isHeld = true;
      meanwhile();
      const problem = new Problem('rate_limited', {message: 'Held back.', hint: 'Wait.'});
      throw withRetry(problem, {reason: 'rate-limit', afterMs: 1, call: 1, attempt: 0});
    },
  });
}

async function undoThrough(
  tenant: DemoTenant,
  journals: JournalFolder,
  through: (tenant: Tenant) => Tenant,
): Promise<void> {
  const prepared = await prepareLastUndo(tenant, journals);
  if (prepared === undefined) throw new Error('there is a run to undo');
  await confirmUndo(tenant, journals, prepared, {through});
}

describe('an undo write delayed by our own rate limiter', () => {
  test.each(kinds)('is not sent if it would delete one of the %s that is in use by now', path =>
    afterRun('fresh', async (tenant, journals) => {
      const kind = path === 'clients' ? 'delete-client' : 'delete-resource-server';
      const through = holdBackFirst(kind, () => uses[path](tenant));
      await expect(undoThrough(tenant, journals, through)).rejects.toMatchObject({
        code: 'tenant_changed',
      });
      expect(remainingObjects(tenant, path)).toHaveLength(1);
    }),
  );

  test.each([
    ['fresh', 'delete-resource-server', /^GET client-grants$/, /^DELETE resource-servers/],
    ['fresh', 'delete-client', /^GET client-grants$/, /^DELETE clients/],
    ['fresh', 'delete-client-grant', /^GET client-grants$/, /^DELETE client-grants/],
    ['dashboard', 'update-client', /^GET clients\//, /^PATCH clients/],
    ['dashboard', 'update-resource-server', /^GET resource-servers\//, /^PATCH resource-servers/],
  ])('of %s, %s, is preceded by one read, so that a limit of two is enough', (...args) => {
    const [scenario, kind, reading, write] = args;
    return afterRun(scenario, async (tenant, journals) => {
      let before = 0;
      const through = holdBackFirst(kind, () => {
        before = requestsOf(tenant).length;
      });
      await undoThrough(tenant, journals, through);
      const [first, second] = requestsOf(tenant).slice(before);
      expect(first).toMatch(reading);
      expect(second).toMatch(write);
    });
  });
});
