import {readdir, readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {runProgram} from './support/headless.js';
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

/** Presses Enter from the first step to the summary, on each screen that asks for it. */
async function enterAllTheWay(): Promise<ProgramInTerminal> {
  program = new ProgramInTerminal([], {env: place.env});
  const asked = [
    'The API that access tokens are issued for.',
    '❯ Identifier',
    '❯ ● Auth0',
    '❯ ● RS256',
    '❯ [✔] read:timesheets',
    'The application that the import job runs as.',
    '❯ Authorized',
    '❯ [✔] batch:upload',
    '❯ Done',
  ];
  for (const screen of asked) {
    await program.waitForText(screen);
    program.press(keys.enter);
  }
  return program;
}

test('pressing Enter throughout sets a fresh tenant up as documented', async () => {
  const wizard = await enterAllTheWay();
  expect(await wizard.waitForExit()).toBe(0);
  expect(wizard.scrollback).toContain('proved with a real token');

  const {apis, applications, grants} = contentOf(place.tenant);
  expect(apis).toHaveLength(1);
  expect(apis[0]).toMatchObject({
    name: 'Timesheets API',
    identifier: 'https://api.exampleco.com/timesheets',
    signing_alg: 'RS256',
    token_dialect: 'access_token',
    scopes: [
      {value: 'read:timesheets', description: 'Read timesheets'},
      {value: 'create:timesheets', description: 'Create timesheets'},
      {value: 'delete:timesheets', description: 'Delete timesheets'},
      {value: 'approve:timesheets', description: 'Approve timesheets'},
      {value: 'batch:upload', description: 'Upload timesheets in a batch'},
    ],
  });
  const jobs = applications.filter(({name}) => name === 'Timesheets Import Job');
  expect(jobs).toHaveLength(1);
  expect(jobs[0]).toMatchObject({
    app_type: 'non_interactive',
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
  });
  const ours = grants.filter(({audience}) => audience === apis[0]?.identifier);
  expect(ours).toHaveLength(1);
  expect(ours[0]).toMatchObject({
    client_id: jobs[0]?.client_id,
    scope: ['batch:upload'],
    subject_type: 'client',
  });
});

test('after that, apply writes nothing and check takes three reads', async () => {
  await (await enterAllTheWay()).waitForExit();
  const written = writesOf(place.tenant).length;

  const applied = await runProgram(['apply', '--yes', '--json'], place.env);
  expect(applied.exitCode).toBe(0);
  expect(JSON.parse(applied.stdout)).toMatchObject({inSync: true, applied: []});
  expect(writesOf(place.tenant)).toHaveLength(written);

  const checked = await runProgram(['check', '--json'], place.env);
  expect(checked.exitCode).toBe(0);
  expect(JSON.parse(checked.stdout)).toMatchObject({inSync: true, requests: 3});
});

test('files on disk are readable by their owner only, and contain no secret', async () => {
  await (await enterAllTheWay()).waitForExit();
  const secrets = contentOf(place.tenant).applications.flatMap(({client_secret}) =>
    typeof client_secret === 'string' ? [client_secret] : [],
  );
  expect(secrets.length).toBeGreaterThan(0);

  const entries = await readdir(place.folder, {recursive: true, withFileTypes: true});
  const files = entries.filter(entry => entry.isFile());
  expect(files.length).toBeGreaterThanOrEqual(2);
  for (const {name, parentPath} of files) {
    const path = join(parentPath, name);
    expect((await stat(path)).mode & 0o077, path).toBe(0);
    const content = await readFile(path, 'utf8');
    for (const secret of secrets) expect(content).not.toContain(secret);
  }
  for (const secret of secrets) expect(program?.output).not.toContain(secret);
});

test('undo reverts all of it', async () => {
  const before = contentOf(place.tenant);
  await (await enterAllTheWay()).waitForExit();
  const after = contentOf(place.tenant);
  expect(after).not.toEqual(before);

  const told = await runProgram(['undo', '--dry-run', '--json'], place.env);
  expect(told).toMatchObject({exitCode: 0});
  expect(JSON.parse(told.stdout)).toMatchObject({applied: []});
  expect(contentOf(place.tenant)).toEqual(after);
  const undone = await runProgram(['undo', '--yes', '--json'], place.env);
  expect(JSON.parse(undone.stdout).restored).toEqual(JSON.parse(told.stdout).restored);
  expect(undone.exitCode).toBe(0);
  expect(JSON.parse(undone.stdout).applied).toHaveLength(3);
  expect(contentOf(place.tenant)).toEqual(before);

  const again = await runProgram(['undo', '--yes', '--json'], place.env);
  expect(JSON.parse(again.stdout)).toMatchObject({applied: []});
});
