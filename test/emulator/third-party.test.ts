import {describe, expect, it} from 'vitest';
import {
  type Api,
  audience,
  demoApi,
  findApplication,
  readAnswer,
  requestClientToken,
} from './support/tenant.js';

const job = 'Timesheets Import Job';
const thirdParty = {name: job, is_first_party: false} as const;

async function register(api: Api, body: unknown) {
  const response = await fetch(`${api.tenant.url}/oidc/register`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(body),
  });
  return readAnswer(response);
}

const wish = {client_name: job, redirect_uris: ['https://stranger.example/callback']};

it('has no settings of organizations for users [docs]', async () => {
  const refused = {
    status: 403,
    body: {
      error: 'Forbidden',
      message:
        'Organizations are only available to first party clients on user-based flows. Properties organization_usage and organization_require_behavior must be unset for third party clients.',
    },
  };
  const api = await demoApi({scenario: 'fresh'});
  const usage = {organization_usage: 'allow'};
  const behavior = {organization_require_behavior: 'no_prompt'};
  expect(await api.post('/clients', {...thirdParty, ...usage})).toMatchObject(refused);
  const {client_id} = Object((await api.post('/clients', thirdParty)).body);
  expect(await api.patch(`/clients/${client_id}`, behavior)).toMatchObject(refused);
  const unset = {organization_usage: null};
  expect((await api.patch(`/clients/${client_id}`, unset)).status).toBe(200);
});

describe('POST /oidc/register', () => {
  it('is a 404 unless the tenant enables it', async () => {
    const api = await demoApi();
    expect(await register(api, wish)).toMatchObject({status: 404});
    expect(api.tenant.store.clients.size).toBe(4);
  });

  it('registers a third-party application without a token and without client credentials', async () => {
    const api = await demoApi({settings: {dynamicRegistration: 'open'}});
    const grants = ['authorization_code', 'refresh_token'];
    const made = await register(api, {...wish, grant_types: ['client_credentials', ...grants]});
    expect(made).toMatchObject({
      status: 201,
      body: {
        client_name: job,
        client_id: expect.stringMatching(/^tpc_[A-Za-z0-9]{32}$/),
        client_secret: expect.stringMatching(/^[\w-]{64}$/),
        redirect_uris: wish.redirect_uris,
        client_secret_expires_at: 0,
        grant_types: grants,
        token_endpoint_auth_method: 'client_secret_post',
      },
    });
    const {client_id} = Object(made.body);
    const {body} = await api.get(`/clients/${client_id}`);
    expect(body).toMatchObject({
      name: job,
      is_first_party: false,
      third_party_security_mode: 'strict',
      external_metadata_type: 'dcr',
    });
    // Not later either [docs].
    const more = {grant_types: [...grants, 'client_credentials']};
    expect((await api.patch(`/clients/${client_id}`, more)).status).toBe(400);
  });

  it('returns no secret for a public application', async () => {
    const api = await demoApi({settings: {dynamicRegistration: 'open'}});
    const made = await register(api, {...wish, token_endpoint_auth_method: 'none'});
    expect(made.status).toBe(201);
    expect(made.text).not.toContain('client_secret"');
  });

  it.each([
    [{client_name: 'x'}, 'invalid_redirect_uri'],
    [{...wish, redirect_uris: []}, 'invalid_redirect_uri'],
    [{...wish, redirect_uris: 'x'}, 'invalid_redirect_uri'],
    [{...wish, client_name: '<b>'}, 'invalid_client_metadata'],
    [{...wish, token_endpoint_auth_method: 'private_key_jwt'}, 'invalid_client_metadata'],
    ['x', 'invalid_client_metadata'],
  ])('refuses %j', async (body, error) => {
    const api = await demoApi({settings: {dynamicRegistration: 'open'}});
    expect(await register(api, body)).toMatchObject({status: 400, body: {error}});
  });

  it('is limited by the plan’s number of applications [reported]', async () => {
    const api = await demoApi({scenario: 'full', settings: {dynamicRegistration: 'open'}});
    expect(await register(api, wish)).toMatchObject({
      status: 403,
      body: {errorCode: 'too_many_entities'},
    });
  });
});

