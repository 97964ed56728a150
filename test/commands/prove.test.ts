import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it, test} from 'vitest';
import {readSigningKey} from '../../src/auth0/signing-key.js';
import {apply} from '../../src/commands/apply.js';
import {evaluateTenant} from '../../src/commands/check.js';
import {readJobCredentials, readJobSigningKey} from '../../src/commands/given-credentials.js';
import {proveWithAdmin, proveWithoutAdmin} from '../../src/commands/prove.js';
import type {DemoTenant, DemoTenantOptions} from '../../src/emulator/server.js';
import type {SigningKey} from '../../src/model/credentials.js';
import {Problem} from '../../src/model/errors.js';
import {documented} from '../../src/scenario/documented.js';
import {audience, findApplication, findGrant} from '../emulator/support/tenant.js';
import {quietIo} from './support/command-line.js';
import {type Opened, openDemo} from './support/session.js';

const {signal} = new AbortController();
const jobName = 'Timesheets Import Job';

/** The exit code of `prove`, and its error code. */
async function proofOf({session}: Opened, organization?: string, signingKey?: SigningKey) {
  try {
    const {exitCode, json} = await proveWithAdmin(
      session,
      undefined,
      {organization, signingKey},
      signal,
    );
    return {exitCode, json, code: Object(json.error).code, hint: Object(json.error).hint};
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return {code: error.code, hint: error.hint, message: error.message};
  }
}

const notesOf = async ({session}: Opened) =>
  (await evaluateTenant(session, signal)).statuses
    .flatMap(({step, status}) => status.notes.map(({text}) => `${step}: ${text}`))
    .join('\n');

const mtls = {mechanism: 'mtls', required: true};

/** Each setting that blocks or changes a token: the step with the note, and the error of `prove`. */
const blocked: readonly [
  string,
  DemoTenantOptions,
  (tenant: DemoTenant) => void,
  RegExp,
  string,
][] = [
  [
    'an organization',
    {scenario: 'organization'},
    () => {},
    /access: .*organization/,
    'organization_required',
  ],
  ['DPoP', {scenario: 'dpop'}, () => {}, /api: .*DPoP/, 'dpop_required'],
  [
    'mutual TLS of the API',
    {scenario: 'converged'},
    tenant => patchApi(tenant, {proof_of_possession: mtls}),
    /api: .*mutual TLS/,
    'certificate_required',
  ],
  [
    'proof of possession of the application',
    {scenario: 'converged'},
    tenant => patchJob(tenant, {require_proof_of_possession: true}),
    /application: .*proof of possession/,
    'dpop_required',
  ],
  ['encryption', {scenario: 'encrypted'}, () => {}, /api: .*encrypted/, 'encrypted_token'],
  ['a quota', {scenario: 'quota'}, () => {}, /application: .*10 a day/, 'token_quota_exhausted'],
  ['an Action', {scenario: 'action-denies'}, () => {}, /^$/, 'action_denied'],
  [
    'an Action that asks for MFA',
    {scenario: 'converged', settings: {action: {kind: 'asks-for-mfa', audience}}},
    () => {},
    /^$/,
    'mfa_required',
  ],
  [
    'a key pair',
    {scenario: 'private-key'},
    () => {},
    /application: .*authenticates with a private key\.$/m,
    'private_key_required',
  ],
];

function patchApi({store}: DemoTenant, change: object) {
  const api = store.resourceServers.all().find(({identifier}) => identifier === audience);
  store.resourceServers.update(api?.id ?? '', row => ({...row, ...change}));
}

function patchJob(tenant: DemoTenant, change: object) {
  const {client_id} = findApplication(tenant, jobName);
  tenant.store.clients.update(client_id, row => ({...row, ...change}));
}

describe.each(blocked)('%s', (_, options, arrange, note, code) => {
  it('is in sync with a note where it is visible, and the proof has its own error code', async () => {
    const opened = await openDemo(options);
    arrange(opened.tenant);
    const {statuses} = await evaluateTenant(opened.session, signal);
    expect(statuses.map(({status}) => status.kind)).toEqual(Array(5).fill('in-sync'));
    expect(await notesOf(opened)).toMatch(note);
    expect((await proofOf(opened)).code).toBe(code);
  });
});

