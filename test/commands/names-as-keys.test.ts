import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeEach, describe, expect, test} from 'vitest';
import {variable} from '../../src/commands/environment.js';
import {exportKinds} from '../../src/commands/exporters/export-table.js';
import {Settings} from '../../src/commands/settings/settings.js';
import {readTenantList} from '../../src/commands/several-tenants.js';
import {type DemoTenant, enterprise, startDemoTenant} from '../../src/emulator/server.js';
import {codeOf, runCommand} from './support/command-line.js';

/** Names of properties that every object inherits. */
const names = [...Object.getOwnPropertyNames(Object.prototype), 'prototype'];

/** Without rate limits, because each name goes through twenty commands. */
const unhurried = {...enterprise, burst: 1_000};

let folder: string;
let tenant: DemoTenant | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timesheets-setup-names-'));
});

afterEach(async () => {
  await tenant?.close();
  tenant = undefined;
  await rm(folder, {recursive: true, force: true});
});

afterAll(() => {
  console.log(`names as keys: ${names.length} names (${names.join(', ')})`);
});

const environment = ({url, clientId, clientSecret}: DemoTenant, prefix = '') => ({
  TIMESHEETS_SETUP_CONFIG_DIR: folder,
  [`${prefix}AUTH0_DOMAIN`]: url,
  [`${prefix}AUTH0_CLIENT_ID`]: clientId,
  [`${prefix}AUTH0_CLIENT_SECRET`]: clientSecret,
});

/** Runs one command in this process. Returns its exit code and error code. */
async function run(argv: readonly string[], env: Readonly<Record<string, string>>) {
  const ran = await runCommand(argv, {env});
  return {...ran, code: codeOf(ran)};
}

describe.each(names)('%s', name => {
  test('as identifier, names of API and application, and permission', async () => {
    tenant = await startDemoTenant({scenario: 'fresh', settings: {plan: unhurried}});
    const env = environment(tenant);
    const blueprint = join(folder, 'blueprint.json');
    const made = await run(['export', 'blueprint', '--out', blueprint], {});
    expect(made).toMatchObject({exitCode: 0});
    const content = (await readFile(blueprint, 'utf8'))
      .replaceAll('batch:upload', name)
      .replaceAll('Timesheets API', name)
      .replace('https://api.exampleco.com/timesheets', name)
      .replaceAll('Timesheets Import Job', name);
    await writeFile(blueprint, content);
    const choices = ['--blueprint', blueprint];
    const single = ['--identifier', name, '--app-name', name];
    const remembered = {clientIds: new Map([['https://other.example.com', 'other']])};
    await new Settings(folder).remember(tenant.domain, remembered);
    expect(await run(['check', ...single], env)).toMatchObject({exitCode: 2});
    const ids = tenant.requests.filter(({path}) => path.startsWith('/api/v2/clients/'));
    expect(ids.map(({path}) => path)).toEqual([]);
    expect(await run(['apply', '--yes', '--prove', ...choices], env)).toMatchObject({exitCode: 0});
    const job = tenant.store.clients.find(client => client.name === name);
    const grants = tenant.store.clientGrants.all().filter(({audience}) => audience === name);
    expect(grants).toMatchObject([{client_id: job?.client_id, scope: [name]}]);

    // It is remembered by then, so there are three reads.
    const before = tenant.requests.length;
    const {stdout} = await run(['check', '--json', ...choices], env);
    expect(JSON.parse(stdout)).toMatchObject({inSync: true, requests: 3});
    expect(tenant.requests.slice(before).map(({path}) => path.replace(/\?.*/, ''))).toContain(
      `/api/v2/clients/${job?.client_id}`,
    );
    for (const what of exportKinds.filter(kind => kind !== 'env')) {
      const exported = await run(['export', what, ...choices], env);
      expect([what, exported]).toMatchObject([what, {exitCode: 0}]);
      if (!['schema', 'node', 'python'].includes(what)) expect(exported.stdout).toContain(name);
    }
    const out = join(folder, '.env');
    expect(await run(['export', 'env', '--out', out, ...choices], env)).toMatchObject({
      exitCode: 0,
    });
    expect(await readFile(out, 'utf8')).toContain(name);
    expect(await run(['undo', '--yes'], env)).toMatchObject({exitCode: 0});
    expect(await run(['forget'], env)).toMatchObject({exitCode: 0});
  });

  test('as command, option, argument, scenario and shell: refused', async () => {
    const usage = {code: 'usage'};
    for (const argv of [
      [name],
      [`--${name}`],
      [`--${name}=x`],
      ['check', `--${name}`],
      ['export', name],
      ['completions', name],
      ['check', '--token-profile', name],
      ['check', '--signing-alg', name],
    ]) {
      expect([argv, await run(argv, {AUTH0_DOMAIN: 'x.auth0.com'})]).toEqual([
        argv,
        expect.objectContaining(usage),
      ]);
    }
    for (const argv of [
      ['check', `--demo=${name}`],
      ['demo-tenant', '--scenario', name],
    ]) {
      expect(await run(argv, {})).toMatchObject({code: 'unknown_scenario'});
    }
    expect(await run(['check', '--domain', name], {})).toMatchObject({
      code: expect.stringMatching(/^(invalid_domain|not_signed_in|custom_domain)$/),
    });
  });

  test('as variable, variable prefix and tenant in a list', async () => {
    expect(variable({}, name)).toBeUndefined();
    expect(variable(process.env, name)).toBeUndefined();
    tenant = await startDemoTenant({scenario: 'converged'});
    const prefix = name.endsWith('_') ? name : `${name}_`;
    const env = environment(tenant, prefix);
    const list = `${tenant.url} ${name}`;
    expect(readTenantList(list, 'list', env)).toEqual([{domain: tenant.url, prefix}]);
    const file = join(folder, 'list');
    await writeFile(file, list);
    const {exitCode, stdout} = await run(['check', '--json', '--tenants', file], env);
    expect({exitCode, ...JSON.parse(stdout)}).toMatchObject({exitCode: 0, inSync: true});
  });

  test('as identifier under which an application is remembered', async () => {
    const domain = 'acme.eu.auth0.com';
    const settings = new Settings(folder);
    expect(settings.read(domain).clientIds?.get(name)).toBeUndefined();
    await settings.remember(domain, {clientIds: new Map([['https://a', 'one']])});
    expect(settings.read(domain).clientIds?.get(name)).toBeUndefined();
    await settings.remember(domain, {clientIds: new Map([[name, 'two']])});
    expect(new Settings(folder).read(domain).clientIds).toEqual(
      new Map([
        ['https://a', 'one'],
        [name, 'two'],
      ]),
    );
  });
});
