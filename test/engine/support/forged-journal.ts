import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {JournalEntry} from '../../../src/engine/journal/journal.js';
import {journalFolderOf} from '../../../src/engine/journal/journal-file.js';
import {seal} from '../../../src/engine/journal/journal-schema.js';
import type {Change, Snapshot} from '../../../src/model/change.js';

export interface ForgedWrite {
  readonly change: Change;
  readonly before: Snapshot;
  /** If absent, there is no outcome entry. */
  readonly after?: Snapshot;
}

export interface Forgery {
  readonly writes: readonly ForgedWrite[];
  /** Version 1 has no digests; those of version 2 are correct, as an attacker would compute them. */
  readonly version: 1 | 2;
  readonly domain: string;
}

/** The journal lines of a run that never happened. */
export function forgedLines({writes, version, domain}: Forgery): readonly string[] {
  const run = '2026-11-26T10-00-00-000Z-f0f0f0';
  const entries: readonly JournalEntry[] = [
    {type: 'run', version, run, domain, startedAt: '2026-11-26T10:00:00.000Z'},
    ...writes.flatMap(({change, before, after}, index): readonly JournalEntry[] => [
      {type: 'intent', write: index + 1, change, before},
      ...(after === undefined
        ? []
        : [{type: 'outcome', write: index + 1, status: 201, after} as const]),
    ]),
    {type: 'end'},
  ];
  return sealedLines(entries, version);
}

export function sealedLines(entries: readonly JournalEntry[], version: 1 | 2): readonly string[] {
  let digest = '';
  return entries.map(entry => {
    if (version === 1) return JSON.stringify(entry);
    const sealed = seal(entry, digest);
    digest = sealed.digest;
    return sealed.line;
  });
}

/** Writes a file into a domain's journal folder. Returns its path. */
export async function plantJournal(
  folder: string,
  domain: string,
  lines: readonly string[],
  name = '2026-11-26T10-00-00-000Z-f0f0f0',
): Promise<string> {
  const own = journalFolderOf(folder, domain);
  await mkdir(own, {recursive: true});
  const path = join(own, `${name}.jsonl`);
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}
