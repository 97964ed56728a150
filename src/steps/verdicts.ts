import type {Desired} from '../engine/desired.js';
import {otherAuthorised, selectClient} from '../engine/identify.js';
import type {Observed} from '../engine/observed.js';
import type {Problem} from '../engine/problem.js';
import type {Breakage, Difference, Note, PlannedChange, Verdict} from '../engine/verdict.js';

interface Findings {
  readonly kept?: readonly string[];
  readonly notes?: readonly Note[];
}

/** A field that has to change, and the change that does it. */
export interface Deviation {
  readonly difference: Difference;
  readonly change: PlannedChange;
}

/** In sync where nothing deviates, else drifted. */
export function compared(deviations: readonly Deviation[], findings: Findings = {}): Verdict {
  const {kept = [], notes = []} = findings;
  if (deviations.length === 0) return {status: 'in-sync', kept, notes};
  return {
    status: 'drift',
    differences: deviations.map(({difference}) => difference),
    changes: deviations.map(({change}) => change),
    kept,
    notes,
  };
}

/** What the object would be made with: every managed field, from nothing. */
export function missing(
  fields: Readonly<Record<string, unknown>>,
  changes: readonly PlannedChange[],
  findings: Findings = {},
): Verdict {
  const {kept = [], notes = []} = findings;
  const differences = Object.entries(fields).map(([field, to]) => ({field, from: null, to}));
  return {status: 'missing', differences, changes, kept, notes};
}

/** Can't be judged or done until something else is fixed. */
export function blocked(problem: Problem): Verdict {
  return {status: 'blocked', problem, kept: [], notes: []};
}

/**
 * What breaks, with the other applications that are authorised for the API. Nothing does where
 * this run made the object.
 */
export function breaking(
  desired: Desired,
  observed: Observed,
  objectId: string,
  sentence: string,
): {readonly breaks?: Breakage} {
  if (observed.created.has(objectId)) return {};
  const selection = selectClient(desired, observed);
  const ours = selection.kind === 'found' ? selection.client.clientId : undefined;
  return {breaks: {sentence, affects: otherAuthorised(observed, ours)}};
}
