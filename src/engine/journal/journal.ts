import {type Change, idOf, type Receipt, type Snapshot} from '../../model/change.js';

/** A journal line. Flushed in this order: `run`, then `intent` and `outcome` for each write. */
export type JournalEntry =
  | {
      readonly type: 'run';
      /** From version 2 on, each line has a digest over all lines up to it. */
      readonly version: number;
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
      /** The object before the write, without secrets; `nothing` before a create. */
      readonly before: Snapshot;
    }
  | {
      readonly type: 'outcome';
      readonly write: number;
      readonly status: number | null;
      /** The object as Auth0 returned it, without secrets. */
      readonly after: Snapshot;
    }
  /** The write was certainly not applied. */
  | {readonly type: 'failed'; readonly write: number; readonly code: string}
  /** The run completed. More lines may follow, if it continued after that. */
  | {readonly type: 'end'};

/** Records writes before they are sent. Throws `Problem` file_unwritable. */
export interface Journal {
  /** Resolves with the write's number, once the intent is on disk. */
  intent(change: Change, before: Snapshot): Promise<number>;
  outcome(
    write: number,
    receipt: Pick<Receipt, 'snapshot'> & {status: number | null},
  ): Promise<void>;
  failed(write: number, code: string): Promise<void>;
  end(): Promise<void>;
}

/** What a run did, according to its journal. */
export interface RunRecord {
  readonly run: string;
  /** The journal's. */
  readonly version: number;
  readonly domain: string;
  readonly startedAt: string;
  readonly undoes?: string;
  readonly ended: 'ended' | 'cut-short';
  readonly writes: readonly WriteRecord[];
}

export interface WriteRecord {
  readonly change: Change;
  readonly before: Snapshot;
  /** Absent if no outcome was journaled: the write may have been applied. */
  readonly after?: Snapshot;
  /** Null if no response arrived and a later reading showed the object. */
  readonly status?: number | null;
}

/** Combines the lines of a journal. Leaves out writes that were certainly not applied. */
export function foldEntries(entries: readonly JournalEntry[]): RunRecord | undefined {
  const [head, ...rest] = entries;
  if (head?.type !== 'run') return undefined;
  const writes = new Map<number, WriteRecord>();
  for (const entry of rest) {
    if (entry.type === 'intent') {
      writes.set(entry.write, {change: entry.change, before: entry.before});
    } else if (entry.type === 'outcome') {
      const intent = writes.get(entry.write);
      if (intent !== undefined) {
        writes.set(entry.write, {...intent, after: entry.after, status: entry.status});
      }
    } else if (entry.type === 'failed') {
      writes.delete(entry.write);
    }
  }
  return {
    run: head.run,
    version: head.version,
    domain: head.domain,
    startedAt: head.startedAt,
    ...(head.undoes !== undefined && {undoes: head.undoes}),
    ended: rest.at(-1)?.type === 'end' ? 'ended' : 'cut-short',
    writes: [...writes.values()],
  };
}

/** A predicate for runs, newest first: whether the run wrote and was not undone since. */
export function createUndoFilter(): (record: RunRecord) => boolean {
  const undone = new Set<string>();
  return ({run, undoes, ended, writes}) => {
    if (undoes !== undefined && ended === 'ended') undone.add(undoes);
    return undoes === undefined && writes.length > 0 && !undone.has(run);
  };
}

/**
 * Checks each line against those before it. Returns why it can't come from a run, if so: it is out
 * of order or contradicts its own write.
 */
export function createContradictionCheck(): (entry: JournalEntry) => string | undefined {
  const open = new Map<number, Extract<JournalEntry, {type: 'intent'}>>();
  const noted = new Set<number>();
  let first = true;
  return entry => {
    const isFirst = first;
    first = false;
    if ((entry.type === 'run') !== isFirst) return 'only the first line can start a journal';
    if (entry.type === 'intent') {
      if (noted.has(entry.write)) return `write ${entry.write} was already recorded`;
      noted.add(entry.write);
      open.set(entry.write, entry);
      return mismatchReason(entry.change, entry.before, undefined);
    }
    if (entry.type !== 'outcome' && entry.type !== 'failed') return undefined;
    const intent = open.get(entry.write);
    if (intent === undefined) return `write ${entry.write} is not in progress`;
    open.delete(entry.write);
    return entry.type === 'outcome'
      ? mismatchReason(intent.change, intent.before, entry.after)
      : undefined;
  };
}

/** Checks that a change and its snapshots are about the same object. */
function mismatchReason(
  change: Change,
  before: Snapshot,
  after: Snapshot | undefined,
): string | undefined {
  const images = after === undefined ? [before] : [before, after];
  const there = images.filter(image => image.kind !== 'nothing');
  const sameKind = there.every(({kind}) => kind === change.resource);
  const sameObject = new Set(there.map(identityOf)).size < 2;
  const sameId = !('id' in change) || before.kind === 'nothing' || idOf(before) === change.id;
  return sameKind && sameObject && sameId ? undefined : 'its change does not match its snapshots';
}

/** What identifies an object for its whole life; a grant that is created again is the same one. */
function identityOf(image: Snapshot): string {
  switch (image.kind) {
    case 'resource-server':
      return image.value.identifier;
    case 'client':
      return image.value.clientId;
    case 'client-grant':
      return JSON.stringify([image.value.clientId, image.value.audience]);
    case 'nothing':
      return '';
  }
}
