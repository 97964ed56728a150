import {generateKeyPairSync} from 'node:crypto';
import {get, request as tlsRequest} from 'node:https';
import {describe, expect, it} from 'vitest';
import {createCertificate} from '../../src/emulator/certificate.js';
import {createTlsIdentity, startDemoTenant} from '../../src/emulator/server.js';
import {
  audience,
  demoApi,
  encoded,
  findApi,
  findGrant,
  requestClientToken,
} from './support/tenant.js';

it('records every request in order, with query, status and body', async () => {
  const api = await demoApi();
  const {tenant} = api;
  await api.get('/clients?is_global=false');
  await api.patch('/client-grants/nothing', {scope: []});
  await fetch(`${tenant.url}/.well-known/jwks.json`);
  await requestClientToken(tenant, {client_id: 'x', audience});
  expect(tenant.requests.map(({method, path, status}) => `${method} ${path} ${status}`)).toEqual([
    'GET /api/v2/clients?is_global=false 200',
    'PATCH /api/v2/client-grants/nothing 404',
    'GET /.well-known/jwks.json 200',
    'POST /oauth/token 401',
  ]);
  expect(tenant.requests[1]?.body).toEqual({scope: []});
  const times = tenant.requests.map(({atMs}) => atMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

it('runs hooks between two requests', async () => {
  const api = await demoApi({scenario: 'converged'});
  const {tenant} = api;
  const path = `/resource-servers/${encoded(audience)}`;
  tenant.hooks.afterRequest = ({method}, store) => {
    if (method !== 'GET') return;
    const foreign = {value: 'admin:payroll'};
    store.resourceServers.update(findApi(tenant).id, row => ({
      ...row,
      scopes: [...(row.scopes ?? []), foreign],
    }));
  };
  expect((await api.get(path)).text).not.toContain('admin:payroll');
  delete tenant.hooks.afterRequest;
  expect((await api.get(path)).text).toContain('admin:payroll');
});

it('adds latencyMs to every request', async () => {
  const api = await demoApi({latencyMs: 40});
  const started = performance.now();
  await api.get('/clients');
  expect(performance.now() - started).toBeGreaterThan(38);
});

it('keeps connections open, and does not replace the global Request and Response', async () => {
  const own = [Request, Response];
  const api = await demoApi();
  const {headers} = await api.get('/clients');
  expect(headers.get('connection')).toBe('keep-alive');
  expect([Request, Response]).toEqual(own);
});

it('close() ends hanging connections', async () => {
  const tenant = await startDemoTenant({faults: [{kind: 'hang'}]});
  const hung = fetch(`${tenant.url}/api/v2/clients`).catch(error => error);
  while (tenant.requests.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
  await tenant.close();
  expect(await hung).toBeInstanceOf(TypeError);
});

it('rejects with EADDRINUSE on a port in use', async () => {
  const {tenant} = await demoApi();
  const port = Number(new URL(tenant.url).port);
  await expect(startDemoTenant({port})).rejects.toMatchObject({code: 'EADDRINUSE'});
});

it('serves TLS with a given certificate', async () => {
  const pair = generateKeyPairSync('rsa', {modulusLength: 2048});
  const {x5c} = createCertificate('127.0.0.1', pair.publicKey, pair.privateKey);
  const cert = `-----BEGIN CERTIFICATE-----\n${x5c}\n-----END CERTIFICATE-----\n`;
  const key = pair.privateKey.export({type: 'pkcs8', format: 'pem'}).toString();
  const {tenant} = await demoApi({tls: {key, cert}});
  expect(tenant.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  const status = await new Promise((resolve, reject) => {
    const options = {
      ca: cert,
      checkServerIdentity: () => undefined,
      headers: {authorization: `Bearer ${tenant.accessToken}`},
    };
    tlsRequest(`${tenant.url}/api/v2/clients`, options, response => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(200);
});

describe('a tenant of 100,000 applications', () => {
  it('pages to the end, and finds, updates and deletes any application by id', async () => {
    const api = await demoApi({applications: 100_000});
    const {tenant} = api;
    const list = (query: string) => api.get(`/clients?fields=name,client_id&${query}`);
    const last = await list('page=1000&per_page=100&include_totals=true');
    expect(last.body).toMatchObject({total: 100_004, start: 100_000, limit: 100});
    expect(Object(last.body).clients).toHaveLength(4);
    expect(Object(last.body).clients[3]).toMatchObject({
      client_id: findGrant(tenant).client_id,
      name: 'Timesheets API (Test Application)',
    });

    const [{client_id, name}] = Object((await list('page=654&per_page=100')).body);
    expect(await api.get(`/clients/${client_id}`)).toMatchObject({status: 200, body: {name}});
    await api.patch(`/clients/${client_id}`, {name: 'Renamed'});
    const renamed = await list('page=654&per_page=100');
    expect(Object(renamed.body)[0]).toEqual({client_id, name: 'Renamed'});
    await api.delete(`/clients/${client_id}`);
    expect((await api.get(`/clients/${client_id}`)).status).toBe(404);
    // A quarter of them, two of the scenario, and without the one that is gone.
    const machines = 'is_global=false&app_type=non_interactive&per_page=1&include_totals=true';
    expect((await list(machines)).body).toMatchObject({total: 25_001});
  });
});

it('createTlsIdentity makes a certificate that is valid for 127.0.0.1', async () => {
  const tls = await createTlsIdentity();
  const tenant = await startDemoTenant({scenario: 'fresh', tls});
  const status = await new Promise((resolve, reject) => {
    get(`${tenant.url}/.well-known/jwks.json`, {ca: tls.cert}, answer => {
      answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject);
  });
  expect(tenant.url).toMatch(/^https:/);
  expect(status).toBe(200);
  await expect(fetch(`${tenant.url}/.well-known/jwks.json`)).rejects.toThrow('fetch failed');
  await tenant.close();
});
