import {createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify} from 'jose';
import {describe, expect, it} from 'vitest';
import {
  type Answer,
  audience,
  demoApi,
  encoded,
  fetchJwks,
  findApplication,
  findGrant,
  readAnswer,
  requestClientToken,
} from '../support/tenant.js';

const job = 'Timesheets Import Job';

async function convergedTenant(scenario = 'converged') {
  const api = await demoApi({scenario});
  const {client_id, client_secret = ''} = findApplication(api.tenant, job);
  return {api, tenant: api.tenant, client_id, client_secret, me: {client_id, client_secret}};
}

const accessTokenIn = (answer: Answer) => String(Object(answer.body).access_token);

describe('a token', () => {
  it('has the granted scopes and the documented claims in order', async () => {
    const {tenant, me} = await convergedTenant();
    const answer = await requestClientToken(tenant, {...me, audience});
    expect(answer).toMatchObject({
      status: 200,
      body: {scope: 'batch:upload', expires_in: 86400, token_type: 'Bearer'},
    });
    expect(Object.keys(Object(answer.body))).toEqual([
      'access_token',
      'scope',
      'expires_in',
      'token_type',
    ]);
  });

  it.each(['RS256', 'RS512', 'PS256'])('in %s verifies against the JWKS', async signing_alg => {
    const {api, tenant, me} = await convergedTenant();
    await api.patch(`/resource-servers/${encoded(audience)}`, {signing_alg});
    const jwt = accessTokenIn(await requestClientToken(tenant, {...me, audience}));
    const jwks = await fetchJwks(tenant);
    // The key says RS256 for the whole tenant; the algorithm is the API's (section 8).
    const keys = createLocalJWKSet({
      keys: jwks.keys.map(({alg: _, ...key}: {alg: string; kty: string}) => key),
    });
    const verified = await jwtVerify(jwt, keys, {
      algorithms: [signing_alg],
      issuer: `${tenant.url}/`,
      audience,
    });
    expect(decodeProtectedHeader(jwt)).toEqual({
      alg: signing_alg,
      typ: 'JWT',
      kid: jwks.keys[0].kid,
    });
    const {iat = 0} = verified.payload;
    expect(verified.payload).toEqual({
      iss: `${tenant.url}/`,
      sub: `${me.client_id}@clients`,
      aud: audience,
      iat,
      exp: iat + 86400,
      scope: 'batch:upload',
      gty: 'client-credentials',
      azp: me.client_id,
    });
    expect(Object.keys(verified.payload)).toEqual([
      'iss',
      'sub',
      'aud',
      'iat',
      'exp',
      'scope',
      'gty',
      'azp',
    ]);
  });

  it('in HS256 verifies with the API’s secret, and has no kid', async () => {
    const {tenant, me} = await convergedTenant('drifted');
    const jwt = accessTokenIn(await requestClientToken(tenant, {...me, audience}));
    const secret = tenant.store.resourceServers.find(a => a.identifier === audience);
    const key = new TextEncoder().encode(secret?.signing_secret);
    await jwtVerify(jwt, key, {algorithms: ['HS256']});
    expect(decodeProtectedHeader(jwt)).toEqual({alg: 'HS256', typ: 'JWT'});
  });

  it('has RFC 9068’s claims under that token dialect', async () => {
    const {api, tenant, me} = await convergedTenant();
    const dialect = {token_dialect: 'rfc9068_profile_authz', enforce_policies: true};
    await api.patch(`/resource-servers/${encoded(audience)}`, dialect);
    const jwt = accessTokenIn(await requestClientToken(tenant, {...me, audience}));
    expect(decodeProtectedHeader(jwt)).toMatchObject({typ: 'at+jwt'});
    const payload = decodeJwt(jwt);
    expect(payload).toMatchObject({
      client_id: me.client_id,
      jti: expect.stringMatching(/^\w{22}$/),
      permissions: ['batch:upload'],
    });
    expect(Object.keys(payload)).toEqual([
      'iss',
      'sub',
      'aud',
      'iat',
      'exp',
      'scope',
      'jti',
      'client_id',
      'permissions',
    ]);
  });

  it('without scopes has no scope claim and no scope in the response', async () => {
    const {api, tenant, me} = await convergedTenant();
    await api.patch(`/client-grants/${findGrant(tenant).id}`, {scope: []});
    const answer = await requestClientToken(tenant, {...me, audience});
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain('"scope"');
    expect(decodeJwt(accessTokenIn(answer))).not.toHaveProperty('scope');
  });

  it('has the API’s token_lifetime', async () => {
    const {api, tenant, me} = await convergedTenant();
    await api.patch(`/resource-servers/${encoded(audience)}`, {token_lifetime: 60});
    const answer = await requestClientToken(tenant, {...me, audience});
    expect(answer.body).toMatchObject({expires_in: 60});
    const {iat = 0, exp} = decodeJwt(accessTokenIn(answer));
    expect(exp).toBe(iat + 60);
  });

  it('has every scope under allow_all_scopes, or those requested', async () => {
    const {tenant, me} = await convergedTenant('all-scopes');
    const all = await requestClientToken(tenant, {...me, audience});
    expect(all.body).toMatchObject({
      scope: 'read:timesheets create:timesheets delete:timesheets approve:timesheets batch:upload',
    });
    const some = await requestClientToken(tenant, {
      ...me,
      audience,
      scope: 'batch:upload read:timesheets',
    });
    expect(some.body).toMatchObject({scope: 'read:timesheets batch:upload'});
  });

  it('has no scope that the API does not define', async () => {
    const {api, tenant, me} = await convergedTenant();
    const scope = ['batch:upload', 'not:defined'];
    await api.patch(`/client-grants/${findGrant(tenant).id}`, {scope});
    const answer = await requestClientToken(tenant, {...me, audience});
    expect(answer.body).toMatchObject({scope: 'batch:upload'});
  });

  it('for the Management API is accepted there', async () => {
    const {api, tenant} = await convergedTenant();
    const {clientId: client_id, clientSecret: client_secret} = tenant;
    const management = `${tenant.url}/api/v2/`;
    const answer = await requestClientToken(tenant, {
      client_id,
      client_secret,
      audience: management,
    });
    expect((await api.as(accessTokenIn(answer)).get('/clients')).status).toBe(200);
  });
});

