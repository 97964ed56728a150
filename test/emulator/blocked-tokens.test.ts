import {generateKeyPairSync, type KeyObject, randomUUID} from 'node:crypto';
import {
  calculateJwkThumbprint,
  compactDecrypt,
  decodeJwt,
  exportJWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import {describe, expect, it} from 'vitest';
import {keyPairOf} from '../../src/emulator/keys.js';
import {TokenCounts} from '../../src/emulator/limits.js';
import type {DemoTenantOptions} from '../../src/emulator/server.js';
import {
  type Answer,
  audience,
  demoApi,
  encoded,
  findApplication,
  findGrant,
  readAnswer,
  requestClientToken,
} from './support/tenant.js';

async function startWithJob(options: DemoTenantOptions) {
  const api = await demoApi(options);
  const {client_id, client_secret = ''} = findApplication(api.tenant, 'Timesheets Import Job');
  const ask = (more = {}) =>
    requestClientToken(api.tenant, {client_id, client_secret, audience, ...more});
  return {api, tenant: api.tenant, client_id, client_secret, ask};
}

const claimsOf = ({body}: Answer) => decodeJwt(Object(body).access_token);
const badRequest = (error_description: string) => ({
  status: 400,
  body: {error: 'invalid_request', error_description},
});

describe('an organization', () => {
  const required = badRequest('parameter organization is required for this client');
  const notAllowed = badRequest('parameter organization is not allowed for this client');

  it('must be given by id or name where the grant requires one', async () => {
    const {tenant, ask} = await startWithJob({scenario: 'organization'});
    expect(await ask()).toMatchObject(required);
    const acme = tenant.store.organizations.find(({name}) => name === 'acme')?.id;
    expect(acme).toMatch(/^org_[A-Za-z0-9]{16}$/);
    for (const organization of ['acme', String(acme)]) {
      expect(claimsOf(await ask({organization}))).toMatchObject({org_id: acme});
    }
  });

  it('must be associated with the grant', async () => {
    const {api, tenant, ask} = await startWithJob({scenario: 'organization'});
    expect(await ask({organization: 'globex'})).toMatchObject({
      status: 403,
      body: {error: 'access_denied', error_description: expect.stringContaining('organization')},
    });
    expect(await ask({organization: 'nobody'})).toMatchObject(
      badRequest('parameter organization is invalid: nobody'),
    );
    const {id} = findGrant(tenant);
    const globex = tenant.store.organizations.find(({name}) => name === 'globex')?.id;
    const scopes = ['create:organization_client_grants', 'read:organization_client_grants'];
    const organizer = api.as(await tenant.issueToken({scopes}));
    const associated = await organizer.post(`/organizations/${globex}/client-grants`, {
      grant_id: id,
    });
    expect(associated.status).toBe(201);
    expect((await ask({organization: 'globex'})).status).toBe(200);
    const {body} = await organizer.get(`/client-grants/${id}/organizations`);
    expect(body).toMatchObject([{name: 'acme'}, {name: 'globex'}]);
  });

  it('uses each grant once, and lists its grants by page and filter [docs]', async () => {
    const {api, tenant} = await startWithJob({scenario: 'organization'});
    const scopes = ['create:organization_client_grants', 'read:organization_client_grants'];
    const organizer = api.as(await tenant.issueToken({scopes}));
    const {id, client_id} = findGrant(tenant);
    const acme = tenant.store.organizations.find(({name}) => name === 'acme')?.id;
    const path = `/organizations/${acme}/client-grants`;
    expect(await organizer.post(path, {grant_id: id})).toMatchObject({
      status: 409,
      body: {
        error: 'Conflict',
        message: 'The client grant has already been added to this organization.',
      },
    });
    expect((await organizer.get(`${path}?client_id=${client_id}&grant_ids=${id}`)).body).toEqual([
      findGrant(tenant),
    ]);
    expect((await organizer.get(`${path}?audience=no`)).body).toEqual([]);
    expect((await organizer.get(`${path}?per_page=1&include_totals=true`)).body).toEqual({
      total: 1,
      start: 0,
      limit: 1,
      client_grants: [findGrant(tenant)],
    });
    expect((await organizer.get(`${path}?take=1`)).status).toBe(400);
    expect(
      await organizer.post('/organizations/org_0/client-grants', {grant_id: id}),
    ).toMatchObject({status: 404, body: {message: 'No organization found by that id.'}});
    for (let index = 1; index < 100; index++) {
      tenant.store.organizationGrants.insert({
        organization_id: String(acme),
        grant_id: `cgr_${index}`,
      });
    }
    const another = findGrant(tenant, `${tenant.url}/api/v2/`).id;
    expect(await organizer.post(path, {grant_id: another})).toMatchObject({
      status: 409,
      body: {
        message: 'Quota exceeded; cannot add more than 100 client grants to a single organization',
      },
    });
  });

  it('may be any with allow_any_organization', async () => {
    const {api, tenant, ask} = await startWithJob({scenario: 'organization'});
    await api.patch(`/client-grants/${findGrant(tenant).id}`, {allow_any_organization: true});
    expect((await ask({organization: 'globex'})).status).toBe(200);
    expect(await ask()).toMatchObject(required);
  });

  it('is optional under `allow`, and refused under `deny`', async () => {
    const {api, tenant, ask} = await startWithJob({scenario: 'organization'});
    const path = `/client-grants/${findGrant(tenant).id}`;
    await api.patch(path, {organization_usage: 'allow'});
    expect(claimsOf(await ask())).not.toHaveProperty('org_id');
    expect((await ask({organization: 'acme'})).status).toBe(200);
    await api.patch(path, {organization_usage: 'deny'});
    expect((await ask()).status).toBe(200);
    expect(await ask({organization: 'acme'})).toMatchObject(notAllowed);
    const plain = await startWithJob({scenario: 'converged'});
    expect(await plain.ask({organization: 'acme'})).toMatchObject(notAllowed);
  });

  it('defaults to the application’s default_organization', async () => {
    const {api, tenant, client_id, ask} = await startWithJob({scenario: 'organization'});
    const organization_id = tenant.store.organizations.find(({name}) => name === 'acme')?.id;
    const {status} = await api.patch(`/clients/${client_id}`, {
      default_organization: {organization_id, flows: ['client_credentials']},
    });
    expect(status).toBe(200);
    expect(claimsOf(await ask())).toMatchObject({org_id: organization_id});
  });
});

describe('proof of possession', () => {
  const {publicKey, privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});

  async function proof(
    url: string,
    change: JWTPayload = {},
    header = {},
    key: KeyObject = privateKey,
  ) {
    const claims = {jti: randomUUID(), htm: 'POST', htu: `${url}/oauth/token`, ...change};
    return await new SignJWT({iat: Math.floor(Date.now() / 1000), ...claims})
      .setProtectedHeader({
        typ: 'dpop+jwt',
        alg: 'ES256',
        jwk: await exportJWK(publicKey),
        ...header,
      })
      .sign(key);
  }

  async function withDpop(options: DemoTenantOptions = {scenario: 'dpop'}) {
    const job = await startWithJob(options);
    const {client_id, client_secret, tenant} = job;
    const ask = async (dpop: string) => {
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id,
        client_secret,
        audience,
      });
      return readAnswer(
        await fetch(`${tenant.url}/oauth/token`, {method: 'POST', body, headers: {dpop}}),
      );
    };
    return {...job, bearer: job.ask, ask};
  }

  it('is required, and binds the token to the key', async () => {
    const {tenant, bearer, ask} = await withDpop();
    expect(await bearer()).toMatchObject({
      status: 400,
      body: {error: 'invalid_dpop_proof', error_description: 'DPoP proof is required'},
    });
    const answer = await ask(await proof(tenant.url));
    expect(answer).toMatchObject({status: 200, body: {token_type: 'DPoP'}});
    const jkt = await calculateJwkThumbprint(await exportJWK(publicKey));
    expect(claimsOf(answer)).toMatchObject({cnf: {jkt}});
  });

  it('is accepted once, for this request and time, signed by its own key', async () => {
    const {tenant, ask} = await withDpop();
    const {url} = tenant;
    const once = await proof(url);
    expect((await ask(once)).status).toBe(200);
    const stranger = generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey;
    for (const wrong of [
      once,
      await proof(url, {htm: 'GET'}),
      await proof(url, {htu: 'https://acme.eu.auth0.com/oauth/token'}),
      await proof(url, {iat: Math.floor(Date.now() / 1000) - 600}),
      await proof(url, {jti: ''}),
      await proof(url, {}, {typ: 'JWT'}),
      await proof(url, {}, {}, stranger),
      await proof(url, {}, {jwk: await exportJWK(privateKey)}),
      'rubbish',
    ]) {
      expect(await ask(wrong)).toMatchObject({status: 400, body: {error: 'invalid_dpop_proof'}});
    }
  });

  it('follows Auth0’s table of what API and application require', async () => {
    const {api, tenant, client_id, bearer, ask} = await withDpop({scenario: 'converged'});
    const path = `/resource-servers/${encoded(audience)}`;
    const policy = (proof_of_possession: object | null) => api.patch(path, {proof_of_possession});
    const tokenTypes = async () => {
      const answers = [await bearer(), await ask(await proof(tenant.url))];
      return answers.map(({body}) => Object(body).token_type ?? 'none');
    };
    expect(await tokenTypes()).toEqual(['Bearer', 'Bearer']);
    await policy({mechanism: 'dpop', required: false});
    expect(await tokenTypes()).toEqual(['Bearer', 'DPoP']);
    await policy({mechanism: 'dpop', required: true, required_for: 'public_clients'});
    expect(await tokenTypes()).toEqual(['Bearer', 'DPoP']);
    await policy({mechanism: 'dpop', required: true});
    expect(await tokenTypes()).toEqual(['none', 'DPoP']);
    // "When using mTLS …, sender constraining is always required for all applications" [docs].
    for (const required of [true, false]) {
      await policy({mechanism: 'mtls', required});
      expect(await tokenTypes()).toEqual(['none', 'none']);
    }
    await api.patch(`/clients/${client_id}`, {require_proof_of_possession: true});
    await policy({mechanism: 'dpop', required: false});
    expect(await tokenTypes()).toEqual(['none', 'DPoP']);
    await policy(null);
    expect(await tokenTypes()).toEqual(['none', 'none']);
  });

  it.each([
    {required: true},
    {mechanism: 'dpop'},
    {mechanism: 'none', required: true},
    {mechanism: 'mtls', required: true, required_for: 'public_clients'},
  ])('%j is no setting of it', async proof_of_possession => {
    const {api} = await startWithJob({scenario: 'converged'});
    const answer = await api.patch(`/resource-servers/${encoded(audience)}`, {proof_of_possession});
    expect(answer.status).toBe(400);
  });
});

