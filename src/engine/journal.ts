import type {Change, Receipt, Written} from './change.js';

/** A line of the journal. Written and flushed in this order: run, then intent and outcome a write. */
export type JournalEntry =
  | {
      readonly type: 'run';
      readonly version: 1;
      readonly run: string;
      readonly domain: string;
      /** ISO 8601. */
      readonly startedAt: string;
      /** The run that this one undoes. */
      readonly undoes?: string;
    }
  | {
      readonly type: 'intent';
      readonly write: number;
      readonly change: Change;
      /** The object as it was, without secrets; `nothing` before a create. */
      readonly before: Written;
    }
  | {
      readonly type: 'outcome';
      readonly write: number;
      readonly status: number | null;
      /** The object as it was answered, without secrets. */
      readonly after: Written;
    }
  /** The write surely did not happen. */
  | {readonly type: 'failed'; readonly write: number; readonly code: string}
  /** Everything that the run meant to do is done; where more follows, it meant to do that too. */
  | {readonly type: 'end'};

/** Where writes are noted before they are sent. Throws `Problem` file_unwritable. */
export interface Journal {
  /** Resolves when the intent is on the disk. Gives the number of the write. */
  intent(change: Change, before: Written): Promise<number>;
  outcome(
    write: number,
    receipt: Pick<Receipt, 'written'> & {status: number | null},
  ): Promise<void>;
  failed(write: number, code: string): Promise<void>;
  end(): Promise<void>;
}

/** For those who don't keep one: demos and tests. */
export const noJournal: Journal = {
  intent: async () => 0,
  outcome: async () => {},
  failed: async () => {},
  end: async () => {},
};

/** What a run did, as its journal tells it. */
export interface RunRecord {
  readonly run: string;
  readonly domain: string;
  readonly startedAt: string;
  readonly undoes?: string;
  readonly ended: 'ended' | 'cut-short';
  readonly writes: readonly WriteRecord[];
}

export interface WriteRecord {
  readonly change: Change;
  readonly before: Written;
  /** Absent where no outcome was noted: the write may have happened. */
  readonly after?: Written;
}

/** Folds a journal's lines; writes that surely did not happen are left out. */
export function recordOf(entries: readonly JournalEntry[]): RunRecord | undefined {
  const [head, ...rest] = entries;
  if (head?.type !== 'run') return undefined;
  const writes = new Map<number, WriteRecord>();
  for (const entry of rest) {
    if (entry.type === 'intent') {
      writes.set(entry.write, {change: entry.change, before: entry.before});
    } else if (entry.type === 'outcome') {
      const intent = writes.get(entry.write);
      if (intent !== undefined) writes.set(entry.write, {...intent, after: entry.after});
    } else if (entry.type === 'failed') {
      writes.delete(entry.write);
    }
  }
  return {
    run: head.run,
    domain: head.domain,
    startedAt: head.startedAt,
    ...(head.undoes !== undefined && {undoes: head.undoes}),
    ended: rest.at(-1)?.type === 'end' ? 'ended' : 'cut-short',
    writes: [...writes.values()],
  };
}

/** The newest run that wrote and was not undone since. `records` are in order of time. */
export function newestToUndo(records: readonly RunRecord[]): RunRecord | undefined {
  const undone = new Set(
    records.flatMap(({undoes, ended}) =>
      undoes !== undefined && ended === 'ended' ? [undoes] : [],
    ),
  );
  return records.findLast(
    ({run, undoes, writes}) => undoes === undefined && writes.length > 0 && !undone.has(run),
  );
}
