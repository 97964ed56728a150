import {afterEach, expect, test} from 'vitest';
import {
  type DemoTenant,
  type DemoTenantOptions,
  startDemoTenant,
} from '../../src/emulator/server.js';
import {selectClient} from '../../src/engine/select-client.js';
import {documented} from '../../src/scenario/documented.js';
import {contentOf, managedObjects, requestsOf} from './support/content.js';
import {check, repair} from './support/run.js';

let tenant: DemoTenant;
afterEach(() => tenant.close());

const start = async (options: DemoTenantOptions) => {
  tenant = await startDemoTenant(options);
  const [job] = managedObjects(contentOf(tenant)).clients;
  return job?.client_id ?? '';
};

/**
 * Answers a wave of so many requests once all of it is there: whoever waits for an answer before
 * the next request is never answered. More than were expected begin a wave of their own.
 */
function answerInBatches(
  sizes: readonly number[],
  options: DemoTenantOptions,
): DemoTenantOptions & {readonly batches: string[][]} {
  const batches: string[][] = [];
  let answer: (() => void)[] = [];
  return {
    ...options,
    batches,
    hooks: {
      onRequest({method, path}) {
        if (!path.startsWith('/api/v2/')) return;
        if (answer.length === 0) batches.push([]);
        batches.at(-1)?.push(`${method} ${path.replace('/api/v2/', '').replace(/[/?].*/, '')}`);
        return new Promise<void>(resolve => {
          answer.push(resolve);
          if (answer.length < (sizes[batches.length - 1] ?? 1)) return;
          for (const go of answer) go();
          answer = [];
        });
      },
    },
  };
}

const firstWave = ['GET client-grants', 'GET clients', 'GET resource-servers'];

test('a known application takes three concurrent reads in a tenant of any size', async () => {
  const options = answerInBatches([3], {scenario: 'converged', applications: 500});
  const clientId = await start(options);
  const {observed} = await check(tenant, {hints: {rememberedClientId: clientId}});
  expect(options.batches.map(batch => batch.sort())).toEqual([firstWave]);
  expect(selectClient(documented, observed)).toMatchObject({via: 'remembered'});
});

test('requests the application’s grant if it is not on the first page', async () => {
  const options = answerInBatches([3, 1], {scenario: 'converged', grants: 120});
  const clientId = await start(options);
  const [grant] = managedObjects(contentOf(tenant)).grants;
  tenant.store.clientGrants.remove(grant?.id ?? '');
  if (grant !== undefined) tenant.store.clientGrants.insert(grant);
  const hints = {rememberedClientId: clientId};
  expect(await repair(tenant, {hints})).toMatchObject({kind: 'done', applied: []});
  expect(options.batches.map(batch => batch.sort())).toEqual([firstWave, ['GET client-grants']]);
});

test('a converged tenant with a known application takes three reads and no write', async () => {
  const options = answerInBatches([3], {scenario: 'converged', applications: 5_000});
  const clientId = await start(options);
  expect(await repair(tenant, {hints: {clientId}})).toMatchObject({kind: 'done', applied: []});
  expect(options.batches.map(batch => batch.sort())).toEqual([firstWave]);
});

test('an unknown application in a small tenant takes three concurrent reads', async () => {
  const options = answerInBatches([3], {scenario: 'converged', applications: 50});
  await start(options);
  await check(tenant);
  expect(options.batches.map(batch => batch.sort())).toEqual([firstWave]);
});

test('an unknown application in a big tenant is found by its grant with four reads in two batches', async () => {
  const options = answerInBatches([3, 1], {scenario: 'converged', applications: 5_000});
  await start(options);
  const {observed} = await check(tenant);
  expect(options.batches.map(batch => batch.sort())).toEqual([firstWave, ['GET clients']]);
  expect(selectClient(documented, observed)).toMatchObject({via: 'name'});
});

test('a test application new in the Dashboard is found by its grant with four reads in two batches', async () => {
  const options = answerInBatches([3, 1], {scenario: 'dashboard', applications: 10_000});
  await start(options);
  const {observed} = await check(tenant);
  console.log(
    `identity: a first run among 10,000 applications, just made in the Dashboard: ${options.batches.flat().length} reads in ${options.batches.length} waves`,
  );
  expect(options.batches.map(batch => batch.sort())).toEqual([firstWave, ['GET clients']]);
  expect(selectClient(documented, observed)).toMatchObject({via: 'test-application'});
  expect(observed.clientList).toBe('partial');
});