describe('authentication', () => {
  const denied = {
    status: 401,
    text: '{"error":"access_denied","error_description":"Unauthorized"}',
  };

  it('gives the same answer for a wrong id and a wrong secret', async () => {
    const {tenant, me} = await convergedTenant();
    expect(await requestClientToken(tenant, {...me, audience, client_id: 'nobody'})).toMatchObject(
      denied,
    );
    expect(
      await requestClientToken(tenant, {...me, audience, client_secret: 'wrong'}),
    ).toMatchObject(denied);
    expect(await requestClientToken(tenant, {audience})).toMatchObject(denied);
  });

  it('accepts JSON', async () => {
    const {tenant, me} = await convergedTenant();
    const response = await fetch(`${tenant.url}/oauth/token`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify({grant_type: 'client_credentials', ...me, audience}),
    });
    expect(response.status).toBe(200);
  });

  it('reads no other content type, no repeated parameter and nothing but strings', async () => {
    const {tenant, me} = await convergedTenant();
    const wish = {grant_type: 'client_credentials', ...me, audience};
    const form = String(new URLSearchParams(wish));
    const send = async (body: string, type: string) =>
      readAnswer(
        await fetch(`${tenant.url}/oauth/token`, {
          method: 'POST',
          headers: {'content-type': type},
          body,
        }),
      );
    const urlEncoded = 'application/x-www-form-urlencoded';
    expect(await send(form, `${urlEncoded}; charset=utf-8`)).toMatchObject({status: 200});
    for (const refused of [
      await send(form, 'text/plain'),
      await send(JSON.stringify(wish), 'application/jsonp'),
      await send(`${form}&scope=batch%3Aupload&scope=read%3Atimesheets`, urlEncoded),
      await send(JSON.stringify({...wish, scope: ['batch:upload']}), 'application/json'),
    ]) {
      expect(refused).toMatchObject({status: 400, body: {error: 'invalid_request'}});
    }
  });

  it('refuses a secret in the header and in the body at once', async () => {
    const {api, tenant, me} = await convergedTenant();
    await api.patch(`/clients/${me.client_id}`, {
      token_endpoint_auth_method: 'client_secret_basic',
    });
    const pair = Buffer.from(`${me.client_id}:${me.client_secret}`).toString('base64');
    const response = await fetch(`${tenant.url}/oauth/token`, {
      method: 'POST',
      headers: {authorization: `Basic ${pair}`},
      body: new URLSearchParams({grant_type: 'client_credentials', ...me, audience}),
    });
    expect(await readAnswer(response)).toMatchObject({
      status: 400,
      body: {error: 'invalid_request'},
    });
  });

  it('accepts only the application’s authentication method', async () => {
    const {api, tenant, me} = await convergedTenant();
    const basic = async () => {
      const pair = Buffer.from(`${me.client_id}:${me.client_secret}`).toString('base64');
      const response = await fetch(`${tenant.url}/oauth/token`, {
        method: 'POST',
        headers: {authorization: `Basic ${pair}`},
        body: new URLSearchParams({grant_type: 'client_credentials', audience}),
      });
      return readAnswer(response);
    };
    expect(await basic()).toMatchObject(denied);
    await api.patch(`/clients/${me.client_id}`, {
      token_endpoint_auth_method: 'client_secret_basic',
    });
    expect(await basic()).toMatchObject({status: 200});
    expect(await requestClientToken(tenant, {...me, audience})).toMatchObject(denied);
  });
});