describe('a third-party application', () => {
  it('has the tpc_ prefix, strict mode and two default grant types', async () => {
    const api = await demoApi();
    const made = await api.post('/clients', {...thirdParty, app_type: 'regular_web'});
    expect(made).toMatchObject({
      status: 201,
      body: {
        client_id: expect.stringMatching(/^tpc_/),
        is_first_party: false,
        third_party_security_mode: 'strict',
        redirection_policy: 'open_redirect_protection',
        grant_types: ['authorization_code', 'refresh_token'],
        jwt_configuration: {lifetime_in_seconds: 3600},
        refresh_token: {expiration_type: 'expiring', infinite_token_lifetime: false},
      },
    });
  });

  it('can’t change its ownership or mode', async () => {
    const api = await demoApi();
    const {body} = await api.post('/clients', thirdParty);
    const path = `/clients/${Object(body).client_id}`;
    expect((await api.patch(path, {is_first_party: true})).status).toBe(400);
    expect((await api.patch(path, {third_party_security_mode: 'permissive'})).status).toBe(400);
    expect((await api.patch(path, {is_first_party: false, name: 'y'})).status).toBe(200);
    const own = findApplication(api.tenant, 'Default App').client_id;
    expect((await api.patch(`/clients/${own}`, {is_first_party: false})).status).toBe(400);
    expect((await api.patch(`/clients/${own}`, {is_first_party: true})).status).toBe(200);
  });

  it.each([
    {grant_types: ['implicit']},
    {app_type: 'resource_server'},
    {jwt_configuration: {alg: 'HS256'}},
    {token_endpoint_auth_method: 'none', grant_types: ['client_credentials']},
    {third_party_security_mode: 'permissive'},
  ])('can’t be %j', async more => {
    const api = await demoApi();
    expect((await api.post('/clients', {...thirdParty, ...more})).status).toBe(400);
  });

  it('can be permissive only where the tenant allows it', async () => {
    const api = await demoApi({settings: {thirdPartyModes: 'strict-or-permissive'}});
    const permissive = {...thirdParty, third_party_security_mode: 'permissive'};
    const made = await api.post('/clients', permissive);
    expect(made.status).toBe(201);
    expect(Object(made.body).client_id).toMatch(/^[A-Za-z0-9]{32}$/);
    const own = {name: 'x', third_party_security_mode: 'strict'};
    expect((await api.post('/clients', own)).status).toBe(400);
  });

  it('gets no grant on a system API, and no allow_any_organization', async () => {
    const api = await demoApi({scenario: 'converged'});
    const {body} = await api.post('/clients', {...thirdParty, grant_types: ['client_credentials']});
    const {client_id} = Object(body);
    const management = {client_id, audience: `${api.tenant.url}/api/v2/`, scope: ['read:clients']};
    expect(await api.post('/client-grants', management)).toMatchObject({
      status: 400,
      body: {
        message: expect.stringContaining(
          'Client grants for this API cannot be created for third-party clients.',
        ),
      },
    });
    const any = {client_id, audience, scope: [], allow_any_organization: true};
    expect((await api.post('/client-grants', any)).status).toBe(400);
    const plain = await api.post('/client-grants', {client_id, audience, scope: ['batch:upload']});
    expect(plain.status).toBe(201);
    const patch = {allow_any_organization: true};
    expect((await api.patch(`/client-grants/${Object(plain.body).id}`, patch)).status).toBe(400);
  });
});

it('scenario third-party: two applications with the job’s name, one with a grant and a token', async () => {
  const api = await demoApi({scenario: 'third-party'});
  const {body} = await api.get('/clients?is_first_party=false');
  const strangers: {name: string; client_id: string; client_secret: string}[] = Object(body);
  expect(strangers.map(({name}) => name)).toEqual([job, job]);
  expect((await api.get('/clients?is_first_party=true')).text).not.toContain(job);
  const answers = await Promise.all(
    strangers.map(({client_id, client_secret}) =>
      requestClientToken(api.tenant, {client_id, client_secret, audience}),
    ),
  );
  expect(answers.map(({status}) => status)).toEqual([403, 200]);
  expect(answers[0]?.body).toMatchObject({error: 'unauthorized_client'});
  expect((await register(api, wish)).status).toBe(201);
});

it('without a grant a third party gets unauthorized_client, a first party access_denied', async () => {
  const api = await demoApi({scenario: 'fresh'});
  await api.post('/resource-servers', {identifier: audience});
  const errors = await Promise.all(
    [false, true].map(async is_first_party => {
      const {body} = await api.post('/clients', {
        name: 'x',
        is_first_party,
        grant_types: ['client_credentials'],
      });
      const {client_id, client_secret} = Object(body);
      return Object(
        (await requestClientToken(api.tenant, {client_id, client_secret, audience})).body,
      ).error;
    }),
  );
  expect(errors).toEqual(['unauthorized_client', 'access_denied']);
});