test('an exhausted quota is not waited for, and reported in hours and as a time of day', async () => {
  const opened = await openDemo({scenario: 'quota'});
  const {message} = await proofOf(opened);
  expect(message).toMatch(
    /quota of 10 tokens a day .* in .*\d (?:h|min|s)\b.* \((?:at|on) .*\d\d:\d\d\)/,
  );
  const asked = opened.tenant.requests.filter(({path}) => path === '/oauth/token');
  expect(asked.filter(({status}) => status === 429)).toHaveLength(1);
});

test('a denial by an Action is quoted and attributed to it', async () => {
  const {message, hint} = await proofOf(await openDemo({scenario: 'action-denies'}));
  expect(message).toMatch(/Action .*“Imports are paused until the payroll run is over\.”/);
  expect(hint).toContain('Actions');
});

describe('an organization', () => {
  it('is requested by name or id, and its org_id is checked', async () => {
    const opened = await openDemo({scenario: 'organization'});
    const acme = opened.tenant.store.organizations.find(({name}) => name === 'acme')?.id ?? '';
    for (const organization of ['acme', acme]) {
      const {exitCode, json} = await proofOf(opened, organization);
      expect(exitCode).toBe(0);
      expect(json?.checks).toContainEqual(
        expect.objectContaining({name: 'org_id', result: 'passed'}),
      );
    }
  });

  it('has its own error code if it isn’t allowed or doesn’t exist', async () => {
    const opened = await openDemo({scenario: 'organization'});
    for (const organization of ['globex', 'nobody']) {
      expect((await proofOf(opened, organization)).code).toBe('organization_refused');
    }
    const plain = await openDemo({scenario: 'converged'});
    expect((await proofOf(plain, 'acme')).code).toBe('organization_refused');
  });

  it('fails the proof if the token is for another one', async () => {
    const opened = await openDemo({scenario: 'organization'});
    const {endpoint} = opened.session;
    const session = {
      ...opened.session,
      endpoint: {
        ...endpoint,
        clientCredentials: (request: Parameters<typeof endpoint.clientCredentials>[0]) =>
          endpoint.clientCredentials({...request, organization: 'acme'}),
      },
    };
    const {exitCode, json} = await proofOf({...opened, session}, 'org_another');
    expect(exitCode).toBe(1);
    expect(json?.checks).toContainEqual(
      expect.objectContaining({name: 'org_id', result: 'failed'}),
    );
  });

  it('is not noted as missing if the application has a default one', async () => {
    const opened = await openDemo({scenario: 'organization'});
    const acme = opened.tenant.store.organizations.find(({name}) => name === 'acme')?.id ?? '';
    patchJob(opened.tenant, {
      default_organization: {organization_id: acme, flows: ['client_credentials']},
    });
    expect(await notesOf(opened)).toContain(acme);
    expect((await proofOf(opened)).exitCode).toBe(0);
    expect(findGrant(opened.tenant).organization_usage).toBe('require');
  });
});

