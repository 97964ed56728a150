import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {runProgram} from './support/headless.js';
import {contentOf, type Stage, startStage, writesOf} from './support/tenant.js';
import {keys, ProgramInTerminal} from './support/terminal.js';

let place: Stage | undefined;
let program: ProgramInTerminal | undefined;

afterEach(async () => {
  program?.dispose();
  program = undefined;
  await place?.close();
  place = undefined;
});

test.each([
  ['Ctrl-C', keys.ctrlC],
  ['Ctrl-D', '\x04'],
])('%s at the question leaves the tenant unchanged', async (_, key) => {
  place = await startStage('dashboard');
  program = new ProgramInTerminal(['apply'], {env: place.env});
  await program.waitForText('[y/N]');
  program.press(key);
  expect(await program.waitForExit()).toBe(130);
  expect(program.scrollback).toContain('Nothing was changed.');
  expect(program.scrollback).not.toContain('this is a mistake');
  expect(writesOf(place.tenant)).toEqual([]);
});

test('y applies the changes that were shown', async () => {
  place = await startStage('dashboard');
  program = new ProgramInTerminal(['apply'], {env: place.env});
  await program.waitForText('[y/N]');
  program.press(`y${keys.enter}`);
  expect(await program.waitForExit()).toBe(0);
  expect(writesOf(place.tenant)).toHaveLength(3);
});

test('changes before the y are shown and confirmed again, and only those are applied', async () => {
  place = await startStage('dashboard');
  const {tenant} = place;
  program = new ProgramInTerminal(['apply'], {env: place.env, rows: 60});
  await program.waitForText('[y/N]');
  const [api] = contentOf(tenant).apis;
  tenant.store.resourceServers.update(api?.id ?? '', row => ({...row, name: 'Renamed meanwhile'}));
  program.press(`y${keys.enter}`);
  await program.waitForText('The tenant changed while you were deciding.');
  await program.waitForText(/Renamed meanwhile[\s\S]*\[y\/N\]/);
  expect(writesOf(tenant)).toEqual([]);
  program.press(`y${keys.enter}`);
  expect(await program.waitForExit()).toBe(0);
  expect(contentOf(tenant).apis[0]).toMatchObject({name: 'Timesheets API'});
});

test('an open question doesn’t lock the tenant', async () => {
  place = await startStage('dashboard');
  program = new ProgramInTerminal(['apply'], {env: place.env});
  await program.waitForText('[y/N]');
  expect((await runProgram(['apply', '--yes'], place.env)).exitCode).toBe(0);
  program.press(`y${keys.enter}`);
  expect(await program.waitForExit()).toBe(0);
  expect(program.scrollback).toContain('was already in sync');
  expect(writesOf(place.tenant)).toHaveLength(3);
});

test('no to an undo leaves the tenant unchanged, yes undoes', async () => {
  place = await startStage('dashboard');
  await runProgram(['apply', '--yes'], place.env);
  for (const [answer, exitCode, writes] of [
    ['n', 2, 3],
    ['y', 0, 6],
  ] as const) {
    program = new ProgramInTerminal(['undo'], {env: place.env});
    await program.waitForText('[y/N]');
    program.press(`${answer}${keys.enter}`);
    expect(await program.waitForExit()).toBe(exitCode);
    expect(writesOf(place.tenant)).toHaveLength(writes);
    program.dispose();
  }
});

