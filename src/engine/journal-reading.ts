import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {type JournalEntry, type RunRecord, recordOf} from './journal.js';
import {folderOf} from './journal-file.js';
import {parseEntry} from './journal-schema.js';
import {hasCode, Problem, reasonOf} from './problem.js';

/**
 * The runs on a tenant, oldest first. A torn last line is left out: of an intent that is torn the
 * request was not sent, and of a torn outcome `undo` looks what became of it.
 * Throws `Problem` file_unreadable.
 */
export async function readJournals(folder: string, domain: string): Promise<readonly RunRecord[]> {
  const own = folderOf(folder, domain);
  const files = await readdir(own).catch((cause: unknown) => {
    if (hasCode(cause, 'ENOENT')) return [];
    throw unreadable(own, cause);
  });
  const paths = files.filter(file => file.endsWith('.jsonl')).sort();
  const records = await Promise.all(paths.map(file => readJournal(join(own, file))));
  return records.filter(record => record !== undefined);
}

async function readJournal(path: string): Promise<RunRecord | undefined> {
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  return recordOf(entriesOf(path, content));
}

/** A line is whole where another one begins after it. */
function entriesOf(path: string, content: string): readonly JournalEntry[] {
  const lines = content.split('\n');
  const torn = parseEntry(lines.pop() ?? '');
  const whole = lines.map((line, index) => {
    const entry = parseEntry(line);
    // To undo a run of which part is not understood could take back the wrong things.
    if (entry === undefined) throw unreadable(path, `line ${index + 1}`);
    return entry;
  });
  return torn === undefined ? whole : [...whole, torn];
}

function unreadable(path: string, cause: unknown): Problem {
  const reason = reasonOf(cause);
  return new Problem('file_unreadable', {
    message: `The journal ${path} can’t be read (${reason}).`,
    hint: 'A newer version of this program may have written it: use that one; or move the file away, and its run can’t be undone.',
    cause,
  });
}
