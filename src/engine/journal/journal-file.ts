import {randomBytes} from 'node:crypto';
import {unlinkSync} from 'node:fs';
import {open, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {withoutSecretFields} from '../../model/change.js';
import {Problem, reasonOf} from '../../model/errors.js';
import {makePrivateFolder} from '../private-folder.js';
import type {Journal, JournalEntry} from './journal.js';
import {journalVersion, seal} from './journal-schema.js';

/** Of a tenant's journals, this many are kept: the newest. */
const maxKept = 50;

/** The last moment that is written with four digits for the year. */
const maxTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Only the owner may look: a journal tells what a tenant holds. */
const ownerOnly = 0o600;

export interface JournalFileOptions {
  /** The folder of all journals; made when the first write is noted. */
  readonly folder: string;
  readonly domain: string;
  /** The run that this one undoes. */
  readonly undoes?: string;
  readonly now?: () => Date;
}

/**
 * A journal as a file a run, a line an entry, each flushed to the disk before its request is sent.
 * A run that writes nothing leaves no file, unless it is an undo. Throws `Problem` file_unwritable.
 */
export function journalFile(options: JournalFileOptions): Journal {
  let started: Promise<StartedJournal> | undefined;
  let queue: Promise<void> = Promise.resolve();
  let writes = 0;
  let lastDigest: string | undefined;
  let last: JournalEntry['type'] = options.undoes === undefined ? 'end' : 'run';

  const append = (entry: JournalEntry): Promise<void> => {
    last = entry.type;
    started ??= start(options);
    const journal = started;
    // Lines of writes under way at the same time must not run into each other, and nothing may
    // follow a line that was torn: it could not be read.
    queue = queue.then(async () => {
      const {path, digest} = await journal;
      const sealed = seal(entry, lastDigest ?? digest);
      await addLine(path, 'a', sealed.line);
      lastDigest = sealed.digest;
    });
    return queue.catch((cause: unknown) => {
      if (cause instanceof Problem) throw cause;
      throw unwritable(options.folder, cause, entry.type === 'intent' ? notSent : notNoted);
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
      // An undo that had nothing left to restore is noted too: its run is not the newest any more.
      if (last !== 'end') await append({type: 'end'});
    },
  };
}

interface StartedJournal {
  readonly path: string;
  /** Of its first line. */
  readonly digest: string;
}

/** Makes the file of a run, and removes those that are too old to be kept. */
async function start({
  folder,
  domain,
  undoes,
  now = () => new Date(),
}: JournalFileOptions): Promise<StartedJournal> {
  try {
    const own = folderOf(folder, domain);
    await makePrivateFolder(own);
    const older = [...(await journalsIn(own))].sort();
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
    await addLine(path, 'ax', line);
    prune(own, older.slice(0, Math.max(0, older.length - (maxKept - 1))));
    return {path, digest};
  } catch (cause) {
    throw unwritable(folder, cause, notSent);
  }
}

/** The names of the journals in the folder of a tenant, in no order. */
export async function journalsIn(own: string): Promise<readonly string[]> {
  const files = await readdir(own);
  return files.filter(file => file.endsWith('.jsonl'));
}

/**
 * The time in a journal's name, by which journals are put in order: later than that of the newest
 * one, be it that the clock was set back.
 */
function stampAfter(newest: string | undefined, startedAt: string): string {
  const [, date, hours, minutes, seconds, ms] =
    /^(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d)-(\d{3})Z-/.exec(newest ?? '') ?? [];
  const last = Date.parse(`${date}${hours}:${minutes}:${seconds}.${ms}Z`);
  const now = Date.parse(startedAt);
  // NaN, of another kind of name, is no time either.
  const time = last < maxTime ? Math.max(now, last + 1) : now;
  return stampOf(new Date(time).toISOString());
}

function stampOf(time: string): string {
  return time.replaceAll(/[:.]/g, '-');
}

/** Old journals only take room: that one can't be removed is no reason to stop. */
function prune(own: string, files: readonly string[]): void {
  for (const file of files) {
    try {
      unlinkSync(join(own, file));
    } catch {
      // It stays.
    }
  }
}

/** The line is on the disk when this resolves. */
async function addLine(path: string, flags: 'a' | 'ax', line: string): Promise<void> {
  const handle = await open(path, flags, ownerOnly);
  try {
    await handle.appendFile(`${line}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Where the journals of a tenant are. */
export function folderOf(folder: string, domain: string): string {
  return join(folder, domain.replaceAll(/[^a-zA-Z0-9.-]/g, '_'));
}

const notSent = 'so nothing was sent';
const notNoted = 'so it is incomplete and undo can’t revert everything';

function unwritable(folder: string, cause: unknown, so: string): Problem {
  const reason = reasonOf(cause);
  return new Problem('file_unwritable', {
    message: `The journal can’t be written (${reason}), ${so}.`,
    hint: `Free up disk space and check that ${folder} is writable, or set TIMESHEETS_SETUP_CONFIG_DIR to another folder.`,
    cause,
  });
}
