import type {Desired} from '../model/blueprint.js';
import {type Change, kindOf} from '../model/change.js';
import type {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import {changesOf, type PlannedChange, type StepStatus} from './step-status.js';

/** What the engine needs from a step. */
export interface Evaluator<Id extends string = string> {
  readonly id: Id;
  evaluate(desired: Desired, observed: Observed): StepStatus;
}

export interface EvaluatedStep<Id extends string = string> {
  readonly step: Id;
  readonly status: StepStatus;
}

/** One write request: the merged changes that several steps want for one object. */
export interface Write {
  readonly steps: readonly string[];
  readonly change: Change;
  /** A sentence for each thing that the write may break. */
  readonly breaks: readonly string[];
}

/** Which changes are allowed: only those that break nothing, or all. */
export type Allowance = 'safe' | 'all';

export function evaluateAll<Id extends string>(
  evaluators: readonly Evaluator<Id>[],
  desired: Desired,
  observed: Observed,
): readonly EvaluatedStep<Id>[] {
  return evaluators.map(step => ({step: step.id, status: step.evaluate(desired, observed)}));
}

export function isInSync(statuses: readonly EvaluatedStep[]): boolean {
  return statuses.every(({status}) => status.kind === 'in-sync');
}

/** The problem of the first blocked step. */
export function blockingProblem(statuses: readonly EvaluatedStep[]): Problem | undefined {
  const blocked = statuses.find(({status}) => status.kind === 'blocked')?.status;
  return blocked?.kind === 'blocked' ? blocked.problem : undefined;
}

/** What the planned changes may break, without duplicate sentences. */
export function breakingSentences(statuses: readonly EvaluatedStep[]): readonly string[] {
  const sentences = statuses.flatMap(({status}) =>
    changesOf(status).flatMap(({breaks}) => (breaks === undefined ? [] : [breaks.sentence])),
  );
  return [...new Set(sentences)];
}

/**
 * Writes in the order in which they must happen. A grant names an API and an application, so it
 * comes last. An API that has to be created comes first: its identifier is unique, so a 409 tells
 * this run that another one is active. An application is created after any write to the API, so
 * that it is not left behind if the tenant rejects that write. Writes in one batch are independent.
 */
export function planBatches(
  statuses: readonly EvaluatedStep[],
  allowance: Allowance,
): readonly (readonly Write[])[] {
  const writes = new Map<string, Write>();
  for (const {step, status} of statuses) {
    for (const planned of changesOf(status)) {
      if (allowance === 'safe' && planned.breaks !== undefined) continue;
      const key = objectKey(planned.change);
      writes.set(key, mergeWrites(writes.get(key), step, planned));
    }
  }
  const all = [...writes.values()];
  const createsApi = all.some(({change}) => kindOf(change) === 'create-resource-server');
  const batches = [0, 1, 2].map(batch =>
    all.filter(({change}) => batchIndexOf(change, createsApi) === batch),
  );
  return batches.filter(batch => batch.length > 0);
}

function mergeWrites(earlier: Write | undefined, step: string, planned: PlannedChange): Write {
  const breaks = planned.breaks === undefined ? [] : [planned.breaks.sentence];
  if (earlier === undefined) return {steps: [step], change: planned.change, breaks};
  return {
    steps: [...new Set([...earlier.steps, step])],
    change: mergeChanges(earlier.change, planned.change),
    breaks: [...new Set([...earlier.breaks, ...breaks])],
  };
}

function mergeChanges(earlier: Change, later: Change): Change {
  if (!('set' in earlier) || !('set' in later)) return later;
  // Both have the same object and kind, so their fields have the same type.
  return Object.assign({}, later, {set: {...earlier.set, ...later.set}});
}

/** A key that distinguishes the object of a change from others. */
export function objectKey(change: Change): string {
  return 'id' in change ? `${kindOf(change)} ${change.id}` : kindOf(change);
}

function batchIndexOf({action, resource}: Change, createsApi: boolean): 0 | 1 | 2 {
  if (resource === 'client-grant') return 2;
  return resource === 'client' && (action === 'create' || createsApi) ? 1 : 0;
}
