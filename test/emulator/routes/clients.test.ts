import {describe, expect, it} from 'vitest';
import {demoApi, encoded, findApplication} from '../support/tenant.js';

const testApplication = 'Timesheets API (Test Application)';

describe('POST /clients', () => {
  it('adds the recorded defaults to a machine-to-machine application', async () => {
    const api = await demoApi({scenario: 'fresh'});
    const {status, body} = await api.post('/clients', {
      name: 'Timesheets Import Job',
      app_type: 'non_interactive',
      token_endpoint_auth_method: 'client_secret_post',
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      tenant: 'timesheets-demo',
      global: false,
      is_token_endpoint_ip_header_trusted: false,
      name: 'Timesheets Import Job',
      cross_origin_authentication: false,
      is_first_party: true,
      oidc_conformant: false,
      refresh_token: {
        expiration_type: 'non-expiring',
        leeway: 0,
        infinite_token_lifetime: true,
        infinite_idle_token_lifetime: true,
        token_lifetime: 2592000,
        idle_token_lifetime: 1296000,
        rotation_type: 'non-rotating',
      },
      sso_disabled: false,
      cross_origin_auth: false,
      encrypted: true,
      signing_keys: [
        {
          cert: expect.any(String),
          key: expect.any(String),
          pkcs7: expect.any(String),
          subject: `/CN=${api.tenant.domain}`,
        },
      ],
      client_id: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
      callback_url_template: false,
      client_secret: expect.stringMatching(/^[\w-]{64}$/),
      jwt_configuration: {secret_encoded: false, lifetime_in_seconds: 36000},
      token_endpoint_auth_method: 'client_secret_post',
      app_type: 'non_interactive',
      grant_types: ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'],
      custom_login_page_on: true,
    });
  });

  it('stores what was sent', async () => {
    const api = await demoApi({scenario: 'fresh'});
    const {body} = await api.post('/clients', {
      name: 'Timesheets Import Job',
      app_type: 'non_interactive',
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'client_secret_post',
      oidc_conformant: true,
      jwt_configuration: {alg: 'RS256'},
    });
    expect(body).toMatchObject({
      grant_types: ['client_credentials'],
      oidc_conformant: true,
      jwt_configuration: {alg: 'RS256', lifetime_in_seconds: 36000, secret_encoded: false},
    });
  });

  it('accepts two applications with the same name', async () => {
    const api = await demoApi({scenario: 'fresh'});
    const first = await api.post('/clients', {name: 'Twin'});
    const second = await api.post('/clients', {name: 'Twin'});
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(Object(first.body).client_id).not.toBe(Object(second.body).client_id);
  });

  it.each([
    [{}, "'Missing required property: name'."],
    [
      {name: ''},
      "'String does not match pattern: ^[^<>]+$' on property name (Name of this client (min length: 1 character, does not allow `<` or `>`).).",
    ],
    [
      {name: '<b>'},
      "'String does not match pattern: ^[^<>]+$' on property name (Name of this client (min length: 1 character, does not allow `<` or `>`).).",
    ],
    [{name: 'x', global: true}, "'Additional properties not allowed: global'."],
    [
      {name: 'x', description: 'a'.repeat(141)},
      "'String is too long (141 chars), maximum 140' on property description (Free text description of this client (max length: 140 characters).).",
    ],
    [
      {name: 'x', app_type: 'robot'},
      "'No enum match for: robot' on property app_type (The type of application this client represents).",
    ],
    [
      {name: 'x', jwt_configuration: {algorithm: 'RS256'}},
      "'Additional properties not allowed: algorithm' on property jwt_configuration (Configuration related to JWTs for the client.).",
    ],
  ])('refuses %j', async (body, message) => {
    const api = await demoApi({scenario: 'fresh'});
    expect(await api.post('/clients', body)).toMatchObject({
      status: 400,
      body: {
        statusCode: 400,
        error: 'Bad Request',
        message: `Payload validation error: ${message}`,
        errorCode: 'invalid_body',
      },
    });
  });

  it.each([
    ['organization_usage', 'sometimes'],
    ['organization_require_behavior', 'prompt'],
    ['organization_discovery_methods', []],
    ['organization_discovery_methods', ['phone']],
    ['par_request_expiry', 9],
    ['par_request_expiry', 601],
    ['compliance_level', 'high'],
    ['client_metadata', {key: 'x'.repeat(256)}],
    ['client_metadata', {key: 1}],
    ['client_metadata', Object.fromEntries(Array.from({length: 11}, (_, i) => [`key${i}`, '']))],
    ['client_aliases', ['']],
    ['allowed_clients', ['']],
    ['refresh_token', {}],
    ['refresh_token', {rotation_type: 'rotating', expiration_type: 'never'}],
    ['refresh_token', {rotation_type: 'rotating', expiration_type: 'expiring', lifetime: 1}],
    ['refresh_token', {rotation_type: 'rotating', expiration_type: 'expiring', token_lifetime: 0}],
    ['session_transfer', {enforce_device_binding: 'mac'}],
    ['session_transfer', {allow: true}],
    ['token_exchange', {allow_any_profile_of_type: ['any']}],
    ['token_quota', {client_credentials: {}}],
    ['token_quota', {client_credentials: {per_day: 2_147_483_648}}],
    ['initiate_login_uri', 'http://app.example/login'],
    ['logo_uri', 'logo.png'],
    ['async_approval_notification_channels', ['fax']],
    ['signed_request_object', {credentials: [{}]}],
    ['native_social_login', {twitter: {enabled: true}}],
    ['express_configuration', {}],
    ['my_organization_configuration', {}],
    ['addons', {unknown: {}}],
    ['anonymous_sessions', {}],
  ])('refuses %s: %j, also in an update [docs, sdk]', async (field, value) => {
    const api = await demoApi();
    const {client_id} = findApplication(api.tenant, testApplication);
    for (const answer of [
      await api.post('/clients', {name: 'x', [field]: value}),
      await api.patch(`/clients/${client_id}`, {[field]: value}),
    ]) {
      expect(answer).toMatchObject({
        status: 400,
        body: {message: expect.stringContaining(field), errorCode: 'invalid_body'},
      });
    }
  });

  it.each(['custom_login_page', 'custom_login_page_preview', 'form_template'])(
    'refuses an empty %s, though an update accepts it [docs]',
    async field => {
      const api = await demoApi();
      const {client_id} = findApplication(api.tenant, testApplication);
      expect((await api.post('/clients', {name: 'x', [field]: ''})).status).toBe(400);
      expect((await api.patch(`/clients/${client_id}`, {[field]: ''})).status).toBe(200);
    },
  );

  it('accepts what those fields may be', async () => {
    const api = await demoApi({scenario: 'fresh'});
    const body = {
      name: 'x',
      organization_usage: 'allow',
      organization_require_behavior: 'no_prompt',
      organization_discovery_methods: ['email', 'organization_name'],
      par_request_expiry: 10,
      initiate_login_uri: 'https://{organization}.app.example/login',
      logo_uri: '',
      compliance_level: 'fapi1_adv_pkj_par',
      client_metadata: {key: 'x'.repeat(255)},
      refresh_token: {
        rotation_type: 'rotating',
        expiration_type: 'expiring',
        leeway: 0,
        token_lifetime: 157_788_000,
        idle_token_lifetime: 1,
        infinite_token_lifetime: false,
        infinite_idle_token_lifetime: false,
        policies: [{audience: 'https://api', scope: ['read:all']}],
      },
      session_transfer: {
        allowed_authentication_methods: ['cookie', 'query'],
        enforce_device_binding: 'ip',
        delegation: {allow_delegated_access: false},
      },
      token_exchange: {allow_any_profile_of_type: ['on_behalf_of_token_exchange']},
      token_quota: {client_credentials: {enforce: true, per_day: 10}},
      async_approval_notification_channels: ['guardian-push'],
      native_social_login: {apple: {enabled: false}},
      addons: {samlp: {audience: 'urn:x'}},
    };
    const {status, body: made} = await api.post('/clients', body);
    expect(status).toBe(201);
    expect(made).toMatchObject(body);
  });

  it('words an empty list of policies as reported [terraform-provider-auth0 issue 1236]', async () => {
    const api = await demoApi();
    const kinds = {rotation_type: 'rotating', expiration_type: 'expiring'};
    expect(
      await api.post('/clients', {name: 'x', refresh_token: {...kinds, policies: []}}),
    ).toMatchObject({
      status: 400,
      body: {
        message: expect.stringMatching(
          /^Payload validation error: 'Array is too short \(0\), minimum 1' on property refresh_token\.policies \(A collection of policies gove/,
        ),
      },
    });
  });

  it('refuses an alias that another application has: 409 [docs]', async () => {
    const api = await demoApi({scenario: 'fresh'});
    const body = {name: 'x', client_aliases: ['urn:one', 'urn:two']};
    expect((await api.post('/clients', body)).status).toBe(201);
    expect(await api.post('/clients', {name: 'y', client_aliases: ['urn:two']})).toMatchObject({
      status: 409,
      body: {
        statusCode: 409,
        error: 'Conflict',
        message: 'Another client exists with the same alias.',
      },
    });
  });

  it('refuses PS256 without the entitlement, also in an update [docs]', async () => {
    const api = await demoApi({scenario: 'no-ps256'});
    const {client_id} = findApplication(api.tenant, testApplication);
    const wish = {jwt_configuration: {alg: 'PS256'}};
    for (const answer of [
      await api.post('/clients', {name: 'x', ...wish}),
      await api.patch(`/clients/${client_id}`, wish),
    ]) {
      expect(answer).toMatchObject({
        status: 403,
        body: {
          message: 'Please upgrade your subscription to use the PS256 jwt_configuration.alg.',
          errorCode: 'insufficient_entitlement',
        },
      });
    }
  });

  it('refuses a client_id in the body', async () => {
    const api = await demoApi();
    expect(await api.post('/clients', {name: 'x', client_id: 'mine'})).toMatchObject({
      status: 403,
      body: {error: 'Forbidden', message: 'This operation must be authorized by Auth0'},
    });
  });

  it('refuses an eleventh application on a Free plan', async () => {
    const api = await demoApi({scenario: 'full'});
    expect(await api.post('/clients', {name: 'x'})).toMatchObject({
      status: 403,
      body: {errorCode: 'too_many_entities'},
    });
  });
});

describe('GET /clients', () => {
  it('returns the Dashboard’s test application', async () => {
    const api = await demoApi();
    const {client_id} = findApplication(api.tenant, testApplication);
    const {status, text} = await api.get(`/clients/${client_id}`);
    expect(status).toBe(200);
    const certificate = /-----BEGIN (\w+)-----[^"]+/g;
    const secret = /"client_secret":"[^"]+"/;
    expect(text.replace(certificate, '…').replace(secret, '"client_secret":"…"')).toBe(
      `{"tenant":"timesheets-demo","global":false,"is_token_endpoint_ip_header_trusted":false,` +
        `"name":"Timesheets API (Test Application)","cross_origin_authentication":false,` +
        `"is_first_party":true,"oidc_conformant":true,` +
        `"refresh_token":{"expiration_type":"non-expiring","leeway":0,"infinite_token_lifetime":true,"infinite_idle_token_lifetime":true,"token_lifetime":31557600,"idle_token_lifetime":2592000,"rotation_type":"non-rotating"},` +
        `"sso_disabled":false,"cross_origin_auth":false,` +
        `"signing_keys":[{"cert":"…","pkcs7":"…","subject":"deprecated"}],` +
        `"client_id":"${client_id}","callback_url_template":false,"client_secret":"…",` +
        `"jwt_configuration":{"alg":"RS256","lifetime_in_seconds":36000,"secret_encoded":false},` +
        `"token_endpoint_auth_method":"client_secret_post","app_type":"non_interactive",` +
        `"grant_types":["client_credentials"],"custom_login_page_on":true}`,
    );
  });

  it('includes the hidden global client unless is_global=false', async () => {
    const api = await demoApi();
    const names = async (query: string) => {
      const {body} = await api.get(`/clients?fields=name&include_fields=true${query}`);
      return body;
    };
    expect(await names('')).toEqual([
      {name: 'All Applications'},
      {name: 'Default App'},
      {name: 'Tenant Setup'},
      {name: testApplication},
    ]);
    expect(await names('&is_global=true')).toEqual([{name: 'All Applications'}]);
    expect(await names('&is_global=false&app_type=non_interactive,spa')).toEqual([
      {name: 'Tenant Setup'},
      {name: testApplication},
    ]);
    expect(await names('&is_first_party=false')).toEqual([]);
  });

  it('pages by offset, and by checkpoint without a total and without next on the last page', async () => {
    const api = await demoApi();
    const fields = 'fields=name';
    const offset = await api.get(`/clients?${fields}&page=1&per_page=3&include_totals=true`);
    expect(offset.body).toEqual({total: 4, start: 3, limit: 3, clients: [{name: testApplication}]});

    const first = await api.get(`/clients?${fields}&take=3&per_page=1&include_totals=true`);
    expect(first.body).toEqual({
      clients: [{name: 'All Applications'}, {name: 'Default App'}, {name: 'Tenant Setup'}],
      next: expect.any(String),
    });
    const {next} = Object(first.body);
    const last = await api.get(`/clients?${fields}&take=3&from=${next}`);
    expect(last.body).toEqual({clients: [{name: testApplication}]});
    expect((await api.get('/clients?take=3&from=made-up')).status).toBe(400);
  });

  it.each([
    'q=client_grant.allow_any_organization:true',
    'q=client_grant.allow_any_organization:true&take=5&is_global=false',
    'external_client_id=',
    `external_client_id=${'x'.repeat(121)}`,
  ])('refuses ?%s [docs]', async query => {
    const api = await demoApi();
    expect(await api.get(`/clients?${query}`)).toMatchObject({
      status: 400,
      body: {statusCode: 400, error: 'Bad Request', errorCode: 'invalid_query_string'},
    });
  });

  it('404 for an unknown client', async () => {
    const api = await demoApi();
    expect(await api.get('/clients/nobody')).toMatchObject({
      status: 404,
      body: {
        statusCode: 404,
        error: 'Not Found',
        message: 'The client does not exist',
        errorCode: 'inexistent_client',
      },
    });
  });
});

describe('PATCH /clients/{id}', () => {
  it('renames without changing id, secret or other fields', async () => {
    const api = await demoApi();
    const before = findApplication(api.tenant, testApplication);
    const path = `/clients/${before.client_id}`;
    const {status, body} = await api.patch(path, {name: 'Timesheets Import Job'});
    expect(status).toBe(200);
    expect(body).toEqual({...before, name: 'Timesheets Import Job'});
    expect((await api.get(path)).body).toMatchObject({client_secret: before.client_secret});
  });

  it('replaces arrays whole, and completes jwt_configuration with defaults', async () => {
    const api = await demoApi({scenario: 'web-application'});
    const {client_id} = findApplication(api.tenant, 'Timesheets Import Job');
    const {body} = await api.patch(`/clients/${client_id}`, {
      grant_types: ['client_credentials'],
      jwt_configuration: {alg: 'RS256', lifetime_in_seconds: 60},
    });
    expect(body).toMatchObject({
      grant_types: ['client_credentials'],
      jwt_configuration: {alg: 'RS256', lifetime_in_seconds: 60, secret_encoded: false},
    });
  });

  it.each([
    'addons',
    'client_authentication_methods',
    'signed_request_object',
    'oidc_backchannel_logout',
    'token_vault_privileged_access',
  ])('takes null for %s [recorded], and then has it no more', async field => {
    const api = await demoApi();
    const {client_id} = findApplication(api.tenant, testApplication);
    api.tenant.store.clients.update(client_id, row => ({...row, [field]: {}}));
    // The recorded tokens had every scope.
    const scopes = ['update:clients', 'update:client_credentials', 'read:client_keys'];
    const admin = api.as(await api.tenant.issueToken({scopes}));
    const {status, body} = await admin.patch(`/clients/${client_id}`, {[field]: null});
    expect(status).toBe(200);
    expect(body).not.toHaveProperty(field);
  });

  it.each([
    {flows: ['client_credentials']},
    {organization_id: 'org_1'},
    {organization_id: 'org_1', flows: ['password']},
    {},
  ])('a default organization is whole: not %j', async default_organization => {
    const api = await demoApi();
    const {client_id} = findApplication(api.tenant, testApplication);
    expect(await api.patch(`/clients/${client_id}`, {default_organization})).toMatchObject({
      status: 400,
      body: {errorCode: 'invalid_body'},
    });
    const whole = {organization_id: 'org_1', flows: ['client_credentials']};
    const changes = [{default_organization: whole}, {default_organization: null}];
    for (const change of changes) {
      expect((await api.patch(`/clients/${client_id}`, change)).status).toBe(200);
    }
  });

  it('refuses legacy grant types, even existing ones [reported]', async () => {
    const api = await demoApi();
    const {client_id} = findApplication(api.tenant, testApplication);
    const legacy = 'http://auth0.com/oauth/legacy/grant-type/ro';
    const grant_types = [legacy, 'client_credentials'];
    api.tenant.store.clients.update(client_id, row => ({...row, grant_types}));
    expect(await api.patch(`/clients/${client_id}`, {grant_types})).toMatchObject({
      status: 400,
      body: {message: `Invalid grant types: ${legacy}`},
    });
    expect((await api.post('/clients', {name: 'x', grant_types})).status).toBe(400);
    const rest = {grant_types: ['client_credentials']};
    expect((await api.patch(`/clients/${client_id}`, rest)).status).toBe(200);
  });

  it('refuses an update of nothing [docs]', async () => {
    const api = await demoApi();
    const {client_id} = findApplication(api.tenant, testApplication);
    expect(await api.patch(`/clients/${client_id}`, {})).toMatchObject({
      status: 400,
      body: {
        message: "Payload validation error: 'Too few properties defined (0), minimum 1'.",
        errorCode: 'invalid_body',
      },
    });
  });

  it('refuses a whole GET body', async () => {
    const api = await demoApi();
    const {client_id} = findApplication(api.tenant, testApplication);
    const whole = await api.get(`/clients/${client_id}`);
    expect(await api.patch(`/clients/${client_id}`, whole.body)).toMatchObject({
      status: 400,
      body: {message: expect.stringContaining('Additional properties not allowed: tenant,global')},
    });
  });
});

describe('the rest of /clients/{id}', () => {
  it('rotates the secret', async () => {
    const api = await demoApi();
    const before = findApplication(api.tenant, testApplication);
    const {status, body} = await api.post(`/clients/${before.client_id}/rotate-secret`);
    expect(status).toBe(200);
    expect(Object(body).client_secret).toMatch(/^[\w-]{64}$/);
    expect(Object(body).client_secret).not.toBe(before.client_secret);
    expect(findApplication(api.tenant, testApplication).client_secret).toBe(
      Object(body).client_secret,
    );
  });

  it('DELETE also deletes the application’s grants', async () => {
    const api = await demoApi();
    const {client_id} = findApplication(api.tenant, testApplication);
    expect(await api.delete(`/clients/${client_id}`)).toMatchObject({status: 204, text: ''});
    expect((await api.get(`/clients/${client_id}`)).status).toBe(404);
    expect((await api.get(`/client-grants?client_id=${client_id}`)).body).toEqual([]);
  });

  it('refuses to delete the global client', async () => {
    const api = await demoApi();
    const {client_id} = findApplication(api.tenant, 'All Applications');
    expect(await api.delete(`/clients/${encoded(client_id)}`)).toMatchObject({
      status: 400,
      body: {message: 'Global client cannot be deleted.'},
    });
  });
});
