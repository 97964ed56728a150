import {describe, expect, it} from 'vitest';
import {
  audience,
  demoApi,
  encoded,
  findApplication,
  findGrant,
  readAnswer,
} from './support/tenant.js';

const unauthorized = (message: string) => ({
  status: 401,
  body: {statusCode: 401, error: 'Unauthorized', message, attributes: {error: message}},
});

describe('an invalid token', () => {
  it('missing: 401', async () => {
    const {tenant} = await demoApi();
    const answer = await readAnswer(await fetch(`${tenant.url}/api/v2/clients`));
    expect(answer).toMatchObject(unauthorized('Missing authentication'));
  });

  it('not a bearer token: 400', async () => {
    const {tenant} = await demoApi();
    const headers = {authorization: 'Basic abc'};
    const answer = await readAnswer(await fetch(`${tenant.url}/api/v2/clients`, {headers}));
    expect(answer).toMatchObject({
      status: 400,
      body: {message: 'Bad HTTP authentication header format', errorCode: 'Bearer'},
    });
  });

  it.each(['opaque', 'a.b.c'])('malformed: %s', async token => {
    const api = await demoApi();
    expect(await api.as(token).get('/clients')).toMatchObject(unauthorized('Invalid token'));
  });

  it('expired', async () => {
    const api = await demoApi();
    const token = await api.tenant.issueToken({expiresInSeconds: -1});
    expect(await api.as(token).get('/clients')).toMatchObject(
      unauthorized('Expired token received for JSON Web Token validation'),
    );
  });

  it('from another tenant', async () => {
    const api = await demoApi();
    const token = await api.tenant.issueToken({signedBy: 'another-tenant'});
    const answer = await api.as(token).get('/clients');
    expect(answer.text).toBe(
      '{"statusCode":401,"error":"Unauthorized","message":"Bad audience: https://another-tenant.eu.auth0.com/api/v2/"}',
    );
  });

  it('for another API', async () => {
    const api = await demoApi();
    const token = await api.tenant.issueToken({audience});
    expect((await api.as(token).get('/clients')).status).toBe(401);
  });

  it('forged or unsigned', async () => {
    const api = await demoApi();
    const refused = unauthorized('Invalid signature received for JSON Web Token validation');
    const forged = await api.tenant.issueToken({signedBy: 'a-stranger'});
    expect(await api.as(forged).get('/clients')).toMatchObject(refused);
    const [, payload] = api.tenant.accessToken.split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    expect(await api.as(`${none}.${payload}.`).get('/clients')).toMatchObject(refused);
  });
});

describe('a token without the scope', () => {
  const calls = [
    ['GET', '/resource-servers', 'read:resource_servers'],
    ['POST', '/resource-servers', 'create:resource_servers'],
    ['PATCH', '/resource-servers/x', 'update:resource_servers'],
    ['DELETE', '/resource-servers/x', 'delete:resource_servers'],
    [
      'GET',
      '/clients',
      'read:clients, read:client_keys, read:client_credentials, read:client_summary',
    ],
    ['POST', '/clients', 'create:clients'],
    ['PATCH', '/clients/x', 'update:clients, update:client_keys'],
    ['DELETE', '/clients/x', 'delete:clients'],
    ['POST', '/clients/x/rotate-secret', 'update:client_keys'],
    ['GET', '/client-grants', 'read:client_grants'],
    ['POST', '/client-grants', 'create:client_grants'],
    ['PATCH', '/client-grants/x', 'update:client_grants'],
    ['DELETE', '/client-grants/x', 'delete:client_grants'],
  ] as const;

  it.each(calls)('%s %s: 403 names the missing scope', async (method, path, scopes) => {
    const {tenant} = await demoApi();
    const token = await tenant.issueToken({scopes: ['read:users']});
    const headers = {authorization: `Bearer ${token}`};
    const answer = await readAnswer(await fetch(`${tenant.url}/api/v2${path}`, {method, headers}));
    expect(answer).toMatchObject({
      status: 403,
      body: {
        statusCode: 403,
        error: 'Forbidden',
        message: `Insufficient scope, expected any of: ${scopes}`,
        errorCode: 'insufficient_scope',
      },
    });
  });

  it('without any scope', async () => {
    const api = await demoApi();
    const token = await api.tenant.issueToken({scopes: []});
    expect((await api.as(token).get('/clients')).status).toBe(403);
  });

  it('with read scopes only', async () => {
    const api = await demoApi({scenario: 'read-only'});
    expect((await api.get('/resource-servers')).status).toBe(200);
    expect((await api.post('/clients', {name: 'x'})).status).toBe(403);
  });
});

describe('fields of an application by scope', () => {
  it.each(['read:client_summary', 'read:client_credentials'])(
    '%s returns four fields',
    async scope => {
      const api = await demoApi();
      const {client_id} = findApplication(api.tenant, 'Timesheets API (Test Application)');
      const summary = api.as(await api.tenant.issueToken({scopes: [scope]}));
      const {body} = await summary.get(`/clients/${client_id}`);
      expect(Object.keys(Object(body))).toEqual(['name', 'client_id', 'app_type']);
    },
  );

  it('read:clients returns everything but secrets', async () => {
    const api = await demoApi({scenario: 'no-secrets'});
    const {text} = await api.get('/clients');
    expect(text).toContain('"grant_types"');
    expect(text).not.toMatch(/client_secret"|signing_keys/);
    expect((await api.get('/clients?fields=client_id,name')).status).toBe(200);
    expect(await api.get('/clients?fields=client_id,client_secret')).toMatchObject({
      status: 403,
      body: {message: 'Insufficient scope, expected any of: read:client_keys'},
    });
  });

  it('create:clients alone does not return the new secret', async () => {
    const api = await demoApi();
    const creator = api.as(await api.tenant.issueToken({scopes: ['create:clients']}));
    const {status, body} = await creator.post('/clients', {name: 'x'});
    expect(status).toBe(201);
    expect(Object.keys(Object(body))).toEqual(['name', 'client_id']);
  });

  it('an API’s signing secret needs read:resource_servers', async () => {
    const api = await demoApi({scenario: 'drifted'});
    const path = `/resource-servers/${encoded(audience)}`;
    expect((await api.get(path)).text).toContain('signing_secret');
    const updater = api.as(await api.tenant.issueToken({scopes: ['update:resource_servers']}));
    const patched = await updater.patch(path, {name: 'x'});
    expect(patched.status).toBe(200);
    expect(patched.text).not.toContain('signing_secret');
  });
});

it('unknown paths, unencoded identifiers and trailing slashes are a 404', async () => {
  const api = await demoApi();
  const {id} = findGrant(api.tenant);
  for (const path of [
    '/nothing',
    `/resource-servers/${audience}`,
    `/client-grants/${id}/x`,
    '/clients/',
    `/client-grants/${id}/`,
  ]) {
    expect(await api.get(path)).toMatchObject({
      status: 404,
      text: '{"statusCode":404,"error":"Not Found","message":"Not Found"}',
    });
  }
});
