import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import type {DemoTenant} from '../../src/emulator/server.js';
import {runProgram} from './support/headless.js';
import {expectNothingRaw, findUnsafeCharacters, oddName} from './support/odd.js';
import {type Stage, startStage} from './support/tenant.js';

let place: Stage | undefined;

afterEach(async () => {
  await place?.close();
  place = undefined;
});

/** Gives everything this name, except the job. */
function nameEverything({store, clientId}: DemoTenant, name: string): void {
  const [api] = store.resourceServers.all().filter(({is_system}) => is_system !== true);
  const others = store.clients.all().filter(client => client.name !== 'Timesheets Import Job');
  for (const {client_id} of others) store.clients.update(client_id, row => ({...row, name}));
  if (api === undefined) return;
  const scopes = [...(api.scopes ?? []), {value: `x:${name}`, description: name}];
  // Auth0 rejects only the angle brackets in it.
  const apiName = name.replaceAll(/[<>]/g, '');
  store.resourceServers.update(api.id, row => ({...row, name: apiName, scopes}));
  const [grant] = store.clientGrants.all().filter(({audience}) => audience === api.identifier);
  const [other] = others.filter(client => !client.global && client.client_id !== clientId);
  if (grant === undefined || other === undefined) return;
  const scope = [...(grant.scope ?? []), `y:${name}`];
  store.clientGrants.update(grant.id, row => ({...row, scope}));
  store.clientGrants.insert({...grant, id: 'cgr_odd', client_id: other.client_id, scope});
}

const commands = [
  'check',
  ...['env', 'blueprint', 'terraform', 'deploy-cli', 'report'].map(what => `export ${what}`),
  'apply --yes',
  'undo --yes',
  'apply --yes --allow-breaking --prove',
  'prove',
  'undo --yes',
];

test.each([
  ['text', []],
  ['JSON', ['--json']],
])('names with control sequences are printed escaped by every command, as %s', async (_, form) => {
  place = await startStage('drifted');
  nameEverything(place.tenant, oddName);
  for (const command of commands) {
    const {exitCode, stdout, stderr} = await runProgram(
      [...command.split(' '), ...form],
      place.env,
    );
    expect(findUnsafeCharacters(stdout + stderr), command).toEqual([]);
    expect([0, 2], `${command}: ${stdout}${stderr}`).toContain(exitCode);
    // A line starting with `::` would be a workflow command.
    expect(stdout + stderr, command).not.toMatch(/^::/m);
    if (form.length > 0) expect(Object.keys(JSON.parse(stdout)).length).toBeGreaterThan(0);
  }
});

test('names in JSON parse to the exact names', async () => {
  place = await startStage('drifted');
  nameEverything(place.tenant, oddName);
  const {stdout} = await runProgram(['check', '--json'], place.env);
  expect(JSON.parse(stdout).steps[2].kept).toContain(`x:${oddName}`);
});

test('odd arguments give one sentence and an exit code, without raw control characters', async () => {
  place = await startStage('converged');
  // More of them are tested in-process.
  for (const args of [
    [oddName],
    ['check', '--app-name', oddName],
    ['check', '--out', `/${oddName}/x`],
  ]) {
    await expectNothingRaw(args, place.env, runProgram);
  }
});

test('a file with an odd name is written and reported', async () => {
  place = await startStage('drifted');
  const file = join(place.folder, oddName.replaceAll('/', ''));
  const {stdout} = await runProgram(['check', '--out', file], place.env);
  expect(existsSync(file)).toBe(true);
  expect(findUnsafeCharacters(stdout)).toEqual([]);
});