test('a same-named application without a grant takes no extra reads', async () => {
  const options = answerInBatches([3, 1], {scenario: 'converged', applications: 5_000});
  const clientId = await start(options);
  const {clients} = tenant.store;
  const other = clients.find(({name}) => name === 'Default App')?.client_id ?? '';
  clients.update(other, row => ({...row, name: documented.client.name}));
  expect(await repair(tenant)).toMatchObject({kind: 'done', applied: []});
  expect(options.batches.map(batch => batch.sort())).toEqual([firstWave, ['GET clients']]);
  const {observed} = await check(tenant);
  expect(observed.clients.filter(({name}) => name === documented.client.name)).toHaveLength(2);
  expect(selectClient(documented, observed)).toMatchObject({client: {clientId}, via: 'name'});
});

test('reads grant holders one by one or all pages, whichever takes fewer requests', async () => {
  const requestsIn = async (applications: number) => {
    await start({scenario: 'dashboard', applications, grants: 120});
    const before = requestsOf(tenant).length;
    const {observed} = await check(tenant);
    const requests = requestsOf(tenant).slice(before);
    expect(selectClient(documented, observed)).toMatchObject({via: 'test-application'});
    return requests.length;
  };
  // Two pages of grants, one of applications, the API; then 23 holders in a tenant of 50 pages.
  expect(await requestsIn(5_000)).toBe(4 + 23);
  await tenant.close();
  // And, in a tenant of two pages, the second page of applications, then both again.
  expect(await requestsIn(150)).toBe(4 + 3);
});

test('reads all pages if the blueprint removes the grant', async () => {
  await start({scenario: 'converged', applications: 350});
  const desired = {...documented, clientGrant: {authorized: false, scope: []}};
  expect(await repair(tenant, {desired})).toMatchObject({kind: 'done'});
  expect((await check(tenant, {desired})).observed.clientList).toBe('complete');
  expect(await repair(tenant, {desired})).toMatchObject({kind: 'done', applied: []});
});

test('an unknown application without a grant takes all pages twice, concurrently after the first', async () => {
  const options = answerInBatches([3, 4, 1, 3], {scenario: 'fresh', applications: 350});
  await start(options);
  const {observed} = await check(tenant);
  expect(observed.clientList).toBe('complete');
  expect(options.batches.map(batch => batch.length)).toEqual([3, 4, 1, 3]);
  expect(observed.clients).toHaveLength(352);
});

test.each(['Timesheets API (Test Application)', documented.client.name])(
  'creates no second application when a deletion shifts %s while paging',
  async name => {
    let moved = false;
    const behindFirst = /\/clients\?(.*&)?page=1(&|$)/;
    await start({
      scenario: 'dashboard',
      applications: 130,
      hooks: {
        onRequest({path}, store) {
          if (moved || !behindFirst.test(path)) return;
          moved = true;
          const other = store.clients.find(client => client.name === 'Default App');
          store.clients.remove(other?.client_id ?? '');
        },
      },
    });
    const {clients, clientGrants} = tenant.store;
    const job = clients.find(client => client.name === 'Timesheets API (Test Application)');
    if (job === undefined) throw new Error('the scenario has a test application');
    for (const grant of [...clientGrants.all()]) {
      if (grant.client_id === job.client_id) clientGrants.remove(grant.id);
    }
    // At the head of the second page.
    clients.remove(job.client_id);
    const rest = clients.all().filter(client => client.global !== true);
    for (const {client_id: id} of rest.slice(100)) clients.remove(id);
    clients.insert({...job, name});

    expect(await repair(tenant)).toMatchObject({kind: 'done'});
    const jobs = clients.all().filter(client => client.name === documented.client.name);
    expect(jobs.map(client => client.client_id)).toEqual([job.client_id]);
    expect(moved).toBe(true);
  },
);

test('a deleted remembered application is searched for as on a first run', async () => {
  const clientId = await start({scenario: 'converged'});
  const {observed} = await check(tenant, {hints: {rememberedClientId: 'gone'}});
  expect(selectClient(documented, observed)).toMatchObject({client: {clientId}, via: 'name'});
});

test('--client-id of a missing application, or of the tool’s own, is an error', async () => {
  await start({scenario: 'converged'});
  const checkClient = (clientId: string) => check(tenant, {hints: {clientId}});
  await expect(checkClient('nobody')).rejects.toMatchObject({code: 'inexistent_client'});
  await expect(checkClient(tenant.clientId)).rejects.toMatchObject({code: 'own_application'});
});

test('a remembered Client ID is ignored if the tool now signs in with it', async () => {
  const clientId = await start({scenario: 'converged'});
  const hints = {rememberedClientId: tenant.clientId};
  expect(await repair(tenant, {hints})).toMatchObject({kind: 'done', applied: []});
  const {observed} = await check(tenant, {hints});
  expect(selectClient(documented, observed)).toMatchObject({client: {clientId}});
});
