import {generateKeyPairSync, type KeyObject, randomUUID, X509Certificate} from 'node:crypto';
import {request} from 'node:https';
import {type JWTPayload, SignJWT} from 'jose';
import {describe, expect, it, onTestFinished} from 'vitest';
import {keyPairOf, publicPem} from '../../src/emulator/keys.js';
import {createTlsIdentity, startDemoTenant} from '../../src/emulator/server.js';
import {adminScopes} from '../../src/emulator/settings.js';
import {
  type Api,
  audience,
  demoApi,
  findApplication,
  requestClientToken,
} from './support/tenant.js';

const job = 'Timesheets Import Job';
const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const seconds = () => Math.floor(Date.now() / 1000);

/** A tenant whose job signs in with a key pair, and what an assertion of it holds. */
async function tenantWithKeyPair() {
  const api = await demoApi({scenario: 'private-key'});
  const {client_id} = findApplication(api.tenant, job);
  const claims = {
    iss: client_id,
    sub: client_id,
    aud: `${api.tenant.url}/`,
    iat: seconds(),
    exp: seconds() + 60,
    jti: randomUUID(),
  };
  return {api, tenant: api.tenant, client_id, claims, key: (await keyPairOf('job')).privateKey};
}

async function assertion(claims: JWTPayload, key: KeyObject, alg = 'RS256', kid?: string) {
  const header = {alg, ...(kid !== undefined && {kid})};
  return await new SignJWT(claims).setProtectedHeader(header).sign(key);
}

/** The admin's scopes and those that configure key pairs. */
const scopes = [...adminScopes, 'create:client_credentials', 'update:client_credentials'];

async function withCredentialScopes(api: Api): Promise<Api> {
  return api.as(await api.tenant.issueToken({scopes}));
}

const requestToken = ({tenant}: Pick<Api, 'tenant'>, client_assertion: string, more = {}) =>
  requestClientToken(tenant, {audience, client_assertion, client_assertion_type: type, ...more});

