import {randomBytes} from 'node:crypto';
import {unlinkSync} from 'node:fs';
import {open, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {withoutSecretFields} from '../../model/change.js';
import {Problem, reasonOf} from '../../model/errors.js';
import {makePrivateFolder} from '../private-folder.js';
import type {Journal, JournalEntry} from './journal.js';
import {journalVersion, seal} from './journal-schema.js';

/** How many journals are kept per tenant; the oldest are deleted. */
const maxKept = 50;

/** The last time whose ISO form has a four-digit year. */
const maxTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Owner only, because a journal shows what a tenant contains. */
const ownerOnly = 0o600;

export interface JournalFileOptions {
  /** The folder of all journals. Created when the first write is journaled. */
  readonly folder: string;
  readonly domain: string;
  /** The run that this one undoes. */
  readonly undoes?: string;
  readonly now?: () => Date;
}

/**
 * A journal as one file per run and one line per entry, each flushed to disk before its request is
 * sent. A run without writes leaves no file unless it is an undo.
 * Throws `Problem` file_unwritable.
 */
export function journalFile(options: JournalFileOptions): Journal {
  let started: Promise<StartedJournal> | undefined;
  let queue: Promise<void> = Promise.resolve();
  let writes = 0;
  let lastDigest: string | undefined;
  let last: JournalEntry['type'] = options.undoes === undefined ? 'end' : 'run';

  const append = (entry: JournalEntry): Promise<void> => {
    last = entry.type;
    started ??= startJournal(options);
    const journal = started;
    // Concurrent writes must not interleave their lines, and no line may follow a torn one, which
    // would make the journal unreadable.
    queue = queue.then(async () => {
      const {path, digest} = await journal;
      const sealed = seal(entry, lastDigest ?? digest);
      await appendLine(path, 'a', sealed.line);
      lastDigest = sealed.digest;
    });
    return queue.catch((cause: unknown) => {
      if (cause instanceof Problem) throw cause;
      throw unwritableProblem(
        options.folder,
        cause,
        entry.type === 'intent' ? notSent : notRecorded,
      );
    });
  };

  return {
    async intent(change, before) {
      writes += 1;
      const write = writes;
      await append({type: 'intent', write, change, before: withoutSecretFields(before)});
      return write;
    },
    outcome: async (write, {snapshot: written, status}) =>
      await append({type: 'outcome', write, status, after: withoutSecretFields(written)}),
    failed: async (write, code) => await append({type: 'failed', write, code}),
    async end() {
      // An undo with nothing to revert is journaled too, so that its run is not offered again.
      if (last !== 'end') await append({type: 'end'});
    },
  };
}

interface StartedJournal {
  readonly path: string;
  /** The digest of the first line. */
  readonly digest: string;
}

/** Creates a run's file and deletes the journals beyond `maxKept`. */
async function startJournal({
  folder,
  domain,
  undoes,
  now = () => new Date(),
}: JournalFileOptions): Promise<StartedJournal> {
  try {
    const own = journalFolderOf(folder, domain);
    await makePrivateFolder(own);
    const older = [...(await listJournals(own))].sort();
    const startedAt = now().toISOString();
    const run = `${stampAfter(older.at(-1), startedAt)}-${randomBytes(3).toString('hex')}`;
    const file = `${run}.jsonl`;
    const head: JournalEntry = {
      type: 'run',
      version: journalVersion,
      run,
      domain,
      startedAt,
      ...(undoes !== undefined && {undoes}),
    };
    const {line, digest} = seal(head, '');
    const path = join(own, file);
    await appendLine(path, 'ax', line);
    prune(own, older.slice(0, Math.max(0, older.length - (maxKept - 1))));
    return {path, digest};
  } catch (cause) {
    throw unwritableProblem(folder, cause, notSent);
  }
}

/** The file names of a tenant's journals, unsorted. */
export async function listJournals(own: string): Promise<readonly string[]> {
  const files = await readdir(own);
  return files.filter(file => file.endsWith('.jsonl'));
}

/**
 * The time in a journal's name, which orders the journals: always later than the newest one's, even
 * if the system clock was set back.
 */
function stampAfter(newest: string | undefined, startedAt: string): string {
  const [, date, hours, minutes, seconds, ms] =
    /^(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d)-(\d{3})Z-/.exec(newest ?? '') ?? [];
  const last = Date.parse(`${date}${hours}:${minutes}:${seconds}.${ms}Z`);
  const now = Date.parse(startedAt);
  // False if `last` is NaN, from a name without a time.
  const time = last < maxTime ? Math.max(now, last + 1) : now;
  return stampOf(new Date(time).toISOString());
}

function stampOf(time: string): string {
  return time.replaceAll(/[:.]/g, '-');
}

/** Old journals only take up space, so a failed delete is ignored. */
function prune(own: string, files: readonly string[]): void {
  for (const file of files) {
    try {
      unlinkSync(join(own, file));
    } catch {
      // The file stays.
    }
  }
}

/** Resolves when the line is on disk. */
async function appendLine(path: string, flags: 'a' | 'ax', line: string): Promise<void> {
  const handle = await open(path, flags, ownerOnly);
  try {
    await handle.appendFile(`${line}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** The folder of a tenant's journals. */
export function journalFolderOf(folder: string, domain: string): string {
  return join(folder, domain.replaceAll(/[^a-zA-Z0-9.-]/g, '_'));
}

const notSent = 'so nothing was sent';
const notRecorded = 'so it is incomplete and undo can’t revert everything';

function unwritableProblem(folder: string, cause: unknown, consequence: string): Problem {
  const reason = reasonOf(cause);
  return new Problem('file_unwritable', {
    message: `The journal can’t be written (${reason}), ${consequence}.`,
    hint: `Free up disk space and check that ${folder} is writable, or set TIMESHEETS_SETUP_CONFIG_DIR to another folder.`,
    cause,
  });
}
