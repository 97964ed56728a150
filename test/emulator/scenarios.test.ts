import {describe, expect, it} from 'vitest';
import {scenarios, startDemoTenant, UnknownScenario} from '../../src/emulator/server.js';
import {
  audience,
  demoApi,
  findApi,
  findApplication,
  findGrant,
  requestClientToken,
} from './support/tenant.js';

const shape = {
  resourceServer: /^[0-9a-f]{24}$/,
  client: /^(tpc_)?[A-Za-z0-9]{32}$/,
  grant: /^cgr_[A-Za-z0-9]{16}$/,
  secret: /^[\w-]{64}$/,
};

describe.each(scenarios.map(({name}) => name))('%s', scenario => {
  it('has the same content on every run, with ids in Auth0’s shapes', async () => {
    const [first, second] = [await demoApi({scenario}), await demoApi({scenario})];
    const content = ({tenant: {store, domain}}: typeof first) =>
      JSON.stringify([
        store.resourceServers.all(),
        store.clients.slice(() => true, 0, 50),
        store.clientGrants.all(),
      ]).replaceAll(domain, 'DOMAIN');
    expect(content(first)).toBe(content(second));

    const {resourceServers, clients, clientGrants} = first.tenant.store;
    for (const {id} of resourceServers.all()) expect(id).toMatch(shape.resourceServer);
    for (const {id} of clientGrants.all()) expect(id).toMatch(shape.grant);
    const ids = clients
      .slice(() => true, 0, 50)
      .rows.map(({client_id, client_secret, client_authentication_methods, is_first_party}) => {
        // A secret or a key pair, never both.
        if (client_authentication_methods === undefined) {
          expect(client_secret).toMatch(shape.secret);
        } else expect(client_secret).toBeUndefined();
        expect(client_id).toMatch(shape.client);
        expect(client_id.startsWith('tpc_')).toBe(!is_first_party);
        return client_id;
      });
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has the Management API, the global client, the Default App and the admin’s application', async () => {
    const {tenant} = await demoApi({scenario});
    expect(tenant.store.resourceServers.all()[0]).toMatchObject({
      name: 'Auth0 Management API',
      identifier: `${tenant.url}/api/v2/`,
      is_system: true,
    });
    expect(findApplication(tenant, 'All Applications')).not.toHaveProperty('app_type');
    expect(findApplication(tenant, 'All Applications').global).toBe(true);
    expect(findApplication(tenant, 'Default App')).not.toHaveProperty('app_type');
    const {clientId: client_id, clientSecret: client_secret} = tenant;
    const management = `${tenant.url}/api/v2/`;
    const answer = await requestClientToken(tenant, {
      client_id,
      client_secret,
      audience: management,
    });
    expect(answer.status).toBe(200);
  });

  it('has a one-line summary', () => {
    const {summary} = scenarios.find(({name}) => name === scenario) ?? {summary: ''};
    expect(summary).toMatch(/^.{10,90}$/);
  });
});

it('dashboard: the API without scopes, its test application, a grant of nothing', async () => {
  const {tenant} = await demoApi();
  const api = findApi(tenant);
  expect(api).toMatchObject({name: 'Timesheets API', signing_alg: 'RS256'});
  for (const absent of ['scopes', 'token_dialect', 'enforce_policies', 'is_system']) {
    expect(api).not.toHaveProperty(absent);
  }
  const {client_id} = findApplication(tenant, 'Timesheets API (Test Application)');
  expect(findGrant(tenant)).toMatchObject({client_id, scope: [], subject_type: 'client'});
});

it('fresh: neither the API nor the job', async () => {
  const {store} = (await demoApi({scenario: 'fresh'})).tenant;
  expect([store.resourceServers.size, store.clients.size, store.clientGrants.size]).toEqual([
    1, 3, 1,
  ]);
});

it('drifted: HS256, a scope gone, a foreign one, too much granted', async () => {
  const {tenant} = await demoApi({scenario: 'drifted'});
  const api = findApi(tenant);
  expect(api.signing_alg).toBe('HS256');
  expect(api.scopes?.map(({value}) => value)).toEqual([
    'read:timesheets',
    'create:timesheets',
    'delete:timesheets',
    'batch:upload',
    'admin:payroll',
  ]);
  const {client_id} = findApplication(tenant, 'Timesheets Import Job');
  expect(findGrant(tenant)).toMatchObject({
    client_id,
    scope: ['read:timesheets', 'delete:timesheets', 'batch:upload'],
  });
});

it('nameless: an API without a name', async () => {
  const {tenant} = await demoApi({scenario: 'nameless'});
  expect(findApi(tenant)).not.toHaveProperty('name');
});

it('rate-limited and outage: some requests fail, later ones succeed', async () => {
  const statuses = async (scenario: string) => {
    const api = await demoApi({scenario});
    const seen = [];
    for (let i = 0; i < 9; i++)
      seen.push(await fetchStatus(api.tenant.url, api.tenant.accessToken));
    return seen;
  };
  expect(await statuses('rate-limited')).toEqual([200, 429, 200, 200, 429, 200, 200, 429, 200]);
  expect(await statuses('outage')).toEqual([200, 503, 503, 200, 200, 502, 200, 200, 200]);
});

async function fetchStatus(url: string, accessToken: string): Promise<number> {
  const headers = {authorization: `Bearer ${accessToken}`};
  const response = await fetch(`${url}/api/v2/client-grants`, {headers});
  await response.text();
  return response.status;
}

it('an unknown scenario is refused with the list of names', async () => {
  const failure = await startDemoTenant({scenario: 'nirvana'}).catch(error => error);
  expect(failure).toBeInstanceOf(UnknownScenario);
  expect(failure.message).toContain("There is no scenario 'nirvana'");
  expect(failure.known).toEqual(expect.arrayContaining(['dashboard', 'fresh', 'drifted']));
});

it('options add applications, grants and scopes', async () => {
  const api = await demoApi({applications: 7, grants: 9, scopes: 11});
  expect(api.tenant.store.clients.size).toBe(4 + 9);
  expect(findApi(api.tenant).scopes).toHaveLength(11);
  const grants = await api.get(`/client-grants?audience=${encodeURIComponent(audience)}`);
  expect(grants.body).toHaveLength(10);
  const [{client_id}] = Object(grants.body).slice(-1);
  expect((await api.get(`/clients/${client_id}`)).status).toBe(200);
});
