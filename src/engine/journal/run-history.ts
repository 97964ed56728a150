import {closeSync, constants, fstatSync, openSync, readFileSync, statSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {isKind} from '../../model/change.js';
import {hasCode, Problem, systemReasonOf} from '../../model/errors.js';
import {visible} from '../../text/escape.js';
import {foreignFileReason} from '../private-folder.js';
import {
  createContradictionCheck,
  createUndoFilter,
  foldEntries,
  type JournalEntry,
  type RunRecord,
  type WriteRecord,
} from './journal.js';
import {journalFolderOf, listJournals} from './journal-file.js';
import {digestOfSealed, journalVersion, parseEntry, versionOf} from './journal-schema.js';

/** In bytes; a run on an API with a thousand permissions writes about one million. */
const maxSize = 32_000_000;

/** A tenant's runs under any of its domains, oldest first. Throws `Problem` file_unreadable. */
export async function readJournals(
  folder: string,
  ...domains: readonly string[]
): Promise<readonly RunRecord[]> {
  const records: RunRecord[] = [];
  for await (const record of newestFirst(folder, domains)) records.push(record);
  return records.reverse();
}

/** The run that `undo` reverts. Throws `Problem` file_unreadable. */
export async function findRunToUndo(
  folder: string,
  ...domains: readonly string[]
): Promise<RunRecord | undefined> {
  return await findNewest(folder, domains, createUndoFilter());
}

/** The newest run with writes, an undo included. Throws `Problem` file_unreadable. */
export async function findNewestRun(
  folder: string,
  ...domains: readonly string[]
): Promise<RunRecord | undefined> {
  return await findNewest(folder, domains, ({writes}) => writes.length > 0);
}

/** How long after a run without an answer its application is looked for (ms). */
const lateCreateMs = 7 * 86_400_000;

/**
 * Whether a recent run sent the create of an application with this name and never learned what
 * became of it: Auth0 may have created it after the run. Throws `Problem` file_unreadable.
 */
export async function mayHaveCreatedLate(
  folder: string,
  {name, now}: {readonly name: string; readonly now: Date},
  ...domains: readonly string[]
): Promise<boolean> {
  for await (const {startedAt, writes} of newestFirst(folder, domains)) {
    if (now.getTime() - Date.parse(startedAt) > lateCreateMs) return false;
    if (writes.some(write => isUnansweredCreate(write, name))) return true;
  }
  return false;
}

function isUnansweredCreate({change, after}: WriteRecord, name: string): boolean {
  return isKind(change, 'create', 'client') && after === undefined && change.set.name === name;
}

async function findNewest(
  folder: string,
  domains: readonly string[],
  isIt: (record: RunRecord) => boolean,
): Promise<RunRecord | undefined> {
  for await (const record of newestFirst(folder, domains)) if (isIt(record)) return record;
  return undefined;
}

/** Lazy: opens one file at a time, and none that the caller doesn't ask for. */
async function* newestFirst(folder: string, domains: readonly string[]): AsyncGenerator<RunRecord> {
  const files = await Promise.all(domains.map(domain => journalFilesOf(folder, domain)));
  // A name begins with the time.
  const byTime = files.flat().toSorted((a, b) => (a.file < b.file ? 1 : -1));
  for (const {path, domain} of byTime) {
    const record = readJournal(path, domain);
    if (record !== undefined) yield record;
  }
}

async function journalFilesOf(folder: string, domain: string) {
  const own = journalFolderOf(folder, domain);
  const files = await listJournals(own).catch((cause: unknown) => {
    if (hasCode(cause, 'ENOENT')) return [];
    throw unreadableJournalProblem(own, cause);
  });
  return files.map(file => ({file, path: join(own, file), domain}));
}

/**
 * Undefined for a run that wrote no complete line. A torn last line is dropped: after a torn intent
 * no request was sent, and for a torn outcome `undo` reads the object.
 */
function readJournal(path: string, domain: string): RunRecord | undefined {
  const record = foldEntries(entriesOf(path, contentOf(path)));
  if (record !== undefined && record.domain !== domain) {
    throw rejectedJournalProblem(
      path,
      `it belongs to ${visible(record.domain).slice(0, 200)}, not to ${domain}`,
    );
  }
  return record;
}

/** Synchronous, because awaiting thousands of small files takes longer than reading them. */
function contentOf(path: string): Buffer {
  let file: number | undefined;
  try {
    // Without O_NONBLOCK, opening a named pipe would hang.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new Error('it is not a file');
    if (stat.size > maxSize) throw new Error('it is too large for a journal');
    const foreign = foreignFileReason(stat, statSync(dirname(path)));
    if (foreign !== undefined) throw rejectedJournalProblem(path, foreign);
    return readFileSync(file);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw unreadableJournalProblem(path, cause);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Rejects the whole file: undoing a partly known run could revert the wrong things. */
function entriesOf(path: string, content: Buffer): readonly JournalEntry[] {
  // A line is complete if a line break ends it.
  const end = content.lastIndexOf('\n') + 1;
  const whole = decodeUtf8(path, content.subarray(0, end)).split('\n').slice(0, -1);
  const incompleteLine = content.subarray(end).toString('utf8');
  const lines = parseEntry(incompleteLine) === undefined ? whole : [...whole, incompleteLine];

  const version = versionOf(lines[0] ?? '') ?? 1;
  if (version > journalVersion) throw newerVersionProblem(path, version);
  const contradiction = createContradictionCheck();
  let digest: string | undefined = '';
  return lines.map((line, index) => {
    const at = `line ${index + 1}`;
    const entry = parseEntry(line);
    if (entry === undefined) throw rejectedJournalProblem(path, at);
    if (version > 1) {
      digest = digestOfSealed(line, digest ?? '');
      if (digest === undefined) throw rejectedJournalProblem(path, `${at} was modified`);
    }
    const why = contradiction(entry);
    if (why !== undefined) throw rejectedJournalProblem(path, `${at}: ${why}`);
    return entry;
  });
}

function decodeUtf8(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch (cause) {
    throw rejectedJournalProblem(path, 'it is not UTF-8', cause);
  }
}

function newerVersionProblem(path: string, version: number): Problem {
  return new Problem('file_unreadable', {
    message: `The journal ${path} can’t be read (line 1: version ${version} is newer than this tool supports).`,
    hint: 'Use the version of this tool that wrote it. If you move the file away instead, its run can’t be undone.',
  });
}

/** The file is damaged, was edited, or belongs to another tenant. */
function rejectedJournalProblem(path: string, reason: string, cause?: unknown): Problem {
  return new Problem('file_unreadable', {
    message: `The journal ${path} can’t be read (${reason}).`,
    hint: 'The file was damaged, edited or copied here, so this tool undoes nothing from it. See in the file what its run changed, and revert that by hand in the Dashboard. Then move the file away.',
    cause,
  });
}

function unreadableJournalProblem(path: string, cause: unknown): Problem {
  const reason = systemReasonOf(cause);
  return new Problem('file_unreadable', {
    message: `The journal ${path} can’t be read (${reason}).`,
    hint: 'Check that you can read the file. If you move it away instead, its run can’t be undone.',
    cause,
  });
}
