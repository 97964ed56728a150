import type {Change} from '../model/change.js';
import type {Problem} from '../model/errors.js';
import {withPreviousMeaning, withValueLabels} from '../model/labels.js';

/** What a change may break: running software that relies on the current state. */
export interface Breakage {
  /** A sentence that tells the user what breaks. */
  readonly sentence: string;
  /** Other applications that are authorized for the API, with their names if those were read. */
  readonly affects: readonly {readonly clientId: string; readonly name: string | undefined}[];
}

/** One managed field that differs from the desired state. */
export interface Difference {
  /** The model's name of the field: `signingAlg`. */
  readonly field: string;
  /** Null if the field is absent. */
  readonly from: unknown;
  readonly to: unknown;
  /** Set if the change can break running software. */
  readonly breaks?: Breakage;
}

export interface PlannedChange {
  readonly change: Change;
  readonly breaks?: Breakage;
}

/** Something that the user should know but that is not drift. */
export interface Note {
  readonly kind: 'left-over' | 'also-authorized' | 'info';
  readonly text: string;
}

interface Findings {
  /** Existing values that this tool doesn't manage and keeps. */
  readonly kept: readonly string[];
  readonly notes: readonly Note[];
}

/** What a step finds when it compares the tenant with the desired state. */
export type StepStatus = Findings &
  (
    | {readonly kind: 'in-sync'}
    | {
        /** The object doesn't exist. No changes if another step's object has to come first. */
        readonly kind: 'missing';
        readonly differences: readonly Difference[];
        readonly changes: readonly PlannedChange[];
      }
    | {
        readonly kind: 'drift';
        readonly differences: readonly Difference[];
        /** In the order in which they are merged: a later change overrides an earlier one. */
        readonly changes: readonly PlannedChange[];
      }
    | {
        /** Can't be evaluated or applied until the problem is fixed. */
        readonly kind: 'blocked';
        readonly problem: Problem;
      }
  );

export type StepStatusKind = StepStatus['kind'];

export function differencesOf(status: StepStatus): readonly Difference[] {
  return status.kind === 'missing' || status.kind === 'drift' ? status.differences : [];
}

/** The differences as people read them: with the Dashboard's names of the values. */
export function labeledDifferences(status: StepStatus): readonly Difference[] {
  return differencesOf(status).map(each =>
    withValueLabels(status.kind === 'missing' ? each : withPreviousMeaning(each)),
  );
}

export function changesOf(status: StepStatus): readonly PlannedChange[] {
  return status.kind === 'missing' || status.kind === 'drift' ? status.changes : [];
}
