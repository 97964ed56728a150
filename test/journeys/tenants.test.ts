import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {runProgram} from './support/headless.js';
import {type Stage, startStage, writesOf} from './support/tenant.js';

let stages: readonly Stage[] = [];
let file = '';
let env: Record<string, string> = {};

beforeAll(async () => {
  stages = await Promise.all(['converged', 'drifted', 'fresh'].map(startStage));
  const lines = stages.map(({tenant}, index) => `${tenant.url} T${index}`);
  const [first] = stages;
  if (first === undefined) throw new Error('no stage');
  file = join(first.folder, 'tenants.txt');
  await writeFile(file, `# three of ours, and one that is not there\n${lines.join('\n')}\n`);
  env = {TIMESHEETS_SETUP_CONFIG_DIR: first.folder};
  for (const [index, {tenant}] of stages.entries()) {
    env[`T${index}_AUTH0_CLIENT_ID`] = tenant.clientId;
    env[`T${index}_AUTH0_CLIENT_SECRET`] = tenant.clientSecret;
  }
});

afterAll(async () => {
  await Promise.all(stages.map(each => each.close()));
});

function linesOf(stdout: string): readonly Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}

test('check --tenants prints one line per tenant, and returns the worst exit code', async () => {
  const {stdout, exitCode} = await runProgram(['check', '--tenants', file, '--json'], env);
  expect(exitCode).toBe(2);
  expect(linesOf(stdout).map(({domain, inSync}) => [domain, inSync])).toEqual(
    stages.map(({tenant}, index) => [tenant.domain, index === 0]),
  );
});

test('a failed sign-in doesn’t affect the other tenants, and exit code 4 takes precedence over 2', async () => {
  const {T1_AUTH0_CLIENT_SECRET: _, ...less} = env;
  const {stdout, exitCode} = await runProgram(['check', '--tenants', file, '--json'], less);
  expect(exitCode).toBe(4);
  expect(linesOf(stdout)).toMatchObject([
    {inSync: true},
    {
      domain: stages[1]?.tenant.domain,
      error: {code: 'not_signed_in', hint: expect.stringContaining('T1_AUTH0_CLIENT_ID')},
    },
    {inSync: false},
  ]);
});

test('apply --tenants requires --yes before anything is read', async () => {
  const {stderr, exitCode} = await runProgram(['apply', '--tenants', file], env);
  expect(exitCode).toBe(3);
  expect(stderr).toContain('--yes');
});

test('apply --tenants --yes repairs each tenant, and skips breaking changes', async () => {
  const {stdout, exitCode} = await runProgram(['apply', '--tenants', file, '--yes'], env);
  expect(exitCode).toBe(2);
  const texts = stdout.split(/^── /m).slice(1);
  expect(texts.map(text => text.split('\n')[0])).toEqual(stages.map(({tenant}) => tenant.domain));
  expect(texts[0]).toContain('was already in sync. Nothing was changed.');
  expect(texts[1]).toContain('--allow-breaking');
  expect(texts[2]).toContain('is in sync.');
  expect(stages.map(({tenant}) => writesOf(tenant).length)).toEqual([0, expect.any(Number), 3]);
});

test('an option for one tenant, and a missing file, are usage errors', async () => {
  const calls = [
    ['check', '--tenants', file, '--domain', 'acme.eu.auth0.com', '--json'],
    ['check', '--tenants', `${file}.not`, '--json'],
  ];
  for (const call of calls) {
    const {stdout, exitCode} = await runProgram(call, env);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({error: {code: 'usage'}});
  }
});
