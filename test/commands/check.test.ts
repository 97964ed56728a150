import {readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Stage, startStage, writesOf} from '../journeys/support/tenant.js';
import {codeOf, runCommand} from './support/command-line.js';

let drifted: Stage;
let converged: Stage;

beforeAll(async () => {
  [drifted, converged] = await Promise.all([startStage('drifted'), startStage('converged')]);
});

afterAll(async () => {
  expect([...writesOf(drifted.tenant), ...writesOf(converged.tenant)]).toEqual([]);
  await Promise.all([drifted.close(), converged.close()]);
});

const [domain, other] = ['acme.eu.auth0.com', 'beta.eu.auth0.com'];

describe('check', () => {
  test('exits 0 in sync, in text and in JSON', async () => {
    const {env, tenant} = converged;
    expect(await runCommand('check', {env})).toEqual({
      exitCode: 0,
      stdout: `✔ API          in sync
✔ Signing      in sync
✔ Permissions  in sync
✔ Application  in sync
✔ Access       in sync

${tenant.domain} is in sync.
`,
      stderr: '',
    });
    const {exitCode, stdout} = await runCommand('check --json', {env});
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([
      0,
      {inSync: true, domain: tenant.domain},
    ]);
  });

  test('exits 2 on drift, and shows each difference and the command that repairs it', async () => {
    const {env, tenant} = drifted;
    const {exitCode, stdout, stderr} = await runCommand('check', {env});
    expect([exitCode, stderr]).toEqual([2, '']);
    expect(stdout).toContain(
      '≠ Signing      drifted\n    Signing algorithm: HS256 → RS256  ⚠ breaking\n',
    );
    expect(stdout).toContain('    kept: admin:payroll\n');
    expect(stdout).toContain(
      `${tenant.domain} has drifted. Run \`timesheets-setup apply\` to repair it; add --allow-breaking for the changes marked ⚠ breaking.\n`,
    );
  });

  test('wraps lines at the terminal’s width', async () => {
    const {stdout} = await runCommand('check', {env: drifted.env, terminal: 60});
    expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(60);
  });

  test('--out saves a plan', async () => {
    const file = join(drifted.folder, 'plan.json');
    const {exitCode, stdout} = await runCommand(['check', '--out', file], {env: drifted.env});
    expect(exitCode).toBe(2);
    expect(stdout).toContain(`The plan is in ${file}.`);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({domain: drifted.tenant.domain});
  });

  test.each([
    ['--api-name', 'Ours', 'api', 'name'],
    ['--identifier', 'https://other.example.com', 'api', 'identifier'],
    ['--token-profile', 'rfc9068', 'api', 'token_dialect'],
    ['--signing-alg', 'PS256', 'signing', 'signing_alg'],
    ['--app-name', 'Ours', 'application', 'name'],
  ])('%s %s is compared with the tenant', async (option, value, step, field) => {
    const {stdout, exitCode} = await runCommand(['check', '--json', option, value], {
      env: converged.env,
    });
    const {steps} = JSON.parse(stdout);
    const found = steps.find(({id}: {id: string}) => id === step);
    expect(exitCode).toBe(2);
    expect(JSON.stringify(found)).toContain(`"field":"${field}"`);
  });

  test('--blueprint reads a file or standard input', async () => {
    const {stdout: blueprint} = await runCommand('export blueprint --app-name Ours');
    const file = join(converged.folder, 'blueprint.json');
    await writeFile(file, blueprint);
    const {env} = converged;
    // Remembers the application, which has another name in this blueprint.
    await runCommand('check', {env});
    const [fromFile, fromPipe] = await Promise.all([
      runCommand(['check', '--blueprint', file], {env}),
      runCommand('check --blueprint -', {env, stdin: blueprint}),
    ]);
    expect(fromFile).toEqual(fromPipe);
    expect(fromFile.stdout).toContain('Name: Timesheets Import Job → Ours');
  });

  test('--client-id selects the application, and an unknown one is an error', async () => {
    const ran = await runCommand('check --client-id nobody', {env: converged.env});
    expect([ran.exitCode, codeOf(ran)]).toEqual([3, 'inexistent_client']);
  });

  test('--debug logs each request', async () => {
    const file = join(converged.folder, 'log');
    await runCommand(['check', '--debug', file], {env: converged.env});
    const lines = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(lines.some(({path}) => path?.startsWith('/api/v2/'))).toBe(true);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('--tenants prints one result per tenant, and returns the worst exit code', async () => {
    const list = `${drifted.tenant.url} ONE\n${converged.tenant.url} TWO\r\n`;
    const env = {
      ONE_AUTH0_CLIENT_ID: drifted.env.AUTH0_CLIENT_ID,
      ONE_AUTH0_CLIENT_SECRET: drifted.env.AUTH0_CLIENT_SECRET,
      TWO_AUTH0_CLIENT_ID: converged.env.AUTH0_CLIENT_ID,
      TWO_AUTH0_CLIENT_SECRET: converged.env.AUTH0_CLIENT_SECRET,
      TIMESHEETS_SETUP_CONFIG_DIR: drifted.folder,
    };
    const {exitCode, stdout} = await runCommand('check --json --tenants -', {env, stdin: list});
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(exitCode).toBe(2);
    expect(lines.map(({inSync}) => inSync)).toEqual([false, true]);
    const text = await runCommand('check --tenants -', {env, stdin: list});
    expect(text.stdout).toContain(`── ${converged.tenant.domain}\n`);
  });

  test('--tenants reports a failed tenant beside the others', async () => {
    const {exitCode, stdout} = await runCommand('check --json --tenants -', {
      stdin: `${domain}\n${other}\n`,
      env: {TIMESHEETS_SETUP_CONFIG_DIR: drifted.folder},
    });
    expect(exitCode).toBe(4);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(lines).toMatchObject([
      {domain, error: {code: 'not_signed_in'}},
      {domain: other, error: {code: 'not_signed_in'}},
    ]);
  });

  test('exits 130 if interrupted', async () => {
    const interruption = new AbortController();
    interruption.abort();
    const {env} = converged;
    const ran = await runCommand('check', {env, signal: interruption.signal});
    expect(ran.exitCode).toBe(130);
  });

  test('in GitHub Actions, writes one annotation per step and a job summary', async () => {
    const summary = join(drifted.folder, 'summary.md');
    const {stderr} = await runCommand('check', {
      env: {...drifted.env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary},
    });
    expect(stderr).toMatch(
      /^::error title=127\.0\.0\.1%3A\d+%3A ≠ Signing drifted::Signing algorithm/m,
    );
    expect(await readFile(summary, 'utf8')).toContain('| Signing | ≠ drifted |');
  });

  test('in GitHub Actions, a name can’t end or start an annotation', async () => {
    const {stderr} = await runCommand(['check', '--api-name', 'x%0A::error::y'], {
      env: {...converged.env, GITHUB_ACTIONS: 'true'},
    });
    expect(stderr).toContain('→ x%250A::error::y');
    expect(stderr.match(/^::/gm)).toHaveLength(stderr.trimEnd().split('\n').length);
  });
});
