import {readdirSync} from 'node:fs';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type DemoTenant, startDemoTenant} from '../../../src/emulator/server.js';
import {journalFile, journalFolderOf} from '../../../src/engine/journal/journal-file.js';
import {
  findNewestRun,
  findRunToUndo,
  readJournals,
} from '../../../src/engine/journal/run-history.js';
import type {Change} from '../../../src/model/change.js';
import {JournalFolder} from '../support/journals.js';

let tenant: DemoTenant;
let journals: JournalFolder;
beforeEach(async () => {
  tenant = await startDemoTenant({scenario: 'fresh'});
  journals = await JournalFolder.for(tenant);
});
afterEach(async () => {
  await tenant.close();
  await journals.remove();
});

const change: Change = {action: 'create', resource: 'client', set: {name: 'One'}};
const own = () => journalFolderOf(journals.path, tenant.domain);
const names = () => readdirSync(own()).sort();
const minute = (number: number) => () => new Date(Date.UTC(2026, 7, 1) + number * 60_000);

const note = async (number: number, undoes?: string) => {
  const journal = journals.journal({now: minute(number), ...(undoes !== undefined && {undoes})});
  await journal.intent(change, {kind: 'nothing'});
  await journal.end();
  return names().at(-1)?.replace('.jsonl', '') ?? '';
};

describe('old journals', () => {
  test('beyond the newest 50 are deleted, and those of other tenants are kept', async () => {
    const other = journalFile({folder: journals.path, domain: 'acme.eu.auth0.com'});
    await other.intent(change, {kind: 'nothing'});
    for (let number = 0; number < 53; number += 1) await note(number);
    const runs = await journals.runs();
    expect(runs).toHaveLength(50);
    expect(runs[0]?.startedAt).toBe(minute(3)().toISOString());
    expect(runs.at(-1)?.startedAt).toBe(minute(52)().toISOString());
    expect(await readJournals(journals.path, 'acme.eu.auth0.com')).toHaveLength(1);
  });

  test('the current journal is kept even if the clock was set back', async () => {
    for (let number = 100; number < 150; number += 1) await note(number);
    const journal = journals.journal({now: minute(1)});
    const write = await journal.intent(change, {kind: 'nothing'});
    await journal.failed(write, 'refused');
    await journal.end();
    expect(await readJournals(journals.path, tenant.domain)).toHaveLength(50);
    expect((await journals.runs()).at(-1)?.startedAt).toBe(minute(1)().toISOString());
  });

  test('that can’t be deleted are ignored', async () => {
    await note(0);
    const {mkdir} = await import('node:fs/promises');
    for (let number = 10; number < 70; number += 1) {
      await mkdir(join(own(), `2025-01-01T00-${number}-00-000Z-aaaaaa.jsonl`));
    }
    await note(1);
    expect(names()).toContain('2025-01-01T00-10-00-000Z-aaaaaa.jsonl');
    expect(await findRunToUndo(journals.path, tenant.domain)).toMatchObject({
      startedAt: minute(1)().toISOString(),
    });
  });
});

describe('the run to undo', () => {
  test('is found without reading older journals', async () => {
    const old = await note(0);
    await writeFile(join(own(), `${old}.jsonl`), 'damaged\n');
    const newest = await note(1);
    expect(await findRunToUndo(journals.path, tenant.domain)).toMatchObject({run: newest});
    expect(await findNewestRun(journals.path, tenant.domain)).toMatchObject({run: newest});
  });

  test('is the newest one not undone, even if the clock was set back', async () => {
    const first = await note(100);
    const second = await note(200);
    await note(50, second);
    expect(await findRunToUndo(journals.path, tenant.domain)).toMatchObject({run: first});
    await note(10, first);
    expect(await findRunToUndo(journals.path, tenant.domain)).toBeUndefined();
  });

  test('is in a file whose lines have chained digests', async () => {
    const run = await note(0);
    const lines = (await readFile(join(own(), `${run}.jsonl`), 'utf8')).trimEnd().split('\n');
    const digests = lines.map(line => /,"digest":"([0-9a-f]{64})"\}$/.exec(line)?.[1]);
    expect(lines[0]).toContain('"version":2');
    expect(new Set(digests).size).toBe(3);
    expect(digests).not.toContain(undefined);
  });
});
