import type {Change} from '../model/change.js';
import type {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';

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
  /** The tenant is no longer what was evaluated: nothing was overwritten. Evaluate again. */
  | {readonly kind: 'conflict'}
  | {readonly kind: 'failed'; readonly problem: Problem}
);
