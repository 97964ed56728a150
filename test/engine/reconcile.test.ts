import {afterEach, expect, test} from 'vitest';
import {
  type DemoTenant,
  type DemoTenantOptions,
  startDemoTenant,
} from '../../src/emulator/server.js';
import {isInSync} from '../../src/engine/plan.js';
import {documented} from '../../src/scenario/documented.js';
import {
  changedNames,
  contentOf,
  managedObjects,
  requestsOf,
  unmanagedValues,
  writesOf,
} from './support/content.js';
import {check, repair} from './support/run.js';

let tenant: DemoTenant;
afterEach(() => tenant.close());

const start = async (options: DemoTenantOptions) => {
  tenant = await startDemoTenant(options);
  return tenant;
};

test.each(['fresh', 'dashboard', 'drifted', 'shared', 'all-scopes', 'user-grant', 'nameless'])(
  'apply brings %s in sync, and a second run writes nothing',
  async scenario => {
    await start({scenario});
    expect(await repair(tenant)).toMatchObject({kind: 'done'});
    expect(isInSync((await check(tenant)).statuses)).toBe(true);
    const written = writesOf(tenant).length;
    expect(await repair(tenant)).toMatchObject({kind: 'done', applied: []});
    expect(writesOf(tenant)).toHaveLength(written);
    const {apis, clients, grants} = managedObjects(contentOf(tenant));
    expect([apis, clients, grants].map(({length}) => length)).toEqual([1, 1, 1]);
  },
);

test('a fresh tenant takes seven requests: four reads and three creates', async () => {
  await start({scenario: 'fresh'});
  await repair(tenant);
  const requests = requestsOf(tenant);
  expect(requests).toHaveLength(7);
  expect(requests.slice(0, 3).every(request => request.startsWith('GET'))).toBe(true);
  expect(requests.slice(3)).toEqual([
    'GET resource-servers',
    'POST resource-servers',
    'POST clients',
    'POST client-grants',
  ]);
});

test('each object is written once, with only the changed fields', async () => {
  await start({scenario: 'drifted'});
  await repair(tenant);
  const bodies = tenant.requests.filter(({method}) => method === 'PATCH').map(({body}) => body);
  expect(bodies).toEqual([
    {
      signing_alg: 'RS256',
      scopes: expect.arrayContaining([
        {value: 'admin:payroll', description: 'Administer payroll'},
        {value: 'approve:timesheets', description: 'Approve timesheets'},
      ]),
    },
    {scope: ['batch:upload']},
  ]);
});

test('safe changes are applied, and breaking ones are left', async () => {
  await start({scenario: 'drifted'});
  expect(await repair(tenant, {allowance: 'safe'})).toMatchObject({kind: 'done'});
  const {apis, grants} = managedObjects(contentOf(tenant));
  expect(apis[0]).toMatchObject({signing_alg: 'HS256'});
  expect(apis[0]?.scopes).toContainEqual({
    value: 'approve:timesheets',
    description: 'Approve timesheets',
  });
  expect(grants[0]?.scope).toEqual(['read:timesheets', 'delete:timesheets', 'batch:upload']);
});

test.each(['dashboard', 'drifted', 'shared', 'user-grant', 'all-scopes', 'odd-names'])(
  'everything else in %s is unchanged',
  async scenario => {
    await start({scenario, applications: 3, grants: 2, scopes: 4});
    for (const {id} of tenant.store.resourceServers.all()) {
      tenant.store.resourceServers.update(id, row => ({...row, allow_offline_access: true}));
    }
    for (const {client_id} of tenant.store.clients.all()) {
      const client_metadata = {owner: `owner of ${client_id}`};
      tenant.store.clients.update(client_id, row => ({...row, client_metadata}));
    }
    const before = contentOf(tenant);
    await repair(tenant);
    const after = contentOf(tenant);
    const ours = managedObjects(after).clients.map(({client_id}) => client_id);
    expect(changedNames(unmanagedValues(before, ours), unmanagedValues(after, ours))).toEqual([]);
  },
);

test('existing grant types are kept, and a public client gets a secret', async () => {
  await start({scenario: 'converged'});
  const [job] = managedObjects(contentOf(tenant)).clients;
  tenant.store.clients.update(job?.client_id ?? '', row => ({
    ...row,
    grant_types: ['implicit', 'refresh_token'],
    token_endpoint_auth_method: 'none',
  }));
  expect(await repair(tenant)).toMatchObject({kind: 'done'});
  expect(managedObjects(contentOf(tenant)).clients[0]).toMatchObject({
    grant_types: ['implicit', 'refresh_token', 'client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
  });
});

test.each([
  ['in-one-call', 1],
  ['in-two-calls', 3],
] as const)('allow_all_scopes is turned off %s', async (leavingAllScopes, requests) => {
  await start({scenario: 'all-scopes', settings: {leavingAllScopes}});
  const {applied} = await repair(tenant);
  // The two requests of one write are reported; the third was refused.
  expect(applied[0]?.earlier?.status).toBe(requests === 3 ? 200 : undefined);
  expect(writesOf(tenant)).toHaveLength(requests);
  expect(managedObjects(contentOf(tenant)).grants[0]?.scope).toEqual(['batch:upload']);
});

test('a field that the tenant stores differently is reported', async () => {
  const fields = {name: 'Something else'};
  await start({scenario: 'nameless'});
  tenant.faults.add({kind: 'store-differently', method: 'PATCH', fields});
  expect(await repair(tenant)).toMatchObject({
    kind: 'failed',
    problem: {code: 'stored_differently', message: expect.stringContaining('name')},
    applied: expect.arrayContaining([expect.objectContaining({method: 'PATCH'})]),
  });
});

test('a blueprint without authorization deletes the grant, and nothing else', async () => {
  await start({scenario: 'user-grant'});
  const desired = {...documented, clientGrant: {authorized: false, scope: []}};
  const before = contentOf(tenant);
  expect(await repair(tenant, {desired})).toMatchObject({kind: 'done'});
  const gone = managedObjects(before).grants.map(({id}) => id);
  expect(contentOf(tenant)).toEqual({
    ...before,
    grants: before.grants.filter(({id}) => !gone.includes(id)),
  });
});

test('undefined scopes of a grant that outlived its API are removed', async () => {
  await start({scenario: 'converged', settings: {grantScopes: 'strict'}});
  const {clientGrants} = tenant.store;
  const ours = managedObjects(contentOf(tenant)).grants[0];
  clientGrants.update(ours?.id ?? '', row => ({...row, scope: ['read:gone']}));
  expect(await repair(tenant, {allowance: 'safe'})).toMatchObject({kind: 'done'});
  expect(clientGrants.get(ours?.id ?? '')?.scope).toEqual(['batch:upload']);
  expect(isInSync((await check(tenant)).statuses)).toBe(true);
});
