import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Stage, startStage, writesOf} from '../journeys/support/tenant.js';
import {codeOf, runCommand} from './support/command-line.js';

let here: Stage;

beforeAll(async () => {
  here = await startStage('converged');
});

afterAll(async () => {
  expect(writesOf(here.tenant)).toEqual([]);
  await here.close();
});

/** The environment of the job, with no admin in it. */
function jobEnvironment(): Readonly<Record<string, string | undefined>> {
  const {AUTH0_DOMAIN, TIMESHEETS_SETUP_CONFIG_DIR} = here.env;
  const job = here.tenant.store.clients.all().find(({name}) => name === 'Timesheets Import Job');
  return {
    AUTH0_DOMAIN,
    TIMESHEETS_SETUP_CONFIG_DIR,
    TIMESHEETS_CLIENT_ID: job?.client_id,
    TIMESHEETS_CLIENT_SECRET: job?.client_secret,
  };
}

describe('prove', () => {
  test('exits 0 if proved, and lists every claim', async () => {
    const {exitCode, stdout, stderr} = await runCommand('prove', {env: here.env});
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^✔ signature +RS256, key /);
    expect(stdout).toMatch(/\nProved: the job gets the right token\.\n$/);
  });

  test('exits 1 if not proved, and names the wrong claim in text and in JSON', async () => {
    const line = 'prove --token-profile rfc9068';
    const text = await runCommand(line, {env: here.env});
    expect(text.exitCode).toBe(1);
    expect(text.stdout).toMatch(/^✖ .*, should be /m);
    expect(text.stdout).toMatch(/\nNot proved\. Run `timesheets-setup check` .*\.\n$/);
    const json = await runCommand(`${line} --json`, {env: here.env});
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      proved: false,
      domain: here.tenant.domain,
      error: {code: 'proof_failed', hint: expect.stringContaining('timesheets-setup check')},
    });
  });

  test('needs no admin with the job’s own id and secret', async () => {
    const env = jobEnvironment();
    const before = here.tenant.requests.length;
    const {exitCode, stdout} = await runCommand('prove --json', {env});
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({proved: true, clientId: env.TIMESHEETS_CLIENT_ID});
    const paths = here.tenant.requests.slice(before).map(({path}) => path);
    expect(paths.filter(path => path.startsWith('/api/v2/'))).toEqual([]);
    expect(stdout).not.toContain(env.TIMESHEETS_CLIENT_SECRET);
  });

  test('--debug logs the proof’s requests too, without secrets', async () => {
    const file = join(here.folder, 'log');
    const env = jobEnvironment();
    await runCommand(['prove', '--debug', file], {env});
    const log = await readFile(file, 'utf8');
    expect(log).toContain('/oauth/token');
    expect(log).not.toContain(env.TIMESHEETS_CLIENT_SECRET);
  });

  test('a wrong secret of the job exits 4 and names the job’s variables', async () => {
    const env = {...jobEnvironment(), TIMESHEETS_CLIENT_SECRET: 'wrong'};
    const ran = await runCommand('prove', {env});
    expect([ran.exitCode, codeOf(ran)]).toEqual([4, 'wrong_credentials']);
    expect(ran.stderr).toContain('The credentials come from TIMESHEETS_CLIENT_ID');
  });

  test('exits 1 if the application does not exist', async () => {
    const ran = await runCommand('prove --demo=fresh');
    expect([ran.exitCode, codeOf(ran)]).toEqual([1, 'proof_failed']);
  });
});