describe('an application with a key pair', () => {
  it('has no secret and no method, and refers to its credential by id', async () => {
    const {api, client_id} = await tenantWithKeyPair();
    const {body} = await api.get(`/clients/${client_id}`);
    expect(body).not.toHaveProperty('client_secret');
    expect(body).toMatchObject({
      token_endpoint_auth_method: null,
      client_authentication_methods: {
        private_key_jwt: {credentials: [{id: expect.stringMatching(/^cred_\w{22}$/)}]},
      },
    });
  });

  it('gets a token for an assertion whose audience is the tenant, alone or in a list', async () => {
    const {tenant, claims, key} = await tenantWithKeyPair();
    const first = await requestToken({tenant}, await assertion(claims, key));
    expect(first).toMatchObject({status: 200, body: {scope: 'batch:upload'}});
    const other = {...claims, aud: ['https://other', `${tenant.url}/`], jti: randomUUID()};
    expect(await requestToken({tenant}, await assertion(other, key))).toMatchObject({status: 200});
  });

  it('gets no token for a secret in the body or the header', async () => {
    const {tenant, client_id} = await tenantWithKeyPair();
    const denied = {status: 401, body: {error: 'access_denied', error_description: 'Unauthorized'}};
    for (const client_secret of ['', 'undefined', 'null', 'x'.repeat(64)]) {
      expect(await requestClientToken(tenant, {client_id, client_secret, audience})).toMatchObject(
        denied,
      );
    }
    expect(await requestClientToken(tenant, {client_id, audience})).toMatchObject(denied);
  });

  const changes: readonly (readonly [string, (claims: JWTPayload) => JWTPayload])[] = [
    ['another issuer', claims => ({...claims, iss: 'somebody'})],
    ['another subject', claims => ({...claims, sub: 'somebody'})],
    ['another tenant', claims => ({...claims, aud: 'https://acme.eu.auth0.com/'})],
    [
      'an audience without its slash',
      claims => ({...claims, aud: String(claims.aud).slice(0, -1)}),
    ],
    ['no audience', ({aud: _, ...claims}) => claims],
    ['no end', ({exp: _, ...claims}) => claims],
    ['an end that is past', claims => ({...claims, iat: seconds() - 120, exp: seconds() - 1})],
    ['a life of more than five minutes', claims => ({...claims, exp: seconds() + 303})],
    [
      'a life of more than five minutes, and no begin',
      ({iat: _, ...claims}) => ({...claims, exp: seconds() + 305}),
    ],
    [
      'the token endpoint as audience',
      ({aud, ...claims}) => ({...claims, aud: `${aud}oauth/token`}),
    ],
    ['a begin that is to come', claims => ({...claims, iat: seconds() + 60, exp: seconds() + 90})],
    ['an nbf that is to come', claims => ({...claims, nbf: seconds() + 60})],
    ['no id', ({jti: _, ...claims}) => claims],
    ['an id that is too long', claims => ({...claims, jti: 'x'.repeat(65)})],
    ['more than 2048 bytes', claims => ({...claims, more: 'x'.repeat(2000)})],
  ];

  it.each(changes)('gets no token with %s', async (_, change) => {
    const {tenant, claims, key} = await tenantWithKeyPair();
    expect(await requestToken({tenant}, await assertion(change(claims), key))).toMatchObject({
      status: 401,
      body: {
        error: 'invalid_client',
        error_description: expect.stringMatching(/^Invalid client assertion: /),
      },
    });
  });

  it('gets no token with a jti that was used before', async () => {
    const {tenant, claims, key} = await tenantWithKeyPair();
    expect((await requestToken({tenant}, await assertion(claims, key))).status).toBe(200);
    const again = await assertion({...claims, exp: seconds() + 61}, key);
    expect(await requestToken({tenant}, again)).toMatchObject({
      status: 401,
      body: {error_description: 'Invalid client assertion: jti was used before'},
    });
  });

  it('gets no token with another key, algorithm or key id', async () => {
    const {tenant, claims, key} = await tenantWithKeyPair();
    const foreign = generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey;
    for (const wrong of [
      await assertion(claims, foreign),
      await assertion(claims, key, 'RS384'),
      await assertion(claims, key, 'PS256'),
      await assertion(claims, key, 'RS256', 'aNoTheRkEyId'),
      'no.jwt.atall',
    ]) {
      expect((await requestToken({tenant}, wrong)).status).toBe(401);
    }
  });

  it('gets no token for an assertion with a secret, another type or another client_id', async () => {
    const {tenant, claims, key} = await tenantWithKeyPair();
    const jwt = await assertion(claims, key);
    for (const more of [{client_secret: 'x'}, {client_assertion_type: 'urn:other'}]) {
      expect(await requestToken({tenant}, jwt, more)).toMatchObject({
        status: 400,
        body: {error: 'invalid_request'},
      });
    }
    expect((await requestToken({tenant}, jwt, {client_id: 'somebody'})).status).toBe(401);
  });

  it.each(['RS256', 'RS384', 'PS256'])('can be created with %s through the API', async alg => {
    const api = await withCredentialScopes(await demoApi({scenario: 'converged'}));
    const {publicKey, privateKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
    const pem = publicKey.export({type: 'spki', format: 'pem'}).toString();
    const credential = {credential_type: 'public_key', name: 'k', pem, alg};
    const made = await api.post('/clients', {
      name: 'Another',
      grant_types: ['client_credentials'],
      jwt_configuration: {alg: 'RS256'},
      client_authentication_methods: {private_key_jwt: {credentials: [credential]}},
    });
    expect(made.status).toBe(201);
    expect(made.text).not.toContain('client_secret"');
    const {client_id} = Object(made.body);
    await api.post('/client-grants', {client_id, audience, scope: ['batch:upload']});
    const claims = {iss: client_id, sub: client_id, aud: `${api.tenant.url}/`, jti: randomUUID()};
    const jwt = await assertion({...claims, exp: seconds() + 60}, privateKey, alg);
    expect((await requestToken(api, jwt)).status).toBe(200);
  });
});

describe('the admin', () => {
  it('signs in with a private key where the settings say so', async () => {
    const api = await demoApi({scenario: 'fresh', settings: {adminSignsInWith: 'private-key'}});
    const {clientId, clientSecret, privateKeys, url} = api.tenant;
    expect(clientSecret).toBe('');
    expect(privateKeys.get(clientId)).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    const claims = {iss: clientId, sub: clientId, aud: `${url}/`, jti: randomUUID()};
    const jwt = await assertion(
      {...claims, exp: seconds() + 60},
      (await keyPairOf('admin')).privateKey,
    );
    const {body} = await requestToken(api, jwt, {audience: `${url}/api/v2/`});
    expect((await api.as(Object(body).access_token).get('/clients')).status).toBe(200);
  });
});

const jobPem = publicPem(await keyPairOf('job'));

describe('key pairs and secrets exclude each other', () => {
  const pem = async () => publicPem(await keyPairOf('job'));

  it('on create, and on update unless the other is set to null', async () => {
    const {api: plain, client_id} = await tenantWithKeyPair();
    const api = await withCredentialScopes(plain);
    const credentials = [{credential_type: 'public_key', pem: await pem()}];
    const methods = {private_key_jwt: {credentials}};
    const path = `/clients/${client_id}`;
    const post = 'client_secret_post';
    const refused = [
      await api.post('/clients', {
        name: 'x',
        client_authentication_methods: methods,
        token_endpoint_auth_method: post,
      }),
      await api.post('/clients', {
        name: 'x',
        client_authentication_methods: methods,
        client_secret: 'x',
      }),
      await api.patch(path, {token_endpoint_auth_method: post}),
      await api.patch(path, {client_secret: 'x'.repeat(64)}),
    ];
    for (const {status, text} of refused) {
      expect([status, text]).toEqual([400, expect.stringContaining('mutually exclusive')]);
    }
    const back = await api.patch(path, {
      client_authentication_methods: null,
      token_endpoint_auth_method: post,
    });
    expect(back).toMatchObject({status: 200, body: {token_endpoint_auth_method: post}});
    expect(back.body).not.toHaveProperty('client_authentication_methods');
    const {client_secret} = Object(back.body);
    expect(
      (await requestClientToken(api.tenant, {client_id, client_secret, audience})).status,
    ).toBe(200);
  });

  it('need the scopes of credentials, and ID tokens in RS256 [docs]', async () => {
    const plain = await demoApi({scenario: 'converged'});
    const {client_id} = findApplication(plain.tenant, job);
    const credentials = [{credential_type: 'public_key', pem: await pem()}];
    const wish = {
      name: 'x',
      jwt_configuration: {alg: 'RS256'},
      client_authentication_methods: {private_key_jwt: {credentials}},
    };
    const forbidden = (scope: string) => ({
      status: 403,
      body: {
        message: `Insufficient scope, expected any of: ${scope}`,
        errorCode: 'insufficient_scope',
      },
    });
    expect(await plain.post('/clients', wish)).toMatchObject(
      forbidden('create:client_credentials'),
    );
    const cleared = {client_authentication_methods: null};
    expect(await plain.patch(`/clients/${client_id}`, cleared)).toMatchObject(
      forbidden('update:client_credentials'),
    );
    const api = await withCredentialScopes(plain);
    const {jwt_configuration: _, ...withoutAlg} = wish;
    for (const other of [withoutAlg, {...wish, jwt_configuration: {alg: 'HS256'}}]) {
      expect((await api.post('/clients', other)).status).toBe(400);
    }
    expect((await api.post('/clients', wish)).status).toBe(201);
  });

  it('an update refers to the application’s own credentials by id', async () => {
    const api = await withCredentialScopes(await demoApi({scenario: 'converged'}));
    const scopes = [
      'create:client_credentials',
      'read:client_credentials',
      'delete:client_credentials',
    ];
    const keys = api.as(await api.tenant.issueToken({scopes}));
    const {client_id} = findApplication(api.tenant, job);
    const path = `/clients/${client_id}`;
    const made = await keys.post(`${path}/credentials`, {
      credential_type: 'public_key',
      pem: await pem(),
    });
    expect(made).toMatchObject({status: 201, body: {alg: 'RS256', credential_type: 'public_key'}});
    expect(made.text).not.toContain('PUBLIC KEY');
    const {id} = Object(made.body);
    const withIds = (...ids: string[]) => ({
      client_authentication_methods: {
        private_key_jwt: {credentials: ids.map(each => ({id: each}))},
      },
      token_endpoint_auth_method: null,
    });
    expect((await api.patch(path, withIds('cred_nobodys'))).status).toBe(400);
    const other = findApplication(api.tenant, 'Default App').client_id;
    expect((await api.patch(`/clients/${other}`, withIds(id))).status).toBe(400);
    const after = await api.patch(path, withIds(id));
    expect(after.status).toBe(200);
    expect(after.body).not.toHaveProperty('client_secret');
    // Not while it is in use, and no secret to rotate.
    expect((await keys.delete(`${path}/credentials/${id}`)).status).toBe(400);
    expect((await api.post(`${path}/rotate-secret`)).status).toBe(400);
    expect((await keys.get(`${path}/credentials`)).body).toMatchObject([{id}]);
  });

  it.each([
    ['nothing', {}],
    ['no credential', {private_key_jwt: {credentials: []}}],
    ['two methods', {private_key_jwt: {credentials: []}, tls_client_auth: {credentials: []}}],
    ['no key', {private_key_jwt: {credentials: [{credential_type: 'public_key', pem: 'x'}]}}],
    ['an id', {private_key_jwt: {credentials: [{id: 'cred_1'}]}}],
    ['another kind', {private_key_jwt: {credentials: [{credential_type: 'x509_cert', pem: 'x'}]}}],
    [
      'an end that is no date',
      {
        private_key_jwt: {
          credentials: [{credential_type: 'public_key', pem: jobPem, expires_at: 'tomorrow'}],
        },
      },
    ],
    [
      'a subject twice',
      {
        tls_client_auth: {
          credentials: [{credential_type: 'cert_subject_dn', pem: 'x', subject_dn: 'CN=x'}],
        },
      },
    ],
  ])('%s is no method', async (_, client_authentication_methods) => {
    const api = await withCredentialScopes(await demoApi());
    const jwt_configuration = {alg: 'RS256'};
    const body = {name: 'x', jwt_configuration, client_authentication_methods};
    expect((await api.post('/clients', body)).status).toBe(400);
  });

  it('a private key or an elliptic-curve key is refused', async () => {
    const api = await withCredentialScopes(await demoApi());
    const ec = generateKeyPairSync('ec', {namedCurve: 'P-256'}).publicKey;
    const pems = [
      (await keyPairOf('job')).privateKey.export({type: 'pkcs8', format: 'pem'}),
      ec.export({type: 'spki', format: 'pem'}),
    ];
    for (const each of pems) {
      const credentials = [{credential_type: 'public_key', pem: each.toString()}];
      const client_authentication_methods = {private_key_jwt: {credentials}};
      const jwt_configuration = {alg: 'RS256'};
      const body = {name: 'x', jwt_configuration, client_authentication_methods};
      expect((await api.post('/clients', body)).status).toBe(400);
    }
  });
});

describe('an application with a certificate', () => {
  /** Over TLS, with a client certificate or without. */
  async function tenantOverTls(method: 'tls_client_auth' | 'self_signed_tls_client_auth') {
    const [server, mine] = [await createTlsIdentity(), await createTlsIdentity()];
    const tenant = await startDemoTenant({scenario: 'converged', tls: server});
    onTestFinished(() => tenant.close());
    const send = (path: string, body: string, headers: object, own?: typeof mine) =>
      new Promise<{status: number; body: unknown}>((resolve, reject) => {
        const outgoing = request(
          `${tenant.url}${path}`,
          {method: 'POST', headers: {...headers}, ca: server.cert, ...own, agent: false},
          async response => {
            let text = '';
            for await (const chunk of response) text += chunk;
            resolve({status: response.statusCode ?? 0, body: JSON.parse(text)});
          },
        );
        outgoing.on('error', reject).end(body);
      });
    const token = await tenant.issueToken({scopes});
    const manage = (path: string, body: object) =>
      send(`/api/v2${path}`, JSON.stringify(body), {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      });
    const kind = method === 'tls_client_auth' ? 'cert_subject_dn' : 'x509_cert';
    const made = await manage('/clients', {
      name: 'Bank',
      grant_types: ['client_credentials'],
      jwt_configuration: {alg: 'RS256'},
      client_authentication_methods: {
        [method]: {credentials: [{credential_type: kind, name: 'c', pem: mine.cert}]},
      },
    });
    const {client_id} = Object(made.body);
    await manage('/client-grants', {client_id, audience, scope: ['batch:upload']});
    const form = new URLSearchParams({grant_type: 'client_credentials', client_id, audience});
    const requestWithCertificate = (own?: typeof mine, secret = '') =>
      send(
        '/oauth/token',
        `${form}${secret}`,
        {'content-type': 'application/x-www-form-urlencoded'},
        own,
      );
    return {requestWithCertificate, mine};
  }

  it('gets a token with its registered certificate only', async () => {
    const {requestWithCertificate, mine} = await tenantOverTls('self_signed_tls_client_auth');
    expect(await requestWithCertificate(mine)).toMatchObject({
      status: 200,
      body: {scope: 'batch:upload'},
    });
    expect(await requestWithCertificate(await createTlsIdentity())).toMatchObject({
      status: 401,
      body: {error: 'invalid_client', error_description: 'Client certificate is not registered'},
    });
  });

  it('gets no token without a certificate', async () => {
    const {requestWithCertificate} = await tenantOverTls('self_signed_tls_client_auth');
    for (const secret of ['', '&client_secret=x']) {
      expect(await requestWithCertificate(undefined, secret)).toMatchObject({
        status: 401,
        body: {error: 'invalid_client', error_description: 'Client certificate is required'},
      });
    }
  });

  it('tls_client_auth matches the certificate’s subject', async () => {
    const {requestWithCertificate, mine} = await tenantOverTls('tls_client_auth');
    expect(new X509Certificate(mine.cert).subject).toBe('CN=127.0.0.1');
    expect((await requestWithCertificate(mine)).status).toBe(200);
  });
});