describe('an encrypted token', () => {
  it('has five parts, and decrypts to the signed token with the API’s key', async () => {
    const {tenant, client_id, ask} = await startWithJob({scenario: 'encrypted'});
    const {access_token} = Object((await ask()).body);
    expect(access_token.split('.')).toHaveLength(5);
    expect(() => decodeJwt(access_token)).toThrow();
    const {privateKey} = await keyPairOf('api');
    const {plaintext, protectedHeader} = await compactDecrypt(access_token, privateKey);
    expect(protectedHeader).toEqual({
      alg: 'RSA-OAEP-256',
      enc: 'A256GCM',
      cty: 'JWT',
      kid: 'timesheets-api',
    });
    expect(decodeJwt(new TextDecoder().decode(plaintext))).toMatchObject({
      iss: `${tenant.url}/`,
      aud: audience,
      azp: client_id,
      scope: 'batch:upload',
    });
  });

  it.each([
    {format: 'compact-nested-jwe'},
    {format: 'other', encryption_key: {alg: 'RSA-OAEP-256', pem: 'x'}},
    {format: 'compact-nested-jwe', encryption_key: {alg: 'RSA-OAEP-256', pem: 'x'}},
    {format: 'compact-nested-jwe', encryption_key: {alg: 'dir', pem: 'x'}},
  ])('%j is no encryption', async token_encryption => {
    const {api} = await startWithJob({scenario: 'converged'});
    const answer = await api.patch(`/resource-servers/${encoded(audience)}`, {token_encryption});
    expect(answer.status).toBe(400);
  });
});

