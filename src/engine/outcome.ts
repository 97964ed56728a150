import type {Change} from '../model/change.js';
import type {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';

/** One write that was applied. */
export interface Applied {
  readonly steps: readonly string[];
  readonly change: Change;
  readonly method: string;
  readonly path: string;
  /** Null if no response arrived and a later reading showed that it was applied. */
  readonly status: number | null;
  /** Set if the change took two requests: the first of them. */
  readonly earlier?: Pick<Applied, 'method' | 'path' | 'status'>;
}

export type Outcome = {
  readonly observed: Observed;
  readonly applied: readonly Applied[];
} & (
  | {readonly kind: 'done'}
  /** The tenant differs from what was evaluated. Nothing was overwritten; evaluate again. */
  | {readonly kind: 'conflict'}
  | {readonly kind: 'failed'; readonly problem: Problem}
);
