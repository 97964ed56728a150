import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {runProgram} from './support/headless.js';
import {contentOf, type Stage, startStage} from './support/tenant.js';

/** Another API, application and token profile, unrelated to timesheets. */
const hours = `{
  // Blueprints may have comments.
  "resourceServer": {
    "name": "Hours API",
    "identifier": "https://hours.example.com/",
    "tokenProfile": "rfc9068",
    "signingAlg": "RS256",
    "scopes": [{"value": "read:hours"}, {"value": "write:hours", "description": "Ändern"}],
  },
  "client": {"name": "Hours robot"},
  "clientGrant": {"authorized": true, "scope": ["write:hours"]},
}`;

let place: Stage;
let file: string;

beforeEach(async () => {
  place = await startStage('dashboard');
  file = join(place.folder, 'hours.json');
  await writeFile(file, hours);
});

afterEach(async () => {
  await place.close();
});

test('a blueprint of another scenario is applied, proved, in sync and exported', async () => {
  const before = contentOf(place.tenant);
  const applied = await runProgram(
    ['apply', '--yes', '--prove', '--json', '--blueprint', file],
    place.env,
  );
  expect(JSON.parse(applied.stdout)).toMatchObject({inSync: true, proof: {proved: true}});

  const {apis, applications, grants} = contentOf(place.tenant);
  const robot = applications.find(({name}) => name === 'Hours robot');
  expect(apis.at(-1)).toMatchObject({name: 'Hours API', token_dialect: 'rfc9068_profile'});
  expect(grants.at(-1)).toMatchObject({client_id: robot?.client_id, scope: ['write:hours']});
  // The Dashboard's test application belongs to the Timesheets API, and stays what it is.
  expect(applications.slice(0, -1)).toEqual(before.applications);

  const checked = await runProgram(['check', '--json', '--blueprint', file], place.env);
  expect(checked.exitCode).toBe(0);
  const exported = await runProgram(['export', 'blueprint', '--blueprint', file], place.env);
  const copy = join(place.folder, 'copy.json');
  await writeFile(copy, exported.stdout);
  expect((await runProgram(['check', '--json', '--blueprint', copy], place.env)).exitCode).toBe(0);
});

test('an error in it is reported with line and path before signing in', async () => {
  await writeFile(file, hours.replace('"RS256"', '"RS257"'));
  const {exitCode, stderr} = await runProgram(['apply', '--yes', '--blueprint', file], place.env);
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/hours\.json.*line 7.*resourceServer\.signingAlg/);
  expect(place.tenant.requests).toEqual([]);
});
