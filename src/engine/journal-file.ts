import {randomBytes} from 'node:crypto';
import {mkdir, open} from 'node:fs/promises';
import {join} from 'node:path';
import type {Written} from './change.js';
import type {Journal, JournalEntry} from './journal.js';
import {Problem, reasonOf} from './problem.js';

/** Only the owner may look: a journal tells what a tenant holds. */
const ownerOnly = {folder: 0o700, file: 0o600} as const;

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
  let started: Promise<string> | undefined;
  let queue: Promise<void> = Promise.resolve();
  let writes = 0;
  let last: JournalEntry['type'] = options.undoes === undefined ? 'end' : 'run';

  const append = (entry: JournalEntry): Promise<void> => {
    last = entry.type;
    started ??= start(options);
    const path = started;
    // Lines of writes under way at the same time must not run into each other, and nothing may
    // follow a line that was torn: it could not be read.
    queue = queue.then(async () => await addLine(await path, 'a', entry));
    return queue.catch((cause: unknown) => {
      if (cause instanceof Problem) throw cause;
      throw unwritable(options.folder, cause, entry.type === 'intent' ? notSent : notNoted);
    });
  };

  return {
    async intent(change, before) {
      writes += 1;
      const write = writes;
      await append({type: 'intent', write, change, before: withoutSecrets(before)});
      return write;
    },
    outcome: async (write, {written, status}) =>
      await append({type: 'outcome', write, status, after: withoutSecrets(written)}),
    failed: async (write, code) => await append({type: 'failed', write, code}),
    async end() {
      // An undo that had nothing left to restore is noted too: its run is not the newest any more.
      if (last !== 'end') await append({type: 'end'});
    },
  };
}

/** Makes the file of a run, and gives its path. */
async function start({
  folder,
  domain,
  undoes,
  now = () => new Date(),
}: JournalFileOptions): Promise<string> {
  const startedAt = now().toISOString();
  const run = `${startedAt.replaceAll(/[:.]/g, '-')}-${randomBytes(3).toString('hex')}`;
  try {
    const own = folderOf(folder, domain);
    await mkdir(own, {recursive: true, mode: ownerOnly.folder});
    const path = join(own, `${run}.jsonl`);
    const head: JournalEntry = {
      type: 'run',
      version: 1,
      run,
      domain,
      startedAt,
      ...(undoes !== undefined && {undoes}),
    };
    await addLine(path, 'ax', head);
    return path;
  } catch (cause) {
    throw unwritable(folder, cause, notSent);
  }
}

/** The line is on the disk when this resolves. */
async function addLine(path: string, flags: 'a' | 'ax', entry: JournalEntry): Promise<void> {
  const handle = await open(path, flags, ownerOnly.file);
  try {
    await handle.appendFile(`${JSON.stringify(entry)}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Where the journals of a tenant are. */
export function folderOf(folder: string, domain: string): string {
  return join(folder, domain.replaceAll(/[^a-zA-Z0-9.-]/g, '_'));
}

function withoutSecrets(written: Written): Written {
  switch (written.kind) {
    case 'resource-server': {
      const {signingSecret: _, ...value} = written.value;
      return {kind: 'resource-server', value};
    }
    case 'client': {
      const {clientSecret: _, ...value} = written.value;
      return {kind: 'client', value};
    }
    case 'client-grant':
    case 'nothing':
      return written;
  }
}

const notSent = 'so nothing was sent';
const notNoted = 'so it does not tell all that was done, and undo can’t give all of it back';

function unwritable(folder: string, cause: unknown, so: string): Problem {
  const reason = reasonOf(cause);
  return new Problem('file_unwritable', {
    message: `The journal can’t be written (${reason}), ${so}.`,
    hint: `Make room and see that ${folder} may be written, or name another folder in TIMESHEETS_SETUP_CONFIG_DIR.`,
    cause,
  });
}
