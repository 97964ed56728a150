import {describe, expect, it} from 'vitest';
import {audience, demoApi, encoded, findApi} from '../support/tenant.js';

const badRequest = (message: string) => ({
  statusCode: 400,
  error: 'Bad Request',
  message,
  errorCode: 'invalid_body',
});

const notFound = {
  statusCode: 404,
  error: 'Not Found',
  message: 'The resource server does not exist',
  errorCode: 'inexistent_resource_server',
};

describe('POST /resource-servers', () => {
  it('adds exactly the recorded defaults to an identifier', async () => {
    const api = await demoApi({scenario: 'fresh'});
    const {status, text, body, headers} = await api.post('/resource-servers', {
      identifier: 'https://uat.example.com/minimal',
    });
    expect(status).toBe(201);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(body).toHaveProperty('id', expect.stringMatching(/^[0-9a-f]{24}$/));
    expect(text.replace(/"id":"\w+"/, '"id":"…"')).toBe(
      '{"id":"…","identifier":"https://uat.example.com/minimal",' +
        '"allow_offline_access":false,"skip_consent_for_verifiable_first_party_clients":false,' +
        '"subject_type_authorization":{"client":{"policy":"require_client_grant"},"user":{"policy":"allow_all"}},' +
        '"token_lifetime":86400,"token_lifetime_for_web":7200,"signing_alg":"RS256"}',
    );
  });

  it('keeps the recorded order of keys, and scopes as they were sent', async () => {
    const api = await demoApi({scenario: 'fresh'});
    const scopes = [{value: 'b:two', description: ''}, {value: 'a:one'}];
    const {body} = await api.post('/resource-servers', {
      token_dialect: 'rfc9068_profile',
      scopes,
      signing_alg: 'HS256',
      enforce_policies: true,
      identifier: audience,
      name: 'Timesheets API',
    });
    expect(Object.keys(Object(body))).toEqual([
      'id',
      'name',
      'identifier',
      'allow_offline_access',
      'skip_consent_for_verifiable_first_party_clients',
      'subject_type_authorization',
      'token_lifetime',
      'token_lifetime_for_web',
      'signing_alg',
      'signing_secret',
      'scopes',
      'enforce_policies',
      'token_dialect',
    ]);
    expect(body).toMatchObject({scopes, signing_secret: expect.stringMatching(/^\w{32}$/)});
  });

  it('creates no application and no grant', async () => {
    const api = await demoApi({scenario: 'fresh'});
    const before = [api.tenant.store.clients.size, api.tenant.store.clientGrants.size];
    await api.post('/resource-servers', {identifier: audience});
    expect([api.tenant.store.clients.size, api.tenant.store.clientGrants.size]).toEqual(before);
  });

  it('refuses an existing identifier, compared exactly', async () => {
    const api = await demoApi();
    expect(await api.post('/resource-servers', {identifier: audience})).toMatchObject({
      status: 409,
      body: {
        statusCode: 409,
        error: 'Conflict',
        message: 'A resource server with the same identifier already exists.',
      },
    });
    expect(await api.post('/resource-servers', {identifier: `${audience}/`})).toMatchObject({
      status: 201,
    });
  });

  it.each([
    [{}, "'Missing required property: identifier'."],
    [{identifier: 'x', foo: 1}, "'Additional properties not allowed: foo'."],
    [
      {identifier: 'x', id: 'y', is_system: true},
      "'Additional properties not allowed: id,is_system'.",
    ],
    [
      {identifier: ''},
      "'String is too short (0 chars), minimum 1' on property identifier (Unique identifier for the API used as the audience parameter on authorization calls. Can not be changed once set.).",
    ],
    [
      {identifier: 'x', name: 'a<b'},
      "'String does not match pattern: ^[^<>]+$' on property name (Friendly name for this resource server. Can not contain `<` or `>` characters.).",
    ],
    [
      {identifier: 'x', scopes: [{value: 'a'}, {description: 'b'}]},
      "'Missing required property: value' on property scopes[1].",
    ],
    [
      {identifier: 'x', scopes: [{value: 'a'}, {value: 'b'}, {value: 'a', description: 'again'}]},
      "'Array items are not unique (indexes 0 and 2)' on property scopes (List of permissions (scopes) that this API uses.).",
    ],
    [
      {identifier: 'x', scopes: [{value: 'a'.repeat(281)}]},
      "'String is too long (281 chars), maximum 280' on property scopes[0].value (Value of this scope.).",
    ],
    [
      {identifier: 'x', scopes: [{value: 'openid'}]},
      "'Scope value is reserved: openid' on property scopes[0].value.",
    ],
    [
      {identifier: 'x', signing_alg: 'ES256'},
      "'No enum match for: ES256' on property signing_alg (Algorithm used to sign JWTs.).",
    ],
    [
      {identifier: 'x', token_lifetime: 2_592_001},
      "'Value 2592001 is greater than maximum 2592000' on property token_lifetime (Expiration value (in seconds) for access tokens issued for this API from the token endpoint.).",
    ],
    [
      {identifier: 'x', signing_alg: 'HS256', signing_secret: 'short'},
      "'String is too short (5 chars), minimum 16' on property signing_secret (Secret used to sign tokens when using symmetric algorithms (HS256).).",
    ],
    [
      {identifier: 'x', token_lifetime: 60, token_lifetime_for_web: 61},
      "'Value 61 is greater than maximum 60' on property token_lifetime_for_web.",
    ],
    [
      {identifier: 'x', authorization_policy: {}},
      "'Missing required property: policy_id' on property authorization_policy.",
    ],
    [
      {identifier: 'x', subject_type_authorization: {anonymous_user: {policy: 'allow_all'}}},
      "'No enum match for: allow_all' on property subject_type_authorization.anonymous_user.policy.",
    ],
    [
      {identifier: 'x', subject_type_authorization: {client: {policy: 'allow_all'}}},
      "'No enum match for: allow_all' on property subject_type_authorization.client.policy.",
    ],
  ])('refuses %j', async (body, message) => {
    const api = await demoApi({scenario: 'fresh'});
    expect(await api.post('/resource-servers', body)).toMatchObject({
      status: 400,
      body: badRequest(`Payload validation error: ${message}`),
    });
    expect(api.tenant.store.resourceServers.size).toBe(1);
  });

  it('refuses more than a thousand scopes', async () => {
    const api = await demoApi({scenario: 'fresh'});
    const scopes = Array.from({length: 1001}, (_, i) => ({value: `read:${i}`}));
    expect((await api.post('/resource-servers', {identifier: 'x', scopes})).status).toBe(400);
    const thousand = {identifier: 'x', scopes: scopes.slice(1)};
    expect((await api.post('/resource-servers', thousand)).status).toBe(201);
  });

  it('refuses PS256 without the entitlement: 403 insufficient_entitlement', async () => {
    const api = await demoApi({scenario: 'no-ps256'});
    const refused = {
      status: 403,
      body: {
        statusCode: 403,
        error: 'Forbidden',
        message: 'Please upgrade your subscription to use the PS256 signing algorithm.',
        errorCode: 'insufficient_entitlement',
      },
    };
    const wish = {signing_alg: 'PS256'};
    expect(await api.post('/resource-servers', {identifier: 'x', ...wish})).toMatchObject(refused);
    const path = `/resource-servers/${encoded(audience)}`;
    expect(await api.patch(path, wish)).toMatchObject(refused);
    expect(findApi(api.tenant).signing_alg).toBe('RS256');
  });

  it('refuses an eleventh API on a Free plan', async () => {
    const api = await demoApi({scenario: 'full'});
    for (let i = 0; i < 10; i++) {
      expect((await api.post('/resource-servers', {identifier: `x${i}`})).status).toBe(201);
    }
    expect(await api.post('/resource-servers', {identifier: 'x10'})).toMatchObject({
      status: 403,
      body: {
        statusCode: 403,
        error: 'Forbidden',
        message: 'You reached the limit of entities of this type for this tenant.',
        errorCode: 'too_many_entities',
      },
    });
  });

  it('refuses a body that is not JSON', async () => {
    const {tenant} = await demoApi();
    const response = await fetch(`${tenant.url}/api/v2/resource-servers`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tenant.accessToken}`,
        'content-type': 'application/json',
      },
      body: '{"identifier":',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      statusCode: 400,
      message: 'Invalid request payload JSON format',
    });
  });
});

describe('GET /resource-servers/{id}', () => {
  it('accepts the id, and the identifier encoded once or twice', async () => {
    const api = await demoApi();
    const {id} = findApi(api.tenant);
    const byId = await api.get(`/resource-servers/${id}`);
    expect(byId).toMatchObject({status: 200, body: {identifier: audience}});
    for (const path of [
      encoded(audience),
      encoded(encoded(audience)),
      'https:%2F%2Fapi.exampleco.com%2Ftimesheets',
    ]) {
      expect((await api.get(`/resource-servers/${path}`)).text).toBe(byId.text);
    }
  });

  it('404 for an unknown API', async () => {
    const api = await demoApi();
    expect(await api.get('/resource-servers/65f000000000000000000000')).toMatchObject({
      status: 404,
      body: notFound,
    });
  });
});

it('GET /resource-servers/{id} has no parameter `fields` [sdk], unlike the list', async () => {
  const api = await demoApi();
  const path = `/resource-servers/${encoded(audience)}`;
  expect((await api.get(`${path}?fields=id`)).status).toBe(400);
  expect((await api.get(`${path}?include_fields=true`)).body).toEqual(findApi(api.tenant));
});

describe('GET /resource-servers', () => {
  it('returns an array, or an object with totals', async () => {
    const api = await demoApi();
    const list = await api.get('/resource-servers');
    expect(list.body).toEqual([
      expect.objectContaining({name: 'Auth0 Management API', is_system: true}),
      expect.objectContaining({name: 'Timesheets API'}),
    ]);
    expect(list.text.match(/is_system/g)).toHaveLength(1);
    const page = await api.get('/resource-servers?page=1&per_page=1&include_totals=true');
    expect(page.body).toEqual({
      total: 2,
      start: 1,
      limit: 1,
      resource_servers: [findApi(api.tenant)],
    });
    expect(Object.keys(Object(page.body))).toEqual(['total', 'start', 'limit', 'resource_servers']);
  });

  it('filters by at most ten identifiers', async () => {
    const api = await demoApi();
    const one = await api.get(`/resource-servers?identifiers=${encoded(audience)}&identifiers=no`);
    expect(one.body).toEqual([findApi(api.tenant)]);
    expect((await api.get('/resource-servers?identifiers=no')).text).toBe('[]');
    const eleven = Array.from({length: 11}, (_, i) => `identifiers=${i}`).join('&');
    expect(await api.get(`/resource-servers?${eleven}`)).toMatchObject({
      status: 400,
      body: {errorCode: 'invalid_query_string'},
    });
  });

  it('applies fields and include_fields', async () => {
    const api = await demoApi();
    const filter = `identifiers=${encoded(audience)}`;
    const {id} = findApi(api.tenant);
    const only = await api.get(`/resource-servers?${filter}&fields=id&include_fields=true`);
    expect(only.body).toEqual([{id}]);
    const without = await api.get(`/resource-servers?${filter}&fields=id&include_fields=false`);
    expect(without.text).not.toContain(id);
  });

  it.each([
    [
      'per_page=101',
      "'Value 101 is greater than maximum 100' on property per_page (Number of results per page.).",
    ],
    [
      'per_page=0',
      "'Value 0 is less than minimum 1' on property per_page (Number of results per page.).",
    ],
    [
      'page=-1',
      "'Value -1 is less than minimum 0' on property page (Page index of the results to return. First page is 0.).",
    ],
    [
      'page=one',
      "'Expected type integer but found type string' on property page (Page index of the results to return. First page is 0.).",
    ],
    ['take=5', "'Additional properties not allowed: take'."],
    ['identifiers=', "'String is too short (0 chars), minimum 1' on property identifiers[0]."],
  ])('refuses ?%s', async (query, message) => {
    const api = await demoApi();
    expect(await api.get(`/resource-servers?${query}`)).toMatchObject({
      status: 400,
      body: {
        statusCode: 400,
        error: 'Bad Request',
        message: `Query validation error: ${message}`,
        errorCode: 'invalid_query_string',
      },
    });
  });
});

describe('PATCH /resource-servers/{id}', () => {
  it('replaces scopes whole, returns 200, and accepts the identifier as id', async () => {
    const api = await demoApi({scenario: 'converged'});
    const scopes = [{value: 'create:appointments', description: 'Create them'}];
    const path = `/resource-servers/${encoded(audience)}`;
    const {status, body} = await api.patch(path, {scopes});
    expect(status).toBe(200);
    expect(body).toEqual({...findApi(api.tenant), scopes});
    expect((await api.get(path)).body).toEqual(body);
  });

  it('keeps scopes as an empty array', async () => {
    const api = await demoApi({scenario: 'converged'});
    const {body} = await api.patch(`/resource-servers/${encoded(audience)}`, {scopes: []});
    expect(body).toMatchObject({scopes: []});
  });

  it('generates a secret for HS256, and drops it when leaving HS256', async () => {
    const api = await demoApi();
    const path = `/resource-servers/${encoded(audience)}`;
    const hs256 = await api.patch(path, {signing_alg: 'HS256'});
    expect(hs256.body).toMatchObject({signing_secret: expect.stringMatching(/^\w{32}$/)});
    const renamed = await api.patch(path, {name: 'Other'});
    expect(renamed.body).toEqual({...Object(hs256.body), name: 'Other'});
    const rs256 = await api.patch(path, {signing_alg: 'RS256'});
    expect(rs256.body).toMatchObject({signing_alg: 'RS256'});
    expect(rs256.text).not.toContain('signing_secret');
  });

  it('removes nullable fields that are sent as null', async () => {
    const api = await demoApi();
    const path = `/resource-servers/${encoded(audience)}`;
    const before = (await api.get(path)).text;
    await api.patch(path, {proof_of_possession: {mechanism: 'mtls', required: true}});
    const cleared = await api.patch(path, {proof_of_possession: null, token_encryption: null});
    expect(cleared.text).toBe(before);
  });

  it('refuses immutable fields', async () => {
    const api = await demoApi();
    const path = `/resource-servers/${encoded(audience)}`;
    expect(await api.patch(path, {identifier: 'https://other'})).toMatchObject({
      status: 400,
      body: badRequest(
        "Payload validation error: 'Additional properties not allowed: identifier'.",
      ),
    });
    const whole = (await api.get(path)).body;
    expect((await api.patch(path, whole)).status).toBe(400);
    expect(await api.patch('/resource-servers/nothing', {name: 'x'})).toMatchObject({
      status: 404,
      body: notFound,
    });
  });

  it('refuses to change the Management API', async () => {
    const api = await demoApi();
    const path = `/resource-servers/${encoded(`${api.tenant.url}/api/v2/`)}`;
    expect(await api.patch(path, {scopes: []})).toMatchObject({
      status: 400,
      body: badRequest("Payload validation error: 'Additional properties not allowed: scopes'."),
    });
    expect(await api.patch(path, {name: 'Mine'})).toMatchObject({
      status: 400,
      body: {message: 'System resource servers cannot be patched.'},
    });
    expect(await api.delete(path)).toMatchObject({
      status: 400,
      body: {message: 'System resource servers cannot be deleted.'},
    });
  });
});

describe('DELETE /resource-servers/{id}', () => {
  it('returns 204, also for a deleted API, and keeps its grants', async () => {
    const api = await demoApi();
    const path = `/resource-servers/${encoded(audience)}`;
    expect(await api.delete(path)).toMatchObject({status: 204, text: ''});
    expect(await api.delete(path)).toMatchObject({status: 204});
    expect((await api.get(path)).status).toBe(404);
    const grants = await api.get(`/client-grants?audience=${encoded(audience)}`);
    expect(grants.body).toHaveLength(1);
  });

  it('deletes its grants where the settings say so', async () => {
    const api = await demoApi({settings: {grantsOfDeletedApi: 'removed'}});
    await api.delete(`/resource-servers/${encoded(audience)}`);
    const grants = await api.get(`/client-grants?audience=${encoded(audience)}`);
    expect(grants.body).toEqual([]);
  });
});
