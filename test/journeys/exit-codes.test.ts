import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {runProgram} from './support/headless.js';
import {type Stage, startStage, writesOf} from './support/tenant.js';

let place: Stage | undefined;

afterEach(async () => {
  await place?.close();
  place = undefined;
});

async function startOn(scenario: string): Promise<Stage> {
  place = await startStage(scenario);
  return place;
}

test('check exits 0 in sync and 2 on drift, with the documented JSON', async () => {
  const {env} = await startOn('drifted');
  const {exitCode, stdout} = await runProgram(['check', '--json'], env);
  expect(exitCode).toBe(2);
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({inSync: false, requests: 3});
  expect(document.domain).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(document.steps.map(({id}: {id: string}) => id)).toEqual([
    'api',
    'signing',
    'scopes',
    'application',
    'access',
  ]);
  expect(document.steps[1]).toMatchObject({
    status: 'drift',
    changes: [
      {field: 'signing_alg', from: 'HS256', to: 'RS256', breaking: true, why: expect.any(String)},
    ],
  });
  expect(document.steps[2]).toMatchObject({kept: ['admin:payroll']});
});

test('apply skips breaking changes, and exits 2', async () => {
  const {env, tenant} = await startOn('drifted');
  const careful = await runProgram(['apply', '--yes', '--json'], env);
  expect(careful.exitCode).toBe(2);
  expect(JSON.parse(careful.stdout).applied).toEqual([
    {
      steps: ['scopes'],
      method: 'PATCH',
      path: expect.stringContaining('/api/v2/resource-servers/'),
      status: 200,
    },
  ]);
  const bold = await runProgram(['apply', '--yes', '--allow-breaking', '--prove', '--json'], env);
  expect(bold.exitCode).toBe(0);
  expect(JSON.parse(bold.stdout)).toMatchObject({inSync: true, proof: {proved: true}});
  expect(writesOf(tenant)).toHaveLength(3);
});

test('apply on a fresh tenant takes seven requests, and --prove two more', async () => {
  const {env, tenant} = await startOn('fresh');
  const {exitCode, stdout} = await runProgram(['apply', '--yes', '--prove', '--json'], env);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({inSync: true, requests: 7});
  expect(tenant.requests).toHaveLength(1 + 7 + 2);
});

test('a plan is applied exactly, or not at all', async () => {
  const {env, folder, tenant} = await startOn('dashboard');
  const file = join(folder, 'plan.json');
  expect((await runProgram(['check', '--out', file], env)).exitCode).toBe(2);
  const [application] = tenant.store.clients
    .all()
    .filter(({name}) => name === 'Timesheets API (Test Application)');
  tenant.store.clients.update(application?.client_id ?? '', row => ({
    ...row,
    name: 'Renamed (Test Application)',
  }));
  const moved = await runProgram(['apply', '--yes', '--plan', file, '--json'], env);
  expect(moved.exitCode).toBe(2);
  expect(JSON.parse(moved.stdout).error.code).toBe('tenant_changed');
  expect(writesOf(tenant)).toEqual([]);
  await runProgram(['check', '--out', file], env);
  expect((await runProgram(['apply', '--yes', '--plan', file], env)).exitCode).toBe(0);
});

test('prove needs only the job’s own id and secret', async () => {
  const {env, tenant} = await startOn('converged');
  const [job] = tenant.store.clients.all().filter(({name}) => name === 'Timesheets Import Job');
  const alone = {
    AUTH0_DOMAIN: env.AUTH0_DOMAIN ?? '',
    TIMESHEETS_SETUP_CONFIG_DIR: env.TIMESHEETS_SETUP_CONFIG_DIR ?? '',
    TIMESHEETS_CLIENT_ID: job?.client_id ?? '',
    TIMESHEETS_CLIENT_SECRET: job?.client_secret ?? '',
  };
  const {exitCode, stdout} = await runProgram(['prove', '--json'], alone);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({proved: true});
  expect(stdout).not.toContain(job?.client_secret);
});

