import type {Change} from './change.js';
import type {Desired} from './desired.js';
import type {Journal} from './journal.js';
import type {Observed} from './observed.js';
import type {Allowance, Judge} from './plan.js';
import type {Problem} from './problem.js';
import type {Tenant} from './tenant.js';

/** One write that happened. */
export interface Applied {
  readonly steps: readonly string[];
  readonly change: Change;
  readonly method: string;
  readonly path: string;
  /** Null where no answer came and a look showed that it had happened. */
  readonly status: number | null;
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

export interface ReconcileRequest {
  readonly judges: readonly Judge[];
  readonly desired: Desired;
  readonly observed: Observed;
  readonly tenant: Tenant;
  readonly journal: Journal;
  readonly allowance: Allowance;
  /** A reading older than this (milliseconds) is read again before it is written over. */
  readonly maxAge: number;
  /** What to do where the fresh reading differs: hand it back, or plan again and go on. */
  readonly onMoved: 'stop' | 'replan';
  readonly now?: () => number;
  readonly signal?: AbortSignal;
}
