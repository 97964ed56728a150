import {generateKeyPairSync} from 'node:crypto';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {openTarget} from '../../src/commands/context.js';
import type {Environment} from '../../src/commands/environment.js';
import {exportFromTenant} from '../../src/commands/export.js';
import {hasCredentials} from '../../src/commands/given-credentials.js';
import type {Options} from '../../src/commands/options.js';
import {proveWithAdmin} from '../../src/commands/prove.js';
import {Settings} from '../../src/commands/settings/settings.js';
import {openSession, type Session} from '../../src/commands/tenant-session.js';
import {
  type DemoTenant,
  type DemoTenantOptions,
  startDemoTenant,
} from '../../src/emulator/server.js';
import type {CallEvent} from '../../src/engine/call.js';
import {Problem} from '../../src/model/errors.js';
import {quietIo} from './support/command-line.js';

async function tenantFor(options: DemoTenantOptions = {}): Promise<DemoTenant> {
  const tenant = await startDemoTenant(options);
  onTestFinished(() => tenant.close());
  return tenant;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'signing-in-'));
  onTestFinished(() => rmSync(path, {recursive: true, force: true}));
  return path;
}

interface Call {
  readonly options?: Options;
  readonly prefix?: string;
  readonly onCall?: (event: CallEvent) => void;
  readonly config?: string;
}

/** Signs in like any headless command. */
async function signIn(
  env: Environment,
  {options = {}, prefix, onCall, config = folder()}: Call = {},
): Promise<Session> {
  const io = quietIo({TIMESHEETS_SETUP_CONFIG_DIR: config, ...env});
  const context = {options, ...(prefix !== undefined && {prefix})};
  const target = await openTarget(io, context);
  return await openSession(io, context, {...target, ...(onCall !== undefined && {onCall})});
}

