import {otherAuthorizedClients, selectClient} from '../engine/select-client.js';
import type {Breakage, Difference, Note, PlannedChange, StepStatus} from '../engine/step-status.js';
import type {Desired} from '../model/blueprint.js';
import type {Change} from '../model/change.js';
import type {Problem} from '../model/errors.js';
import {isSameValue} from '../model/field.js';
import type {Observed} from '../model/observed.js';
import {type Models, type Resource, type Settable, withDefaultMeanings} from '../model/resource.js';

interface Findings {
  readonly kept?: readonly string[];
  readonly notes?: readonly Note[];
}

/** A field that has to change, and the change for it. */
export interface FieldDifference {
  readonly difference: Difference;
  readonly change: PlannedChange;
}

/**
 * Differences in fields that a blueprint may leave out; those that it leaves out are not managed.
 * `object` is the object as read.
 */
export function optionalDifferences<Kind extends Resource>(
  resource: Kind,
  object: Models[Kind] & object,
  id: string,
  wanted: Settable[Kind],
  breaks: {readonly breaks?: Breakage} = {},
): readonly FieldDifference[] {
  const current = withDefaultMeanings(resource, object);
  return Object.entries(wanted).flatMap(([field, to]) => {
    const from = current.get(field) ?? null;
    if (to === undefined || isSameValue(from ?? undefined, to)) return [];
    const change = {action: 'update', resource, id, set: {[field]: to}} as Change;
    return [{difference: {field, from, to, ...breaks}, change: {change, ...breaks}}];
  });
}

export function statusOf(
  differences: readonly FieldDifference[],
  findings: Findings = {},
): StepStatus {
  const {kept = [], notes = []} = findings;
  if (differences.length === 0) return {kind: 'in-sync', kept, notes};
  return {
    kind: 'drift',
    differences: differences.map(({difference}) => difference),
    changes: differences.map(({change}) => change),
    kept,
    notes,
  };
}

/** Lists every field that the object would be created with as a difference from null. */
export function missingStatus(
  fields: Readonly<Record<string, unknown>>,
  changes: readonly PlannedChange[],
  findings: Findings = {},
): StepStatus {
  const {kept = [], notes = []} = findings;
  const differences = Object.entries(fields).map(([field, to]) => ({field, from: null, to}));
  return {kind: 'missing', differences, changes, kept, notes};
}

/** The step can't be evaluated or applied until the problem is fixed. */
export function blockedStatus(problem: Problem): StepStatus {
  return {kind: 'blocked', problem, kept: [], notes: []};
}

/**
 * What breaks, and which other applications are authorized for the API. Empty for an object that
 * this run created, because nothing uses it yet.
 */
export function breakageOf(
  desired: Desired,
  observed: Observed,
  objectId: string,
  sentence: string,
): {readonly breaks?: Breakage} {
  if (observed.created.has(objectId)) return {};
  const selection = selectClient(desired, observed);
  const ours = selection.kind === 'found' ? selection.client.clientId : undefined;
  return {breaks: {sentence, affects: otherAuthorizedClients(observed, ours)}};
}