describe('a job without a secret', () => {
  const keyOf = (tenant: DemoTenant) =>
    tenant.privateKeys.get(findApplication(tenant, jobName).client_id) ?? '';

  it('is proved with its key while signed in as an admin', async () => {
    const opened = await openDemo({scenario: 'private-key'});
    const read = readSigningKey(keyOf(opened.tenant));
    if (read.kind !== 'ok') throw new Error(read.why);
    expect(await proofOf(opened, undefined, read.key)).toMatchObject({exitCode: 0});
  });

  it.each(['TIMESHEETS_CLIENT_ASSERTION_PRIVATE_KEY', 'TIMESHEETS_CLIENT_SIGNING_KEY_PATH'])(
    'is proved without an admin with %s',
    async name => {
      const {tenant, session, folder} = await openDemo({scenario: 'private-key'});
      const path = join(folder, 'job.pem');
      await writeFile(path, keyOf(tenant));
      const env = {
        TIMESHEETS_CLIENT_ID: findApplication(tenant, jobName).client_id,
        [name]: name.endsWith('PATH') ? path : keyOf(tenant),
      };
      const job = readJobCredentials(env);
      if (job === undefined) throw new Error('no credentials');
      const {domain, endpoint} = session;
      expect(
        (await proveWithoutAdmin(domain, endpoint, documented, job, {}, signal)).exitCode,
      ).toBe(0);
    },
  );

  it('reports a problem with its key before anything is sent', async () => {
    const {tenant, folder} = await openDemo({scenario: 'private-key'});
    const sent = tenant.requests.length;
    const path = 'TIMESHEETS_CLIENT_SIGNING_KEY_PATH';
    expect(() => readJobSigningKey({[path]: join(folder, 'none.pem')})).toThrow(path);
    expect(() => readJobSigningKey({TIMESHEETS_CLIENT_ASSERTION_PRIVATE_KEY: 'rubbish'})).toThrow(
      'TIMESHEETS_CLIENT_ASSERTION_PRIVATE_KEY',
    );
    expect(tenant.requests).toHaveLength(sent);
  });

  it('hints at the key variable if a secret was set for it', async () => {
    const {tenant, session} = await openDemo({scenario: 'private-key'});
    const job = readJobCredentials({
      TIMESHEETS_CLIENT_ID: findApplication(tenant, jobName).client_id,
      TIMESHEETS_CLIENT_SECRET: 'a-secret-of-earlier-days',
    });
    if (job === undefined) throw new Error('no credentials');
    const proving = proveWithoutAdmin(
      session.domain,
      session.endpoint,
      documented,
      job,
      {},
      signal,
    );
    await expect(proving).rejects.toMatchObject({hint: expect.stringContaining('private key')});
  });

  it('is unchanged, even if the token can’t read its authentication methods', async () => {
    const scopes = ['read:resource_servers', 'read:clients', 'read:client_grants'];
    const {tenant, session} = await openDemo({
      scenario: 'private-key',
      settings: {adminScopes: scopes},
    });
    const {statuses} = await evaluateTenant(session, signal);
    expect(statuses.every(({status}) => status.kind === 'in-sync')).toBe(true);
    expect(await notesOf({tenant, session, folder: ''})).toContain(
      'a private key or a certificate',
    );
  });
});

describe('a similar API identifier', () => {
  const arrange = async (identifier: string) => {
    const opened = await openDemo({scenario: 'dashboard'});
    patchApi(opened.tenant, {identifier});
    return opened;
  };
  const asked = {
    allowance: 'safe',
    plan: undefined,
    proof: 'no-proof',
    confirm: async () => 'yes' as const,
    onConflict: 'replan',
  } as const;

  it.each([
    `${audience}/`,
    audience.replace('https:', 'http:'),
    audience.toUpperCase(),
    ` ${audience}`,
    `${audience}%20`,
    audience.replace('https://', ''),
  ])('%j is reported before a second API is created', async identifier => {
    const {tenant, session} = await arrange(identifier);
    const {statuses} = await evaluateTenant(session, signal);
    expect(JSON.stringify(statuses.find(({step}) => step === 'api'))).toContain(identifier.trim());
    await expect(apply(session, asked, quietIo())).rejects.toMatchObject({
      code: 'similar_api',
      hint: expect.stringMatching(/--identifier .*--allow-similar/),
    });
    expect(
      tenant.requests.every(({method, path}) => method === 'GET' || path === '/oauth/token'),
    ).toBe(true);
  });

  it('is ignored with --allow-similar', async () => {
    const {session} = await arrange(`${audience}/`);
    expect(await apply(session, {...asked, similar: 'allow'}, quietIo())).toMatchObject({
      exitCode: 0,
    });
  });

  it('is not searched for if the API exists', async () => {
    const {tenant, session} = await openDemo({scenario: 'dashboard'});
    await evaluateTenant(session, signal);
    expect(tenant.requests.filter(({path}) => path === '/api/v2/resource-servers')).toEqual([]);
    const other = await arrange('https://api.exampleco.com/timesheets/v2');
    expect((await apply(other.session, asked, quietIo())).exitCode).toBe(0);
  });
});
