import {afterEach, describe, expect, test} from 'vitest';
import {type DemoTenant, startDemoTenant} from '../../src/emulator/server.js';
import {isInSync} from '../../src/engine/plan.js';
import {
  changedNames,
  contentOf,
  managedObjects,
  unmanagedValues,
  writesOf,
} from './support/content.js';
import {check, repair, repairInWizard} from './support/run.js';
import {SecondAdmin} from './support/second-admin.js';

let tenant: DemoTenant;
afterEach(() => tenant.close());

/** Waiting shows nothing new here. */
const sleep = async () => {};

type Work = (admin: SecondAdmin, clientId: string) => void;

interface Meeting {
  /** The write before which the other admin writes. */
  readonly write: string;
  readonly scenario: string;
  readonly work: Work;
}

const meetings: readonly Meeting[] = [
  {write: 'create API', scenario: 'fresh', work: admin => admin.createApi()},
  {write: 'create application', scenario: 'fresh', work: admin => admin.createApplication()},
  {write: 'update API', scenario: 'drifted', work: admin => admin.addScope()},
  {write: 'update API', scenario: 'dashboard', work: admin => admin.renameApi()},
  {
    write: 'update application',
    scenario: 'dashboard',
    work: (admin, id) => admin.addGrantType(id),
  },
  {
    write: 'update application that goes',
    scenario: 'dashboard',
    work: (admin, id) => admin.deleteApplication(id),
  },
  {
    write: 'update grant',
    scenario: 'drifted',
    work: (admin, id) => admin.grantScopes(id, ['batch:upload', 'approve:timesheets']),
  },
  {
    write: 'update grant that was made anew',
    scenario: 'drifted',
    work: (admin, id) => admin.recreateGrant(id, ['approve:timesheets']),
  },
];

const set = async (scenario: string) => {
  tenant = await startDemoTenant({scenario});
  const job = contentOf(tenant).clients.find(({name}) => /Import Job|Test Application/.test(name));
  return {admin: new SecondAdmin(tenant), clientId: job?.client_id ?? ''};
};

const managedClientIds = () =>
  managedObjects(contentOf(tenant)).clients.map(({client_id}) => client_id);

async function expectDocumented() {
  expect(isInSync((await check(tenant)).statuses)).toBe(true);
  const {apis, clients, grants} = managedObjects(contentOf(tenant));
  expect([apis, clients, grants].map(({length}) => length)).toEqual([1, 1, 1]);
}

describe.each(meetings)('another admin writes before $write of $scenario', meeting => {
  test('with onConflict stop, their change is returned and not overwritten', async () => {
    const {admin, clientId} = await set(meeting.scenario);
    let theirs = contentOf(tenant);
    const outcome = await repairInWizard(tenant, {
      sleep,
      meanwhile() {
        meeting.work(admin, clientId);
        theirs = contentOf(tenant);
      },
    });
    expect(outcome).toMatchObject({kind: 'conflict'});
    // Writes of an earlier batch are our own.
    const wrote = writesOf(tenant).length;
    expect(wrote).toBe(outcome.applied.length);
    if (wrote === 0) expect(contentOf(tenant)).toEqual(theirs);
  });

  test('with onConflict replan, both changes are kept', async () => {
    const {admin, clientId} = await set(meeting.scenario);
    let theirs = contentOf(tenant);
    const outcome = await repair(tenant, {
      sleep,
      meanwhile() {
        meeting.work(admin, clientId);
        theirs = contentOf(tenant);
      },
    });
    expect(outcome).toMatchObject({kind: 'done'});
    await expectDocumented();
    const after = unmanagedValues(contentOf(tenant), managedClientIds());
    expect(changedNames(unmanagedValues(theirs, managedClientIds()), after)).toEqual([]);
  });
});

test.each([
  ['POST', 'resource-servers', (admin: SecondAdmin) => admin.createApi()],
  [
    'POST',
    'client-grants',
    (admin: SecondAdmin) => admin.grantScopes(managedClientIds()[0] ?? '', []),
  ],
] as const)(
  'an object created concurrently with %s %s is not created twice',
  async (...meeting) => {
    const [method, collection, work] = meeting;
    const {admin} = await set('fresh');
    tenant.hooks.onRequest = request => {
      if (request.method !== method || request.path !== `/api/v2/${collection}`) return;
      delete tenant.hooks.onRequest;
      work(admin);
    };
    expect(await repair(tenant, {sleep})).toMatchObject({kind: 'done'});
    await expectDocumented();
  },
);

test('a grant that was recreated concurrently is found by its client', async () => {
  const {admin, clientId} = await set('drifted');
  tenant.hooks.onRequest = request => {
    if (request.method !== 'PATCH' || !request.path.includes('client-grants')) return;
    delete tenant.hooks.onRequest;
    admin.recreateGrant(clientId, ['approve:timesheets']);
  };
  expect(await repair(tenant, {sleep})).toMatchObject({kind: 'done'});
  await expectDocumented();
});

test('a deleted remembered application is replaced by the one with the configured name', async () => {
  const {admin, clientId} = await set('dashboard');
  const outcome = await repair(tenant, {
    hints: {rememberedClientId: clientId},
    meanwhile() {
      admin.deleteApplication(clientId);
      admin.createApplication();
    },
  });
  expect(outcome).toMatchObject({kind: 'done'});
  await expectDocumented();
});

test.each([
  ['dashboard', 'PATCH', 'clients/'],
  ['converged', 'PATCH', 'client-grants/'],
  ['dashboard', 'POST', 'client-grants'],
] as const)('on %s, the application is deleted concurrently with %s %s', async (...meeting) => {
  const [scenario, method, collection] = meeting;
  const {admin, clientId} = await set(scenario);
  if (method === 'PATCH') admin.grantScopes(clientId, []);
  else for (const {id} of contentOf(tenant).grants.slice(1)) tenant.store.clientGrants.remove(id);
  tenant.hooks.onRequest = request => {
    if (request.method !== method || !request.path.includes(collection)) return;
    delete tenant.hooks.onRequest;
    admin.deleteApplication(clientId);
    admin.createApplication();
  };
  const hints = {rememberedClientId: clientId};
  expect(await repair(tenant, {hints, sleep})).toMatchObject({kind: 'done'});
  expect(tenant.hooks.onRequest).toBeUndefined();
  await expectDocumented();
});

test('a deleted application chosen with --client-id is not replaced', async () => {
  const {admin, clientId} = await set('dashboard');
  const outcome = await repair(tenant, {
    hints: {clientId},
    meanwhile: () => admin.deleteApplication(clientId),
  });
  expect(outcome).toMatchObject({kind: 'failed', problem: {code: 'inexistent_client'}});
  expect(managedClientIds()).toEqual([]);
});

test('fails with `tenant_changed` after 8 rounds of concurrent edits', async () => {
  await set('drifted');
  let scopes = 0;
  tenant.hooks.afterRequest = ({method, path}, store) => {
    if (method !== 'GET' || !path.includes('resource-servers')) return;
    scopes += 1;
    const [api] = managedObjects(contentOf(tenant)).apis;
    store.resourceServers.update(api?.id ?? '', row => ({
      ...row,
      scopes: [...(row.scopes ?? []), {value: `restless:${scopes}`}],
    }));
  };
  let hours = 0;
  const now = () => {
    hours += 1;
    return hours * 3_600_000;
  };
  expect(await repair(tenant, {now})).toMatchObject({
    kind: 'failed',
    problem: {code: 'tenant_changed', kind: 'undone'},
    applied: [],
  });
});