const wrong: readonly {
  readonly what: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly exitCode: number;
  readonly code: string;
  readonly hint?: RegExp;
}[] = [
  {what: 'an unknown option', args: ['check', '--bogus'], exitCode: 3, code: 'usage'},
  {what: 'an unknown command', args: ['frobnicate'], exitCode: 3, code: 'usage'},
  {what: 'a wrong value', args: ['check', '--signing-alg', 'none'], exitCode: 3, code: 'usage'},
  {what: 'no terminal', args: [], exitCode: 3, code: 'no_terminal'},
  {what: 'nobody to ask', args: ['apply'], exitCode: 3, code: 'needs_confirmation'},
  {what: 'nobody to ask for undo', args: ['undo'], exitCode: 3, code: 'needs_confirmation'},
  {
    what: 'http to another host',
    args: ['check', '--domain', 'http://acme.eu.auth0.com'],
    exitCode: 3,
    code: 'insecure_http',
  },
  {
    what: 'a host outside auth0.com',
    args: ['check', '--domain', 'login.example.com'],
    exitCode: 3,
    code: 'custom_domain',
  },
  {
    what: 'a host that only looks like auth0.com',
    args: ['check', '--domain', 'evil-auth0.com'],
    exitCode: 3,
    code: 'custom_domain',
  },
  {
    what: 'no such application',
    args: ['check', '--client-id', 'nobody'],
    exitCode: 3,
    code: 'inexistent_client',
  },
  {
    what: 'a wrong secret',
    args: ['check'],
    env: {AUTH0_CLIENT_SECRET: 'planted-wrong-secret'},
    exitCode: 4,
    code: 'wrong_credentials',
  },
  {
    what: 'a wrong secret of the job',
    args: ['prove'],
    env: {TIMESHEETS_CLIENT_ID: 'nobody', TIMESHEETS_CLIENT_SECRET: 'planted-wrong-secret'},
    exitCode: 4,
    code: 'wrong_credentials',
    hint: /The credentials come from TIMESHEETS_CLIENT_ID/,
  },
  {
    what: 'no credentials',
    args: ['check'],
    env: {AUTH0_CLIENT_SECRET: ''},
    exitCode: 4,
    code: 'not_signed_in',
  },
  {
    what: 'an opaque token',
    args: ['check'],
    env: {AUTH0_ACCESS_TOKEN: 'planted-opaque-token'},
    exitCode: 4,
    code: 'invalid_token',
  },
];

test.each(wrong)('$what: exits $exitCode with one sentence, and writes nothing', async row => {
  const {env, tenant} = await startOn('dashboard');
  const {exitCode, stdout, stderr} = await runProgram([...row.args, '--json'], {
    ...env,
    ...row.env,
  });
  const {error} = JSON.parse(stdout);
  expect({exitCode, code: error.code}).toEqual({exitCode: row.exitCode, code: row.code});
  expect(error.message).toMatch(/\S/);
  expect(error.hint).toMatch(row.hint ?? /\S/);
  expect(stdout + stderr).not.toContain('planted');
  expect(writesOf(tenant)).toEqual([]);
});

test('an invalid blueprint is reported with line and path', async () => {
  const {env, folder} = await startOn('fresh');
  const file = join(folder, 'blueprint.json');
  await writeFile(file, '{\n  // ours\n  "resourceServer": {"name": 7}\n}\n');
  const {exitCode, stdout} = await runProgram(['check', '--blueprint', file, '--json'], env);
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout).error.message).toContain('line 3: resourceServer.name');
  expect(await readFile(file, 'utf8')).toContain('// ours');
});

test('missing permissions are listed step by step before anything is written', async () => {
  const {env, tenant} = await startOn('read-only');
  const {exitCode, stdout} = await runProgram(['apply', '--yes', '--json'], env);
  expect(exitCode).toBe(4);
  expect(JSON.parse(stdout).error).toMatchObject({
    code: 'missing_permissions',
    permissions: ['update:resource_servers', 'update:clients', 'update:client_grants'],
  });
  expect(writesOf(tenant)).toEqual([]);
});

test('a refused connection is reported as such', async () => {
  const {env, close} = await startStage('fresh');
  await close();
  const {exitCode, stdout} = await runProgram(['check', '--json'], env);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout).error).toMatchObject({code: 'unreachable', hint: expect.any(String)});
});
