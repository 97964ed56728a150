import type {Change} from './change.js';
import type {Observed} from './observed.js';
import type {Problem} from './problem.js';

/** One write that happened. */
export interface Applied {
  readonly steps: readonly string[];
  readonly change: Change;
  readonly method: string;
  readonly path: string;
  /** Null where no answer came and a look showed that it had happened. */
  readonly status: number | null;
  /** A write that had to go before this one. */
  readonly earlier?: Pick<Applied, 'method' | 'path' | 'status'>;
}

export type Outcome = {
  readonly observed: Observed;
  readonly applied: readonly Applied[];
} & (
  | {readonly kind: 'done'}
  /** The tenant is no longer what the verdict was made on: nothing was overwritten. Judge again. */
  | {readonly kind: 'moved'}
  | {readonly kind: 'failed'; readonly problem: Problem}
);
