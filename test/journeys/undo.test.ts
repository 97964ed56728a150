import {execFile} from 'node:child_process';
import {readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {addThirdParty, attacks} from '../engine/support/attacks.js';
import {forgedLines, plantJournal} from '../engine/support/forged-journal.js';
import {bareEnvironment, runProgram} from './support/headless.js';
import {contentOf, type Stage, startStage, writesOf} from './support/tenant.js';
import {keys, ProgramInTerminal} from './support/terminal.js';

let place: Stage;
let program: ProgramInTerminal | undefined;
beforeEach(async () => {
  place = await startStage('fresh');
});
afterEach(async () => {
  program?.dispose();
  program = undefined;
  await place.close();
});

const allObjects = () => ({
  apis: place.tenant.store.resourceServers.all(),
  clients: place.tenant.store.clients.all(),
  grants: place.tenant.store.clientGrants.all(),
});
const journalFolder = () => join(place.folder, 'journal');
const journalPath = async () => {
  const own = join(journalFolder(), place.tenant.domain.replace(':', '_'));
  const [file = ''] = (await readdir(own)).filter(name => name.endsWith('.jsonl'));
  return join(own, file);
};
const jobs = () => contentOf(place.tenant).applications.filter(({name}) => /Import Job/.test(name));

describe.each([
  ['without digests', 1],
  ['with digests that are right', 2],
] as const)('a forged journal %s', (_, version) => {
  test.each(Object.entries(attacks))('can’t make undo %s', async (__, attack) => {
    const {tenant, env} = place;
    addThirdParty(tenant);
    const before = allObjects();
    const lines = forgedLines({writes: await attack(tenant), version, domain: tenant.domain});
    await plantJournal(journalFolder(), tenant.domain, lines);
    const undone = await runProgram(['undo', '--yes', '--json'], env);
    expect(undone.stderr).toBe('');
    const {restored, losses, applied} = JSON.parse(undone.stdout);
    expect({restored, applied}).toEqual({restored: [], applied: []});
    expect(losses).not.toEqual([]);
    expect(allObjects()).toEqual(before);
    expect(writesOf(tenant)).toEqual([]);
  });
});

test.each([
  [
    'the id of another application',
    (text: string, other: string) => text.replaceAll(jobs()[0]?.client_id ?? '', other),
  ],
  ['another name', (text: string) => text.replaceAll('Timesheets Import Job', 'Default App')],
  ['another grant type before', (text: string) => text.replace('client_credentials', 'implicit')],
  ['a status', (text: string) => text.replace('"status":201', '"status":200')],
])('a real journal with %s added is rejected as a whole', async (_, edit) => {
  const {tenant, env} = place;
  expect((await runProgram(['apply', '--yes'], env)).exitCode).toBe(0);
  const path = await journalPath();
  const text = await readFile(path, 'utf8');
  const other =
    tenant.store.clients.all().find(({name}) => name === 'Default App')?.client_id ?? '';
  const edited = edit(text, other);
  expect(edited).not.toBe(text);
  await writeFile(path, edited);
  const before = allObjects();
  const undone = await runProgram(['undo', '--yes', '--json'], env);
  expect(undone.exitCode).toBe(1);
  const {error} = JSON.parse(undone.stdout);
  expect(error).toMatchObject({
    code: 'file_unreadable',
    message: expect.stringContaining(path),
    hint: expect.stringContaining('by hand'),
  });
  expect(allObjects()).toEqual(before);
});

test('a journal copied from another tenant is rejected', async () => {
  const {tenant, env} = place;
  const lines = forgedLines({writes: [], version: 2, domain: 'acme.eu.auth0.com'});
  await plantJournal(journalFolder(), tenant.domain, lines);
  const undone = await runProgram(['undo', '--yes', '--json'], env);
  expect(undone.exitCode).toBe(1);
  expect(JSON.parse(undone.stdout).error.message).toContain('acme.eu.auth0.com');
});

describe('on a terminal, undo deletes an application', () => {
  const undoing = async () => {
    expect((await runProgram(['apply', '--yes'], place.env)).exitCode).toBe(0);
    program = new ProgramInTerminal(['undo'], {env: place.env});
    await program.waitForText('This permanently deletes the application “Timesheets Import Job”.');
    await program.waitForText('To confirm, type Timesheets Import Job:');
    return program;
  };

  test('after its name is typed', async () => {
    const before = allObjects();
    const asked = await undoing();
    asked.press(`Timesheets Import Job${keys.enter}`);
    expect(await asked.waitForExit()).toBe(0);
    expect(allObjects()).toEqual(before);
  });

  test.each(['y', 'yes', '', 'timesheets import job', 'Timesheets'])(
    'not after “%s” is typed',
    async typed => {
      const asked = await undoing();
      asked.press(`${typed}${keys.enter}`);
      expect(await asked.waitForExit()).toBe(2);
      expect(asked.scrollback).toContain('Nothing was changed.');
      expect(jobs()).toHaveLength(1);
    },
  );
});

test('if nothing is deleted, y is enough', async () => {
  await place.close();
  place = await startStage('dashboard');
  expect((await runProgram(['apply', '--yes'], place.env)).exitCode).toBe(0);
  program = new ProgramInTerminal(['undo'], {env: place.env});
  await program.waitForText('Undo this? [y/N]');
  program.press(`y${keys.enter}`);
  expect(await program.waitForExit()).toBe(0);
});

test('5,000 journals take as long as one, with at most 256 open files', async () => {
  const {tenant, env} = place;
  expect((await runProgram(['apply', '--yes'], env)).exitCode).toBe(0);
  const text = await readFile(await journalPath(), 'utf8');
  for (let number = 0; number < 5_000; number += 1) {
    const name = `2020-01-01T00-00-00-000Z-${number.toString(16).padStart(6, '0')}`;
    await plantJournal(journalFolder(), tenant.domain, [text.trimEnd()], name);
  }
  const program = fileURLToPath(new URL('../../bin/timesheets-setup.js', import.meta.url));
  const limited = async (...args: readonly string[]) => {
    const script = 'ulimit -n 256 && exec "$@"';
    const command = ['-c', script, 'sh', process.execPath, program, ...args, '--json'];
    const started = performance.now();
    const {stdout} = await promisify(execFile)('sh', command, {
      env: {...bareEnvironment(), HOME: '/nonexistent', ...env},
    });
    return {ms: performance.now() - started, json: JSON.parse(stdout)};
  };
  const told = await limited('undo', '--dry-run');
  expect(told.json.restored).toHaveLength(3);
  // Half a second on an idle machine; the limit allows for load.
  expect(told.ms).toBeLessThan(3_000);
  const undone = await limited('undo', '--yes');
  expect(undone.json.applied).toHaveLength(3);
  const left = await readdir(join(journalFolder(), tenant.domain.replace(':', '_')));
  expect(left.filter(name => name.endsWith('.jsonl'))).toHaveLength(50);
});
