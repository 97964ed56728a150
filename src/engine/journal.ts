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
  | {readonly type: 'failed'; readonly write: number; readonly code: string};

/** Where writes are noted before they are sent. Throws `Problem` file_unwritable. */
export interface Journal {
  /** Resolves when the intent is on the disk. Gives the number of the write. */
  intent(change: Change, before: Written): Promise<number>;
  outcome(
    write: number,
    receipt: Pick<Receipt, 'written'> & {status: number | null},
  ): Promise<void>;
  failed(write: number, code: string): Promise<void>;
}

/** For those who don't keep one: demos and tests. */
export const noJournal: Journal = {
  intent: async () => 0,
  outcome: async () => {},
  failed: async () => {},
};