describe('a quota', () => {
  it('that is exhausted gives 429 with the time until the next UTC day', async () => {
    const {ask} = await startWithJob({scenario: 'quota'});
    const {status, text, headers} = await ask();
    expect(status).toBe(429);
    expect(text).toBe('{"error":"too_many_requests","error_description":"Client quota exceeded"}');
    const wait = Number(headers.get('retry-after'));
    const midnight = 86_400 - (Math.floor(Date.now() / 1000) % 86_400);
    expect(Math.abs(wait - midnight)).toBeLessThan(5);
    expect(headers.get('auth0-client-quota-limit')).toBe(`b=per_day;q=10;r=0;t=${wait}`);
    expect(headers.get('x-ratelimit-limit')).toBe('10');
    expect(headers.get('x-ratelimit-remaining')).toBe('0');
    const reset = Number(headers.get('x-ratelimit-reset'));
    expect(Math.abs(reset - Date.now() / 1000 - wait)).toBeLessThan(5);
  });

  it('reports what remains, and does not apply without `enforce`', async () => {
    const {api, client_id, ask} = await startWithJob({scenario: 'converged'});
    const quota = (client_credentials: object) =>
      api.patch(`/clients/${client_id}`, {token_quota: {client_credentials}});
    await quota({per_hour: 1000, per_day: 2});
    const readQuota = async () => (await ask()).headers.get('auth0-client-quota-limit');
    expect(await readQuota()).toMatch(/^b=per_hour;q=1000;r=999;t=\d+,b=per_day;q=2;r=1;t=\d+$/);
    expect(await readQuota()).toMatch(/b=per_day;q=2;r=0;/);
    expect((await ask()).status).toBe(429);
    await quota({per_day: 2, enforce: false});
    expect((await ask()).status).toBe(200);
  });

  it('restarts with each UTC hour and day', () => {
    const counts = new TokenCounts();
    const at = (time: string) => Date.parse(`2026-11-26T${time}Z`);
    const quota = {client_credentials: {per_hour: 3, per_day: 5}};
    const remaining = (time: string) =>
      counts.buckets('job', quota, at(time)).map(({remaining: left, resetsIn}) => [left, resetsIn]);
    counts.add('job', at('10:59:00'), 2);
    counts.add('other', at('10:59:00'), 3);
    expect(remaining('10:59:30')).toEqual([
      [1, 30],
      [3, 13 * 3600 + 30],
    ]);
    expect(remaining('11:00:00')).toEqual([
      [3, 3600],
      [3, 13 * 3600],
    ]);
    expect(counts.buckets('job', quota, at('10:00:00') + 86_400_000)[1]?.remaining).toBe(5);
  });
});

