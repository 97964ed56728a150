import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {
  type DemoTenant,
  type DemoTenantOptions,
  startDemoTenant,
} from '../../../src/emulator/server.js';
import {journalFile} from '../../../src/engine/journal/journal-file.js';
import {readJournals} from '../../../src/engine/journal/run-history.js';
import type {Change} from '../../../src/model/change.js';
import {documented} from '../../../src/scenario/documented.js';
import {contentOf, managedObjects, writesOf} from '../support/content.js';
import {JournalFolder} from '../support/journals.js';
import {LeapingClock} from '../support/leaping-clock.js';
import {repair} from '../support/run.js';
import {secretsIn} from '../support/secrets.js';
import {undo} from '../support/undo.js';

let tenant: DemoTenant;
let journals: JournalFolder;
afterEach(async () => {
  await tenant.close();
  await journals.remove();
});

const start = async (options: DemoTenantOptions = {scenario: 'fresh'}) => {
  tenant = await startDemoTenant(options);
  journals = await JournalFolder.for(tenant);
};

/** The only journal there is. */
const file = async () => {
  const [only, another] = await journals.files();
  if (only === undefined || another !== undefined) throw new Error('not one journal');
  return only;
};

/** The only journal's current content. */
const pathNow = (): string | undefined => {
  const files = readdirSync(journals.path, {recursive: true, encoding: 'utf8'});
  const name = files.find(path => path.endsWith('.jsonl'));
  return name === undefined ? undefined : join(journals.path, name);
};

const linesNow = (): readonly string[] => {
  const path = pathNow();
  return path === undefined ? [] : readFileSync(path, 'utf8').trimEnd().split('\n');
};

const intentNow = (method: string, path: string) => {
  const verb = {POST: 'create', PATCH: 'update', DELETE: 'delete'}[method];
  const [collection = ''] = path.replace('/api/v2/', '').split('/');
  return linesNow().findIndex(
    line =>
      line.includes('"type":"intent"') &&
      line.includes(`"action":"${verb}","resource":"${collection.slice(0, -1)}"`),
  );
};

const outcomesNow = () => linesNow().filter(line => line.includes('"type":"outcome"')).length;

test('the intent is on disk before its request is sent, and the outcome after it', async () => {
  await start();
  const seen: {readonly intent: number; readonly outcomes: number}[] = [];
  tenant.hooks.onRequest = ({method, path}) => {
    if (method === 'GET' || !path.startsWith('/api/v2/')) return;
    seen.push({intent: intentNow(method, path), outcomes: outcomesNow()});
  };
  await repair(tenant, {journal: journals.journal()});
  expect(seen.map(({intent}) => intent > 0)).toEqual([true, true, true]);
  expect(seen.map(({outcomes}) => outcomes)).toEqual([0, expect.any(Number), 2]);
  expect(outcomesNow()).toBe(3);
});

test('only a run that completed has an end entry', async () => {
  await start();
  tenant.faults.add({kind: '500', method: 'POST', path: '/api/v2/client-grants'});
  const journal = journals.journal();
  const signingIn = {clock: new LeapingClock()};
  await repair(tenant, {journal, signingIn, sleep: async () => {}});
  expect(await journals.runs()).toMatchObject([{ended: 'cut-short'}]);
  tenant.faults.clear();
  await repair(tenant, {journal});
  expect(await journals.runs()).toMatchObject([{ended: 'ended'}]);
  const change: Change = {action: 'delete', resource: 'client', id: 'somebody'};
  await journal.intent(change, {kind: 'nothing'});
  expect(await journals.runs()).toMatchObject([{ended: 'cut-short'}]);
});

test('a run without writes leaves no file', async () => {
  await start({scenario: 'converged'});
  await repair(tenant, {journal: journals.journal()});
  expect(await journals.files()).toEqual([]);
  expect(await journals.runs()).toEqual([]);
});

test('the journal is readable by its owner only', async () => {
  await start();
  const old = process.umask(0);
  try {
    await repair(tenant, {journal: journals.journal()});
  } finally {
    process.umask(old);
  }
  const {path} = await file();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
});

test('the journal contains no secret of any snapshot', async () => {
  await start({scenario: 'drifted'});
  const [job] = managedObjects(contentOf(tenant)).clients;
  const {resourceServer} = documented;
  const desired = {
    ...documented,
    resourceServer: {...resourceServer, signingAlg: 'RS256' as const},
  };
  await repair(tenant, {desired, journal: journals.journal()});
  await undo(tenant, journals);
  await repair(tenant, {
    // Reading an application by id includes its secret.
    hints: {clientId: job?.client_id ?? ''},
    desired: {...desired, client: {name: 'Night Job'}},
    journal: journals.journal(),
  });
  await repair(tenant, {
    desired: {...desired, client: {name: 'Another Job'}},
    journal: journals.journal(),
  });
  for (const {text} of await journals.files()) expect(secretsIn(text, tenant)).toEqual([]);
  expect(await journals.files()).toHaveLength(4);
});

