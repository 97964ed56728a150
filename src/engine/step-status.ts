import type {Change} from '../model/change.js';
import type {Problem} from '../model/errors.js';

/** What a change may break: software in use that relies on the state before. */
export interface Breakage {
  /** The sentence that says what breaks. */
  readonly sentence: string;
  /** Other applications that are authorized for the API; the name where it was read. */
  readonly affects: readonly {readonly clientId: string; readonly name: string | undefined}[];
}

/** One managed field that is not as desired. */
export interface Difference {
  /** The model's name of the field: `signingAlg`. */
  readonly field: string;
  /** Null where it is absent. */
  readonly from: unknown;
  readonly to: unknown;
  /** Set where the change can break running software. */
  readonly breaks?: Breakage;
}

/** A change that a step wants, and whether it may break running software. */
export interface PlannedChange {
  readonly change: Change;
  readonly breaks?: Breakage;
}

/** Something to know that is no drift. */
export interface Note {
  readonly kind: 'left-over' | 'also-authorized' | 'info';
  readonly text: string;
}

interface Findings {
  /** Values that are there and not ours: they stay as they are. */
  readonly kept: readonly string[];
  readonly notes: readonly Note[];
}

/** What a step makes of a tenant. */
export type StepStatus = Findings &
  (
    | {readonly kind: 'in-sync'}
    | {
        /** The object is not there. No changes: another step's object has to come first. */
        readonly kind: 'missing';
        readonly differences: readonly Difference[];
        readonly changes: readonly PlannedChange[];
      }
    | {
        readonly kind: 'drift';
        readonly differences: readonly Difference[];
        /** In the order in which they are merged: a later one wins over an earlier one. */
        readonly changes: readonly PlannedChange[];
      }
    | {
        /** Can't be evaluated or done until something else is fixed: the problem says what. */
        readonly kind: 'blocked';
        readonly problem: Problem;
      }
  );

export type StepStatusKind = StepStatus['kind'];

export function differencesOf(status: StepStatus): readonly Difference[] {
  return status.kind === 'missing' || status.kind === 'drift' ? status.differences : [];
}

export function changesOf(status: StepStatus): readonly PlannedChange[] {
  return status.kind === 'missing' || status.kind === 'drift' ? status.changes : [];
}