describe('refusals', () => {
  it.each([
    ['no grant type', {grant_type: ''}, 400, 'invalid_request'],
    ['another grant type', {grant_type: 'password'}, 400, 'unsupported_grant_type'],
  ])('%s', async (_, change, status, error) => {
    const {tenant, me} = await convergedTenant();
    expect(await requestClientToken(tenant, {...me, audience, ...change})).toMatchObject({
      status,
      body: {error},
    });
  });

  it('without a grant: access_denied', async () => {
    const {api, tenant, me} = await convergedTenant();
    await api.delete(`/client-grants/${findGrant(tenant).id}`);
    expect(await requestClientToken(tenant, {...me, audience})).toMatchObject({
      status: 403,
      body: {
        error: 'access_denied',
        error_description: `Client "${me.client_id}" is not authorized to access resource server "${audience}". You need to create a "client-grant" associated to this API.`,
      },
    });
  });

  it('with a user grant only: access_denied', async () => {
    const {api, tenant, me} = await convergedTenant('user-grant');
    const own = tenant.store.clientGrants.find(
      grant => grant.audience === audience && grant.subject_type === 'client',
    );
    await api.delete(`/client-grants/${own?.id}`);
    expect((await requestClientToken(tenant, {...me, audience})).status).toBe(403);
  });

  it('under deny_all: access_denied', async () => {
    const {tenant, me} = await convergedTenant('deny-all');
    const answer = await requestClientToken(tenant, {...me, audience});
    expect(answer).toMatchObject({status: 403, body: {error: 'access_denied'}});
    expect(answer.text).not.toContain('client-grant');
  });

  it('for an unknown API: access_denied', async () => {
    const {tenant, me} = await convergedTenant();
    expect(await requestClientToken(tenant, {...me, audience: `${audience}/`})).toMatchObject({
      status: 403,
      body: {
        error: 'access_denied',
        error_description: `Service not enabled within domain: ${audience}/`,
      },
    });
  });

  it('for scopes that are not granted: access_denied', async () => {
    const {tenant, me} = await convergedTenant();
    expect(
      await requestClientToken(tenant, {...me, audience, scope: 'batch:upload read:timesheets'}),
    ).toMatchObject({
      status: 403,
      body: {
        error: 'access_denied',
        error_description: 'Client has not been granted scopes: read:timesheets',
      },
    });
  });

  it('without the client_credentials grant type: unauthorized_client', async () => {
    const {tenant, me} = await convergedTenant('web-application');
    expect(await requestClientToken(tenant, {...me, audience})).toMatchObject({
      status: 403,
      body: {
        error: 'unauthorized_client',
        error_description: "Grant type 'client_credentials' not allowed for the client.",
        error_uri: 'https://auth0.com/docs/clients/client-grant-types',
      },
    });
  });
});
