import {describe, expect, it} from 'vitest';
import {audience, demoApi, encoded, findApplication, findGrant} from '../support/tenant.js';

const invalidBody = (message: string) => ({
  status: 400,
  body: {
    statusCode: 400,
    error: 'Bad Request',
    message: `Payload validation error: ${message}`,
    errorCode: 'invalid_body',
  },
});

async function freshPair() {
  const api = await demoApi({scenario: 'fresh'});
  await api.post('/resource-servers', {identifier: audience, scopes: [{value: 'batch:upload'}]});
  const {body} = await api.post('/clients', {name: 'Job'});
  return {api, client_id: String(Object(body).client_id)};
}

it('refuses any scope on a grant whose API was deleted', async () => {
  const api = await demoApi({scenario: 'dangling'});
  const path = `/client-grants/${findGrant(api.tenant).id}`;
  expect(await api.patch(path, {scope: ['batch:upload']})).toMatchObject(
    invalidBody('scope must be a subset of resource server scopes'),
  );
  expect((await api.patch(path, {scope: []})).status).toBe(200);
});

describe('POST /client-grants', () => {
  it('returns the stored grant', async () => {
    const {api, client_id} = await freshPair();
    const created = await api.post('/client-grants', {
      client_id,
      audience,
      scope: ['batch:upload'],
    });
    expect(created.status).toBe(201);
    expect(created.text.replace(/cgr_\w{16}"/, 'cgr_…"')).toBe(
      `{"id":"cgr_…","client_id":"${client_id}","audience":"${audience}","scope":["batch:upload"],"subject_type":"client"}`,
    );
    const read = await api.get(`/client-grants/${Object(created.body).id}`);
    expect(read).toMatchObject({status: 200, text: created.text});
  });

  it('accepts an empty scope, and scopes that a custom API does not define [recorded]', async () => {
    const {api, client_id} = await freshPair();
    expect(await api.post('/client-grants', {client_id, audience, scope: []})).toMatchObject({
      status: 201,
      body: {scope: []},
    });
    const user = {client_id, audience, scope: ['not:defined'], subject_type: 'user'};
    expect(await api.post('/client-grants', user)).toMatchObject({
      status: 201,
      body: {scope: ['not:defined']},
    });
  });

  it('refuses undefined scopes on the Management API, and on every API under `strict`', async () => {
    const {api, client_id} = await freshPair();
    const subset = invalidBody('scope must be a subset of resource server scopes');
    const management = `${api.tenant.url}/api/v2/`;
    const wish = {client_id, scope: ['not:defined']};
    expect(await api.post('/client-grants', {...wish, audience: management})).toMatchObject(subset);

    const strict = await demoApi({settings: {grantScopes: 'strict'}});
    const {id} = findGrant(strict.tenant);
    expect(await strict.patch(`/client-grants/${id}`, {scope: ['not:defined']})).toMatchObject(
      subset,
    );
  });

  it('refuses a second grant per application, API and subject type', async () => {
    const api = await demoApi();
    const {client_id} = findGrant(api.tenant);
    expect(await api.post('/client-grants', {client_id, audience, scope: []})).toMatchObject({
      status: 409,
      body: {
        statusCode: 409,
        error: 'Conflict',
        message: `A client grant already exists between ${client_id} and ${audience}`,
      },
    });
    const user = {client_id, audience, scope: [], subject_type: 'user'};
    expect((await api.post('/client-grants', user)).status).toBe(201);
  });

  it('404 names the missing API or client', async () => {
    const {api, client_id} = await freshPair();
    const noApi = {client_id, audience: 'https://nothing', scope: []};
    expect(await api.post('/client-grants', noApi)).toMatchObject({
      status: 404,
      body: {statusCode: 404, error: 'Not Found', message: 'Resource server not found'},
    });
    const noClient = {client_id: 'nobody', audience, scope: []};
    expect(await api.post('/client-grants', noClient)).toMatchObject({
      status: 404,
      body: {statusCode: 404, error: 'Not Found', message: 'Client not found'},
    });
  });

  it.each([
    [{audience}, "'Missing required property: client_id'."],
    [{client_id: 'x'}, "'Missing required property: audience'."],
    [{client_id: 'x', audience, id: 'y'}, "'Additional properties not allowed: id'."],
    [
      {client_id: 'x', audience, default_for: 'third_party_clients'},
      'client_id and default_for are mutually exclusive',
    ],
    [
      {client_id: 'x', audience, scope: ['']},
      "'String is too short (0 chars), minimum 1' on property scope[0].",
    ],
    [
      {client_id: 'x', audience, subject_type: 'robot'},
      "'No enum match for: robot' on property subject_type (The type of application access the client grant allows.).",
    ],
  ])('refuses %j', async (body, message) => {
    const {api} = await freshPair();
    expect(await api.post('/client-grants', body)).toMatchObject(invalidBody(message));
  });
});

describe('GET /client-grants', () => {
  it('filters by client, audience and subject type', async () => {
    const api = await demoApi({scenario: 'user-grant'});
    const {client_id} = findApplication(api.tenant, 'Timesheets Import Job');
    const query = `audience=${encoded(audience)}&client_id=${client_id}`;
    const both = await api.get(`/client-grants?${query}`);
    expect(both.body).toEqual([
      expect.objectContaining({subject_type: 'user', scope: ['read:timesheets']}),
      expect.objectContaining({subject_type: 'client', scope: ['batch:upload']}),
    ]);
    const one = await api.get(`/client-grants?${query}&subject_type=client`);
    expect(one.body).toEqual([expect.objectContaining({subject_type: 'client'})]);
  });

  it('returns an array, totals, or a checkpoint page', async () => {
    const api = await demoApi();
    const none = await api.get('/client-grants?audience=no&include_totals=true&per_page=50');
    expect(none.text).toBe('{"total":0,"start":0,"limit":50,"client_grants":[]}');
    const checkpoint = await api.get('/client-grants?take=1&per_page=2&include_totals=true');
    expect(checkpoint.body).toEqual({
      client_grants: [expect.anything()],
      next: expect.any(String),
    });
    const rest = await api.get(`/client-grants?take=1&from=${Object(checkpoint.body).next}`);
    expect(rest.body).toEqual({client_grants: [findGrant(api.tenant)]});
    expect((await api.get('/client-grants')).body).toHaveLength(2);
    expect((await api.get('/client-grants?take=101')).status).toBe(400);
  });

  it('filters by allow_any_organization=true, the only value allowed [docs]', async () => {
    const api = await demoApi();
    const {id} = findGrant(api.tenant);
    await api.patch(`/client-grants/${id}`, {allow_any_organization: true});
    expect((await api.get('/client-grants?allow_any_organization=true')).body).toEqual([
      findGrant(api.tenant),
    ]);
    expect(await api.get('/client-grants?allow_any_organization=false')).toMatchObject({
      status: 400,
      body: {
        message:
          "Query validation error: 'No enum match for: false' on property allow_any_organization (Optional filter on allow_any_organization.).",
        errorCode: 'invalid_query_string',
      },
    });
  });

  it('404 for an unknown grant', async () => {
    const api = await demoApi();
    expect(await api.get('/client-grants/cgr_0000000000000000')).toMatchObject({
      status: 404,
      body: {statusCode: 404, error: 'Not Found', message: 'The grant does not exist.'},
    });
  });
});

describe('PATCH /client-grants/{id}', () => {
  it('replaces scope instead of merging', async () => {
    const api = await demoApi({scenario: 'drifted'});
    const before = findGrant(api.tenant);
    const path = `/client-grants/${before.id}`;
    const {status, body} = await api.patch(path, {scope: ['batch:upload']});
    expect(status).toBe(200);
    expect(body).toEqual({...before, scope: ['batch:upload']});
    expect((await api.get(path)).body).toEqual(body);
  });

  it.each(['audience', 'client_id', 'subject_type'])('refuses to change %s', async key => {
    const api = await demoApi();
    const {id} = findGrant(api.tenant);
    expect(await api.patch(`/client-grants/${id}`, {[key]: 'client'})).toMatchObject(
      invalidBody(`'Additional properties not allowed: ${key}'.`),
    );
  });

  it('404 for an unknown grant, in other words than GET [docs]', async () => {
    const api = await demoApi();
    expect(await api.patch('/client-grants/cgr_0000000000000000', {scope: []})).toMatchObject({
      status: 404,
      text: '{"statusCode":404,"error":"Not Found","message":"The client grant does not exist."}',
    });
  });

  it('takes authorization_details_types for a user grant only [docs]', async () => {
    const {api, client_id} = await freshPair();
    const types = {authorization_details_types: ['payment']};
    const wish = {client_id, audience, scope: []};
    expect((await api.post('/client-grants', {...wish, ...types})).status).toBe(400);
    const {id} = Object((await api.post('/client-grants', wish)).body);
    expect((await api.patch(`/client-grants/${id}`, types)).status).toBe(400);
    const user = {...wish, subject_type: 'user'};
    const long = {authorization_details_types: ['x'.repeat(256)]};
    expect((await api.post('/client-grants', {...user, ...long})).status).toBe(400);
    expect(await api.post('/client-grants', {...user, ...types})).toMatchObject({
      status: 201,
      body: types,
    });
  });

  it('refuses an update of nothing [docs]', async () => {
    const api = await demoApi();
    const {id} = findGrant(api.tenant);
    expect(await api.patch(`/client-grants/${id}`, {})).toMatchObject({
      status: 400,
      body: {
        message: "Payload validation error: 'Too few properties defined (0), minimum 1'.",
        errorCode: 'invalid_body',
      },
    });
  });

  it('refuses to change system grants', async () => {
    const api = await demoApi();
    const {id} = findGrant(api.tenant);
    api.tenant.store.clientGrants.update(id, grant => ({...grant, is_system: true}));
    expect((await api.patch(`/client-grants/${id}`, {scope: []})).status).toBe(400);
    expect((await api.delete(`/client-grants/${id}`)).status).toBe(400);
  });
});

describe('allow_all_scopes', () => {
  it('removes the scope key, and restores it empty', async () => {
    const api = await demoApi({scenario: 'converged'});
    const {id, client_id} = findGrant(api.tenant);
    const path = `/client-grants/${id}`;
    const all = await api.patch(path, {allow_all_scopes: true});
    expect(all.body).toEqual({
      id,
      client_id,
      audience,
      subject_type: 'client',
      allow_all_scopes: true,
    });
    const back = await api.patch(path, {allow_all_scopes: false, scope: []});
    expect(back.body).toEqual({
      id,
      client_id,
      audience,
      scope: [],
      subject_type: 'client',
      allow_all_scopes: false,
    });
    const set = await api.patch(path, {scope: ['batch:upload']});
    expect(set.body).toMatchObject({scope: ['batch:upload'], allow_all_scopes: false});
  });

  it('can’t be combined with a scope', async () => {
    const api = await demoApi({scenario: 'all-scopes'});
    const path = `/client-grants/${findGrant(api.tenant).id}`;
    const scope = ['batch:upload'];
    expect((await api.patch(path, {allow_all_scopes: true, scope})).status).toBe(400);
    expect((await api.patch(path, {scope})).status).toBe(400);
    expect((await api.patch(path, {allow_all_scopes: true, scope: []})).status).toBe(200);
  });

  it('is turned off in two calls, or in one where the settings allow it', async () => {
    const wish = {allow_all_scopes: false, scope: ['batch:upload']};
    const strict = await demoApi({scenario: 'all-scopes'});
    const refused = await strict.patch(`/client-grants/${findGrant(strict.tenant).id}`, wish);
    expect(refused.status).toBe(400);
    const settings = {leavingAllScopes: 'in-one-call'} as const;
    const lenient = await demoApi({scenario: 'all-scopes', settings});
    const taken = await lenient.patch(`/client-grants/${findGrant(lenient.tenant).id}`, wish);
    expect(taken).toMatchObject({status: 200, body: wish});
  });

  it('is refused on a system API, even as false', async () => {
    const api = await demoApi();
    const {id} = findGrant(api.tenant, `${api.tenant.url}/api/v2/`);
    expect(await api.patch(`/client-grants/${id}`, {allow_all_scopes: false})).toMatchObject({
      status: 400,
      body: {message: '`allow_all_scopes` cannot be provided when `audience` is a system API'},
    });
  });
});

describe('DELETE /client-grants/{id}', () => {
  it('returns 204, and 204 again [recorded]', async () => {
    const api = await demoApi();
    const {id} = findGrant(api.tenant);
    expect(await api.delete(`/client-grants/${id}`)).toMatchObject({status: 204, text: ''});
    expect(await api.delete(`/client-grants/${id}`)).toMatchObject({status: 204, text: ''});
    expect((await api.get(`/client-grants/${id}`)).status).toBe(404);
  });
});
