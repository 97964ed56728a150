import * as v from 'valibot';
import {afterAll, afterEach, describe, expect, test} from 'vitest';
import {type DemoTenant, startDemoTenant} from '../../src/emulator/server.js';
import {evaluateAll, isInSync} from '../../src/engine/plan.js';
import {documented} from '../../src/scenario/documented.js';
import {steps} from '../../src/steps/index.js';
import {contentOf, writesOf} from './support/content.js';
import {check, type RunOptions, repair} from './support/run.js';

/** Same-named applications, created through the tenant's API. */

let tenant: DemoTenant;
afterEach(() => tenant.close());

let cases = 0;
afterAll(() => {
  console.log(`strangers: ${cases} tenants with an application that bears the job's name`);
});

const start = async (scenario: string) => {
  cases += 1;
  tenant = await startDemoTenant({scenario});
};

const names = ['Timesheets Import Job', 'Timesheets API (Test Application)'] as const;

async function post(path: string, body: object): Promise<unknown> {
  const response = await fetch(`${tenant.url}/api/v2/${path}`, {
    method: 'POST',
    headers: {authorization: `Bearer ${tenant.accessToken}`, 'content-type': 'application/json'},
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  return await response.json();
}

async function register(body: object): Promise<string> {
  const created = await post('clients', body);
  return v.parse(v.object({client_id: v.string()}), created).client_id;
}

/** The prefixed id of a dynamically registered application. */
function makeDynamic(clientId: string): string {
  const row = tenant.store.clients.get(clientId);
  if (row === undefined) throw new Error(`no ${clientId}`);
  tenant.store.clients.remove(clientId);
  const {is_first_party: _, ...rest} = row;
  // Recognized by its id alone, whatever `is_first_party` says.
  const client = {...rest, is_first_party: true, client_id: `tpc_${clientId}`};
  return tenant.store.clients.insert(client).client_id;
}

async function authorize(clientId: string): Promise<void> {
  const {identifier: audience} = documented.resourceServer;
  await post('client-grants', {client_id: clientId, audience, scope: []});
}

const rowOf = (clientId: string) => tenant.store.clients.get(clientId);

const strangers = names.flatMap(name =>
  (['registered', 'dynamic'] as const).flatMap(kind =>
    (['fresh', 'dashboard', 'converged'] as const).flatMap(scenario =>
      (['granted', 'not granted'] as const)
        .filter(grant => scenario !== 'fresh' || grant === 'not granted')
        .map(grant => ({name, kind, scenario, grant})),
    ),
  ),
);

describe('a third-party application is never used', () => {
  const createThirdParty = async ({name, kind, grant}: (typeof strangers)[number]) => {
    const registered = await register({name, is_first_party: false, app_type: 'regular_web'});
    const clientId = kind === 'dynamic' ? makeDynamic(registered) : registered;
    if (grant === 'granted') await authorize(clientId);
    return clientId;
  };

  test.each(strangers)('$kind, $grant, “$name” in $scenario', async given => {
    await start(given.scenario);
    const clientId = await createThirdParty(given);
    const [before, granted] = [rowOf(clientId), contentOf(tenant).grants];
    const outcome = await repair(tenant);
    expect(outcome).toMatchObject({kind: 'done'});
    expect(isInSync(evaluateAll(steps, documented, outcome.observed))).toBe(true);
    expect(rowOf(clientId)).toEqual(before);
    const grantsOfClient = (all: typeof granted) =>
      all.filter(grant => grant.client_id === clientId);
    expect(grantsOfClient(contentOf(tenant).grants)).toEqual(grantsOfClient(granted));
    expect(await repair(tenant)).toMatchObject({kind: 'done', applied: []});
    if (given.scenario === 'converged') expect(outcome.applied).toEqual([]);
  });

  test.each(['clientId', 'rememberedClientId'] as const)('by %s', async hint => {
    for (const kind of ['registered', 'dynamic'] as const) {
      await start('dashboard');
      const clientId = await createThirdParty({
        name: names[0],
        kind,
        scenario: 'dashboard',
        grant: 'granted',
      });
      const written = writesOf(tenant).length;
      await expect(repair(tenant, {hints: {[hint]: clientId}})).rejects.toMatchObject({
        code: 'third_party_application',
        kind: 'usage',
        message: expect.stringContaining(clientId),
      });
      expect(writesOf(tenant)).toHaveLength(written);
      if (kind === 'registered') await tenant.close();
    }
  });

  test('when searching for an application whose create got no response', async () => {
    await start('fresh');
    tenant.faults.add({kind: 'reset-before', method: 'POST', path: '/api/v2/clients'});
    let clientId = '';
    tenant.hooks.onRequest = async ({method, path}) => {
      if (clientId !== '' || method !== 'POST' || path !== '/api/v2/clients') return;
      const pattern = contentOf(tenant).clients.at(-1);
      if (pattern === undefined) throw new Error('an empty tenant');
      clientId = tenant.store.clients.insert({
        ...pattern,
        client_id: 'StrangerStrangerStranger12345678',
        name: names[0],
        is_first_party: false,
      }).client_id;
    };
    const {observed} = await repair(tenant, {sleep: async () => {}});
    expect(clientId).not.toBe('');
    expect(observed.created.has(clientId)).toBe(false);
    expect(contentOf(tenant).grants.filter(({client_id}) => client_id === clientId)).toEqual([]);
  });
});

const purposes = [
  {app_type: 'spa'},
  {app_type: 'native', token_endpoint_auth_method: 'none'},
  {app_type: 'regular_web', token_endpoint_auth_method: 'none'},
  {app_type: 'resource_server', resource_server_identifier: 'https://api.exampleco.com/other'},
  {app_type: 'sso_integration'},
];

describe('a public or linked application is not converted because of its name alone', () => {
  test.each(names.flatMap(name => purposes.map(purpose => ({name, ...purpose}))))(
    '%o',
    async body => {
      await start('fresh');
      const clientId = await register(body);
      const before = contentOf(tenant);
      const written = writesOf(tenant).length;
      expect(await repair(tenant)).toMatchObject({
        kind: 'failed',
        problem: {code: 'ambiguous_application', hint: expect.stringContaining(clientId)},
        applied: [],
      });
      expect(writesOf(tenant)).toHaveLength(written);
      expect(contentOf(tenant)).toEqual(before);
      const {statuses} = await check(tenant);
      expect(statuses.map(({status}) => status.kind)).toEqual([
        'missing',
        'missing',
        'missing',
        'blocked',
        'blocked',
      ]);

      // With --client-id it is converted, which is breaking and therefore skipped by default.
      const hints: RunOptions['hints'] = {clientId};
      const row = rowOf(clientId);
      await repair(tenant, {hints, allowance: 'safe'});
      expect(rowOf(clientId)).toEqual({...row, name: documented.client.name});
      expect(await repair(tenant, {hints})).toMatchObject({kind: 'done'});
      expect(rowOf(clientId)).toMatchObject({
        name: documented.client.name,
        app_type: 'non_interactive',
        grant_types: expect.arrayContaining([...(row?.grant_types ?? []), 'client_credentials']),
      });
      expect(await repair(tenant)).toMatchObject({kind: 'done', applied: []});
    },
  );
});

test('a same-named application without a grant does not stop a run on a converged tenant', async () => {
  for (const purpose of [{app_type: 'non_interactive'}, ...purposes]) {
    await start('converged');
    const clientId = await register({name: names[0], ...purpose});
    const before = rowOf(clientId);
    expect(await repair(tenant)).toMatchObject({kind: 'done', applied: []});
    expect(rowOf(clientId)).toEqual(before);
    await tenant.close();
  }
  await start('fresh');
});