async function problemOf(signingIn: Promise<unknown>): Promise<Problem> {
  try {
    await signingIn;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('It signed in.');
}

const {privateKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
const strangersPem = privateKey.export({type: 'pkcs8', format: 'pem'}).toString();

async function keyTenant() {
  const tenant = await tenantFor({settings: {adminSignsInWith: 'private-key'}});
  const {url, clientId} = tenant;
  const pem = tenant.privateKeys.get(clientId) ?? '';
  return {tenant, pem, id: {AUTH0_DOMAIN: url, AUTH0_CLIENT_ID: clientId}};
}

function keyFile(pem: string): string {
  const path = join(folder(), 'key.pem');
  writeFileSync(path, pem);
  return path;
}

describe('with a private key', () => {
  it('reads the variables of Terraform and the deploy CLI, with quotes and a tilde', async () => {
    const {pem, id} = await keyTenant();
    const path = keyFile(pem);
    for (const key of [
      {AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: pem},
      {AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: pem.replaceAll('\n', '\\n')},
      {AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: pem, AUTH0_CLIENT_ASSERTION_SIGNING_ALG: 'RS256'},
      {AUTH0_CLIENT_SIGNING_KEY_PATH: path, AUTH0_CLIENT_SIGNING_ALGORITHM: 'RS256'},
      {AUTH0_CLIENT_SIGNING_KEY_PATH: `"${path}"`},
      // A key takes precedence over a secret.
      {AUTH0_CLIENT_SIGNING_KEY_PATH: path, AUTH0_CLIENT_SECRET: 'left-over'},
    ]) {
      expect((await signIn({...id, ...key})).permissions).toContain('read:clients');
    }
  });

  it('accepts a prefix for one of several tenants', async () => {
    const {tenant, pem} = await keyTenant();
    const env = {
      STAGING_AUTH0_CLIENT_ID: tenant.clientId,
      STAGING_AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: pem,
    };
    expect(hasCredentials(env, 'STAGING_')).toBe(true);
    const call = {options: {domain: tenant.url}, prefix: 'STAGING_'};
    expect((await signIn(env, call)).permissions).toContain('read:clients');
  });

  it.each([
    ['rubbish', 'This is not a private key in PEM format.'],
    [strangersPem.slice(0, 500), 'The private key is cut off'],
    ['', 'is set, and AUTH0_CLIENT_ASSERTION_PRIVATE_KEY is not'],
  ])('case %#: an invalid key is reported before anything is sent', async (pem, why) => {
    const {tenant, id} = await keyTenant();
    const env = {
      ...id,
      AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: pem,
      AUTH0_CLIENT_ASSERTION_SIGNING_ALG: 'RS256',
    };
    const problem = await problemOf(signIn(env));
    expect(problem.message).toContain(why);
    if (pem !== '') expect(problem).toMatchObject({code: 'invalid_credentials', kind: 'usage'});
    expect(tenant.requests).toEqual([]);
  });

  it.each([
    [{AUTH0_CLIENT_ASSERTION_SIGNING_ALG: 'ES256'}, 'AUTH0_CLIENT_ASSERTION_SIGNING_ALG: “ES256”'],
    [{AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: '/keys/job.pem'}, 'AUTH0_CLIENT_SIGNING_KEY_PATH'],
    [
      {AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: '', AUTH0_CLIENT_SIGNING_KEY_PATH: '/no/such'},
      'There is no file /no/such.',
    ],
    [{AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: '', AUTH0_CLIENT_SIGNING_KEY_PATH: '/'}, '/'],
    [
      {AUTH0_CLIENT_ID: ''},
      'AUTH0_CLIENT_ASSERTION_PRIVATE_KEY is set, and AUTH0_CLIENT_ID is not',
    ],
  ])('%j is reported with the variable’s name', async (change, why) => {
    const env = {
      AUTH0_DOMAIN: 'acme.eu.auth0.com',
      AUTH0_CLIENT_ID: 'abc',
      AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: strangersPem,
      ...change,
    };
    const {message, hint} = await problemOf(signIn(env));
    expect(`${message} ${hint}`).toContain(why);
  });

  it('the key is in no call, error or file', async () => {
    const {pem, id} = await keyTenant();
    const config = folder();
    const events: CallEvent[] = [];
    const call = {config, onCall: (event: CallEvent) => events.push(event)};
    const session = await signIn({...id, AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: pem}, call);
    await session.remember({lastUsedAt: new Date().toISOString()});
    const refused = await problemOf(
      signIn({...id, AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: strangersPem}, {config}),
    );
    const files = readdirSync(config, {recursive: true, withFileTypes: true})
      .filter(entry => entry.isFile())
      .map(({parentPath, name}) => readFileSync(join(parentPath, name), 'utf8'));
    const said = [JSON.stringify(events), refused.message, refused.hint, ...files].join('\n');
    expect(said).toContain('client_assertion');
    for (const text of [pem, strangersPem]) {
      for (const line of text.split('\n').slice(1, -2)) expect(said).not.toContain(line);
    }
    expect(said).not.toMatch(/eyJ[\w-]{20,}/);
  });
});

describe('at a custom domain', () => {
  it('needs the canonical audience once, and saves it', async () => {
    const tenant = await tenantFor({scenario: 'custom-domain'});
    const {customUrl = '', clientId, clientSecret, url} = tenant;
    const env = {
      AUTH0_DOMAIN: customUrl,
      AUTH0_CLIENT_ID: clientId,
      AUTH0_CLIENT_SECRET: clientSecret,
    };
    const config = folder();
    expect(await problemOf(signIn(env, {config}))).toMatchObject({
      code: 'custom_domain_audience',
      kind: 'usage',
      hint: expect.stringContaining('--audience'),
    });
    const audience = `${url}/api/v2/`;
    const session = await signIn({...env, AUTH0_AUDIENCE: audience}, {config});
    expect(session.domain).toBe(new URL(customUrl).host);
    // The Management API is called at the host that issued the token.
    await session.reader.clients(0);
    await (await signIn(env, {config})).reader.clients(0);
    const byOption = {options: {audience: url}};
    await (await signIn(env, byOption)).reader.clients(0);
    const prefixed = {
      ACME_AUTH0_CLIENT_ID: clientId,
      ACME_AUTH0_CLIENT_SECRET: clientSecret,
      ACME_AUTH0_AUDIENCE: audience,
    };
    const call = {options: {domain: customUrl}, prefix: 'ACME_'};
    expect((await signIn(prefixed, call)).permissions).toContain('read:clients');
  });

  it('names both domains in exports and proofs', async () => {
    const tenant = await tenantFor({scenario: 'converged', settings: {customHost: 'localhost'}});
    const {customUrl = '', clientId, clientSecret, url} = tenant;
    const session = await signIn({
      AUTH0_DOMAIN: customUrl,
      AUTH0_CLIENT_ID: clientId,
      AUTH0_CLIENT_SECRET: clientSecret,
      AUTH0_AUDIENCE: url,
    });
    const {signal} = new AbortController();
    const hosts = `${new URL(customUrl).host} is a custom domain of the tenant ${tenant.domain}`;
    for (const what of ['env', 'terraform'] as const) {
      expect((await exportFromTenant(what, session, {}, quietIo())).text).toContain(hosts);
    }
    expect((await exportFromTenant('terraform', session, {}, quietIo())).text).toContain(
      'AUTH0_AUDIENCE=',
    );
    expect((await exportFromTenant('report', session, {}, quietIo())).text).toContain(
      'Custom domain of',
    );
    expect(await proveWithAdmin(session, undefined, {}, signal)).toMatchObject({exitCode: 0});
    expect(session.warnings.join()).toContain(hosts);
  });

  it('accepts a token of that host, and rejects one of the other host', async () => {
    const tenant = await tenantFor({scenario: 'custom-domain'});
    const {customUrl = '', url, clientId, clientSecret, accessToken} = tenant;
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      audience: `${url}/api/v2/`,
    });
    const answer = await fetch(`${customUrl}/oauth/token`, {method: 'POST', body});
    const {access_token: fitting} = Object(await answer.json());
    const session = await signIn({AUTH0_DOMAIN: customUrl, AUTH0_ACCESS_TOKEN: fitting});
    await session.reader.clients(0);
    const env = {AUTH0_DOMAIN: customUrl, AUTH0_ACCESS_TOKEN: accessToken, AUTH0_AUDIENCE: url};
    expect(await problemOf(signIn(env))).toMatchObject({
      code: 'foreign_token',
      message: expect.stringContaining(`was issued by ${url}/`),
    });
  });

  it('ignores another API’s audience in AUTH0_AUDIENCE', async () => {
    const {url, clientId, clientSecret} = await tenantFor();
    const env = {
      AUTH0_DOMAIN: url,
      AUTH0_CLIENT_ID: clientId,
      AUTH0_CLIENT_SECRET: clientSecret,
      AUTH0_AUDIENCE: 'https://api.exampleco.com/timesheets',
    };
    expect((await signIn(env)).permissions).toContain('read:clients');
    const byOption = {options: {audience: 'https://api.exampleco.com/timesheets'}};
    expect(await problemOf(signIn(env, byOption))).toMatchObject({code: 'invalid_domain'});
  });
});