describe('an Action', () => {
  it('denies with its own code and reason', async () => {
    const {tenant, ask} = await startWithJob({scenario: 'action-denies'});
    expect(await ask()).toMatchObject({
      status: 403,
      body: {
        error: 'access_denied',
        error_description: 'Imports are paused until the payroll run is over.',
      },
    });
    const {clientId: client_id, clientSecret: client_secret} = tenant;
    const management = `${tenant.url}/api/v2/`;
    expect(
      (await requestClientToken(tenant, {client_id, client_secret, audience: management})).status,
    ).toBe(200);
  });

  it.each(['invalid_scope', 'invalid_request', 'server_error'])(
    'denies %s with a 400',
    async code => {
      const action = {kind: 'denies', audience, code, reason: 'Not on Sundays.'} as const;
      const {ask} = await startWithJob({scenario: 'converged', settings: {action}});
      expect(await ask()).toMatchObject({
        status: 400,
        body: {error: code, error_description: 'Not on Sundays.'},
      });
    },
  );

  it('can require MFA', async () => {
    const action = {kind: 'asks-for-mfa', audience} as const;
    const {ask} = await startWithJob({scenario: 'converged', settings: {action}});
    expect(await ask()).toMatchObject({
      status: 403,
      body: {error: 'mfa_required', mfa_token: expect.any(String)},
    });
  });
});

it('without an audience the request is refused, or gets an opaque token', async () => {
  const refused = await startWithJob({scenario: 'converged'});
  expect((await refused.ask({audience: ''})).status).toBe(403);
  const settings = {withoutAudience: 'opaque-token'} as const;
  const {api, ask} = await startWithJob({scenario: 'converged', settings});
  const {access_token} = Object((await ask({audience: ''})).body);
  expect(access_token).toMatch(/^[\w-]{32}$/);
  expect(await api.as(access_token).get('/clients')).toMatchObject({
    status: 401,
    body: {message: 'Invalid token'},
  });
});