test('a journal truncated at any byte is read up to there', async () => {
  await start();
  const journal = journals.journal();
  for (const name of ['Müller', 'Meier', '勤務表']) {
    const write = await journal.intent(
      {action: 'create', resource: 'client', set: {name}},
      {kind: 'nothing'},
    );
    const written = {kind: 'client', value: {clientId: `id-of-${name}`, name}} as const;
    await journal.outcome(write, {snapshot: written, status: 201});
  }
  await journal.end();
  const {path, text} = await file();
  const [whole] = await journals.runs();
  const bytes = Buffer.from(text);
  const known = new Set<number>();
  for (let length = 0; length < bytes.length; length += 1) {
    writeFileSync(path, bytes.subarray(0, length));
    const [torn] = await journals.runs();
    if (torn === undefined) {
      expect(length).toBeLessThan(text.indexOf('\n'));
      continue;
    }
    known.add(torn.writes.length);
    torn.writes.forEach(({after, ...write}, index) => {
      expect(whole?.writes[index]).toMatchObject(write);
      if (after !== undefined) expect(after).toEqual(whole?.writes[index]?.after);
    });
  }
  expect([...known]).toEqual([0, 1, 2, 3]);
});

const spoilt: readonly (readonly [string, (text: string) => string, string])[] = [
  [
    'of a newer version',
    text => text.replace('"version":2', '"version":3'),
    'line 1: version 3 is newer',
  ],
  ['with an entry of a newer version', text => text.replace('"intent"', '"purpose"'), 'line 2'],
  ['damaged in the middle', text => text.replace('"write":2', '"wri'), 'line 4'],
  ['of another format', () => 'Dear diary,\n', 'line 1'],
];

test.each(spoilt)('a journal %s is rejected', async (_, spoil, line) => {
  await start();
  await repair(tenant, {journal: journals.journal()});
  const {path, text} = await file();
  writeFileSync(path, spoil(text));
  const writes = writesOf(tenant).length;
  await expect(undo(tenant, journals)).rejects.toMatchObject({
    code: 'file_unreadable',
    message: expect.stringContaining(`${path} can’t be read (${line}`),
    hint: expect.stringContaining('move the file away'),
  });
  expect(writesOf(tenant)).toHaveLength(writes);
});

test('an empty journal is skipped', async () => {
  await start();
  await repair(tenant, {journal: journals.journal()});
  const {path} = await file();
  writeFileSync(path.replace(/[^/]+$/, '9999.jsonl'), '');
  expect(await journals.runs()).toHaveLength(1);
});

test('two runs started in the same millisecond have separate journals', async () => {
  await start();
  const now = () => new Date('2026-08-01T06:00:00Z');
  const [one, two] = [journals.journal({now}), journals.journal({now})];
  const change = (name: string): Change => ({action: 'create', resource: 'client', set: {name}});
  const names = ['a', 'b', 'c', 'd'];
  await Promise.all(
    names.flatMap(name => [
      one.intent(change(`one ${name}`), {kind: 'nothing'}),
      two.intent(change(`two ${name}`), {kind: 'nothing'}),
    ]),
  );
  const runs = await journals.runs();
  const noted = runs.map(({writes}) => writes.map(write => write.change));
  expect(new Set(runs.map(({run}) => run)).size).toBe(2);
  expect(noted).toHaveLength(2);
  expect(noted).toContainEqual(names.map(name => change(`one ${name}`)));
  expect(noted).toContainEqual(names.map(name => change(`two ${name}`)));
});

test('nothing is sent if the folder can’t be created', async () => {
  await start();
  const folder = join(journals.path, 'not-a-folder');
  writeFileSync(folder, '');
  const {domain} = tenant;
  expect(await repair(tenant, {journal: journalFile({folder, domain})})).toMatchObject({
    kind: 'failed',
    applied: [],
    problem: {
      code: 'file_unwritable',
      message: expect.stringContaining('nothing was sent'),
      hint: expect.stringContaining(folder),
    },
  });
  expect(writesOf(tenant)).toEqual([]);
  await expect(readJournals(folder, domain)).rejects.toMatchObject({code: 'file_unreadable'});
});

test('an unreadable journal is named in the error', async () => {
  await start();
  const path = join(journals.path, tenant.domain.replace(':', '_'), 'a-folder.jsonl');
  mkdirSync(path, {recursive: true});
  await expect(journals.runs()).rejects.toMatchObject({
    code: 'file_unreadable',
    message: expect.stringContaining(path),
  });
});

test('after the disk is full no more writes are sent, and the applied ones are reported', async () => {
  await start();
  tenant.hooks.onRequest = ({method}) => {
    const path = pathNow();
    // Both intents are journaled by then.
    if (method !== 'POST' || path === undefined || linesNow().length < 3) return;
    // Synchronously, because a concurrent line would create the file again.
    symlinkSync('/dev/full', `${path}.full`);
    renameSync(`${path}.full`, path);
    delete tenant.hooks.onRequest;
  };
  expect(await repair(tenant, {journal: journals.journal()})).toMatchObject({
    kind: 'failed',
    problem: {
      code: 'file_unwritable',
      message: expect.stringContaining('undo can’t revert everything'),
    },
    applied: [{status: 201}, {status: 201}],
  });
  expect([...writesOf(tenant)].sort()).toEqual(['POST clients', 'POST resource-servers']);
});