describe('with pasted values', () => {
  it('removes unambiguous wrappings, and reports it', async () => {
    const {url, accessToken, clientId, clientSecret} = await tenantFor();
    const token = await signIn({
      AUTH0_DOMAIN: `"${url}",`,
      AUTH0_ACCESS_TOKEN: `Bearer ${accessToken}`,
    });
    expect(token.warnings).toEqual([
      'Ignored the quotes in the domain.',
      'Ignored the word Bearer in AUTH0_ACCESS_TOKEN.',
    ]);
    const json = JSON.stringify({access_token: accessToken, token_type: 'Bearer'});
    await signIn({AUTH0_DOMAIN: url, AUTH0_API_TOKEN: json});
    const pair = await signIn({
      AUTH0_DOMAIN: `<${url}>`,
      AUTH0_CLIENT_ID: `"${clientId}"`,
      AUTH0_CLIENT_SECRET: `'${clientSecret}'`,
    });
    expect(pair.warnings).toEqual([
      'Ignored the angle brackets in the domain.',
      'Ignored the quotes in AUTH0_CLIENT_ID.',
      'Ignored the quotes in AUTH0_CLIENT_SECRET.',
    ]);
  });

  it.each([
    {AUTH0_CLIENT_SECRET: '$(AUTH0_CLIENT_SECRET)'},
    {AUTH0_CLIENT_SECRET: '***'},
    {AUTH0_CLIENT_ID: 'YOUR_CLIENT_ID'},
    {AUTH0_ACCESS_TOKEN: '{yourMgmtApiAccessToken}', AUTH0_CLIENT_SECRET: ''},
  ])('%j: names the placeholder, and sends nothing', async change => {
    const {url, clientId, clientSecret, requests} = await tenantFor();
    const env = {
      AUTH0_DOMAIN: url,
      AUTH0_CLIENT_ID: clientId,
      AUTH0_CLIENT_SECRET: clientSecret,
      ...change,
    };
    const [name = ''] = Object.keys(change);
    expect(await problemOf(signIn(env))).toMatchObject({
      code: 'invalid_credentials',
      message: expect.stringContaining(`${name} is still a placeholder`),
    });
    expect(requests).toEqual([]);
  });

  it('ignores an expired or unreadable token if other credentials are set', async () => {
    const tenant = await tenantFor();
    const expired = await tenant.issueToken({expiresInSeconds: -60});
    const {url, clientId, clientSecret} = tenant;
    const pair = {AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: clientSecret};
    const session = await signIn({AUTH0_DOMAIN: url, AUTH0_ACCESS_TOKEN: expired, ...pair});
    expect(session.warnings).toEqual([
      'AUTH0_ACCESS_TOKEN has expired. Signing in with AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET instead.',
    ]);
    await session.reader.clients(0);
    const placeholder = await signIn({AUTH0_DOMAIN: url, AUTH0_ACCESS_TOKEN: '***', ...pair});
    expect(placeholder.warnings).toEqual([expect.stringContaining('is still a placeholder')]);
    // On its own, the token is used.
    expect(await problemOf(signIn({AUTH0_DOMAIN: url, AUTH0_ACCESS_TOKEN: expired}))).toMatchObject(
      {code: 'expired_token'},
    );
  });

  it('names the variables used if others are set as well', async () => {
    const {url, accessToken, clientId} = await tenantFor();
    const other = await tenantFor();
    const env = {
      AUTH0_DOMAIN: url,
      AUTH0_ACCESS_TOKEN: other.accessToken,
      AUTH0_API_TOKEN: accessToken,
      AUTH0_CLIENT_ID: clientId,
      AUTH0_CLIENT_SECRET: 'x',
    };
    expect(await problemOf(signIn(env))).toMatchObject({
      code: 'foreign_token',
      hint: expect.stringContaining(
        'come from AUTH0_ACCESS_TOKEN; AUTH0_API_TOKEN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET were not used',
      ),
    });
  });
});