test('standard input can be a blueprint, plan or list of tenants, and apply then requires --yes', async () => {
  place = await startStage('dashboard');
  const {env, tenant} = place;
  const {stdout: blueprint} = await runProgram(['export', 'blueprint']);
  const asked = await runProgram(['apply', '--blueprint', '-', '--json'], env, blueprint);
  expect(asked.exitCode).toBe(3);
  expect(JSON.parse(asked.stdout).error.message).toContain(
    'Standard input is used for --blueprint',
  );
  const checked = await runProgram(['check', '--blueprint', '-', '--json'], env, blueprint);
  expect(checked.exitCode).toBe(2);
  const listed = await runProgram(['check', '--tenants', '-', '--json'], env, `${tenant.url}\n`);
  expect(listed.exitCode).toBe(2);
  const plan = join(place.folder, 'plan.json');
  await runProgram(['check', '--out', plan], env);
  // As PowerShell's `>` and Notepad write it.
  const marked = Buffer.from(`\uFEFF${await readFile(plan, 'utf8')}`, 'utf16le');
  const applied = await runProgram(['apply', '--plan', '-', '--yes', '--json'], env, marked);
  expect(applied.exitCode, applied.stdout).toBe(0);
});

test('an unknown scenario ends the wizard before it starts', async () => {
  program = new ProgramInTerminal(['--demo=drift']);
  expect(await program.waitForExit()).toBe(3);
  expect(program.scrollback).toContain('Did you mean “drifted”?');
});

test('--dry-run --plan checks that the plan is still valid, and accepts no other choices', async () => {
  place = await startStage('fresh');
  const {env, folder} = place;
  const plan = join(folder, 'plan.json');
  await runProgram(['check', '--signing-alg', 'PS256', '--out', plan, '--json'], env);
  const dry = await runProgram(['apply', '--dry-run', '--plan', plan, '--json'], env);
  expect(dry.exitCode).toBe(2);
  expect(dry.stdout).toContain('"to":"PS256"');
  const both = await runProgram(
    ['apply', '--yes', '--plan', plan, '--api-name', 'X', '--json'],
    env,
  );
  expect(both.exitCode).toBe(3);
  expect(JSON.parse(both.stdout).error).toMatchObject({code: 'usage'});
  expect(writesOf(place.tenant)).toEqual([]);
});

test('exports that don’t need the tenant work before it is set up', async () => {
  const exported = await runProgram(['export', 'blueprint', '--demo=fresh', '--json'], {});
  expect(exported.exitCode).toBe(0);
  const completions = await runProgram(['completions', 'bash', '--json'], {});
  expect(JSON.parse(completions.stdout).completions).toContain('complete -F');
});

test('prove is ambiguous if two applications could be the job, as with other commands', async () => {
  const {exitCode, stdout} = await runProgram(['prove', '--demo=ambiguous', '--json'], {});
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout).error).toMatchObject({code: 'ambiguous_application'});
});

test('prove uses the job’s own credentials, even if an admin reads the HS256 secret', async () => {
  place = await startStage('converged');
  const {env} = place;
  await runProgram(['apply', '--yes', '--allow-breaking', '--signing-alg', 'HS256'], env);
  const [job] = contentOf(place.tenant).applications.filter(({name}) => /Import Job/.test(name));
  const own = {TIMESHEETS_CLIENT_ID: job?.client_id ?? '', TIMESHEETS_CLIENT_SECRET: 'planted'};
  const wrong = await runProgram(['prove', '--json'], {...env, ...own});
  expect(wrong.exitCode).toBe(4);
  const secret = {TIMESHEETS_CLIENT_SECRET: job?.client_secret ?? ''};
  const right = await runProgram(['prove', '--json'], {...env, ...own, ...secret});
  expect(JSON.parse(right.stdout)).toMatchObject({proved: true});
});

test('forget lists what it forgot, and says if there was nothing', async () => {
  place = await startStage('converged');
  const {env, tenant, folder} = place;
  await runProgram(['check'], env);
  expect((await runProgram(['forget'], env)).stdout).toContain(
    `Forgot the settings for ${tenant.domain}.`,
  );
  expect((await runProgram(['forget'], env)).stdout).toContain('There were no saved settings.');
  await writeFile(join(folder, 'tenants', `${tenant.domain.replace(':', '_')}.json`), '{damaged');
  expect((await runProgram(['forget'], env)).stdout).toContain('Forgot the settings');
});