it('a saved Client ID that is no path segment is ignored with a warning that names the settings', async () => {
  const {url, domain, clientId, clientSecret} = await tenantFor({scenario: 'converged'});
  const config = folder();
  const env = {AUTH0_DOMAIN: url, AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: clientSecret};
  const identifier = 'https://api.exampleco.com/timesheets';
  await new Settings(config).remember(domain, {
    clientIds: new Map([
      [identifier, '..'],
      ['https://other', 'kept'],
    ]),
  });
  const session = await signIn(env, {config});
  expect(session.hints).toEqual({});
  expect(session.known.clientIds).toEqual(new Map([['https://other', 'kept']]));
  expect(session.warnings).toEqual([
    `The settings in ${config} contain a damaged Client ID, which was ignored.`,
  ]);
});

describe('misleading responses', () => {
  const refusal = (status: number, body: string | object) => ({
    kind: 'answer' as const,
    path: '/oauth/token',
    answer: {status, body: typeof body === 'string' ? body : {...body}},
  });
  const credentials = ({url, clientId, clientSecret}: DemoTenant) => ({
    AUTH0_DOMAIN: url,
    AUTH0_CLIENT_ID: clientId,
    AUTH0_CLIENT_SECRET: clientSecret,
  });

  it.each([
    [401, {error: 'server_error'}],
    [403, {error: 'temporarily_unavailable'}],
    [400, {error: 'server_error'}],
  ])('%i %j is treated as a server error and retried', async (status, body) => {
    const tenant = await tenantFor({faults: [{...refusal(status, body), nth: 1}]});
    await signIn(credentials(tenant));
    expect(tenant.requests).toHaveLength(2);
  });

  it('a lasting one is reported as a server error', async () => {
    const tenant = await tenantFor({faults: [refusal(401, {error: 'server_error'})]});
    expect(await problemOf(signIn(credentials(tenant)))).toMatchObject({code: 'tenant_error'});
    expect(tenant.requests).toHaveLength(4);
  });

  it('a tenant that doesn’t exist is not reported as a proxy', async () => {
    const tenant = await tenantFor({faults: [refusal(404, 'Not found.')]});
    expect(await problemOf(signIn(credentials(tenant)))).toMatchObject({
      code: 'no_tenant',
      message: expect.stringContaining('No Auth0 tenant exists at'),
    });
  });
});
