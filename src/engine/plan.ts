import type {Change, ChangeKind} from './change.js';
import type {Desired} from './desired.js';
import type {Observed} from './observed.js';
import type {Problem} from './problem.js';
import {changesOf, type PlannedChange, type Verdict} from './verdict.js';

/** What the engine needs to know of a step. */
export interface Judge<Id extends string = string> {
  readonly id: Id;
  judge(desired: Desired, observed: Observed): Verdict;
}

export interface StepVerdict<Id extends string = string> {
  readonly step: Id;
  readonly verdict: Verdict;
}

/** One request that writes: the changes that several steps want of one object, merged. */
export interface Write {
  readonly steps: readonly string[];
  readonly change: Change;
  /** A sentence for each thing it may break; empty where it breaks nothing. */
  readonly breaks: readonly string[];
}

/** Which changes may be made: those that break nothing, or all. */
export type Allowance = 'safe' | 'all';

export function judgeAll<Id extends string>(
  judges: readonly Judge<Id>[],
  desired: Desired,
  observed: Observed,
): readonly StepVerdict<Id>[] {
  return judges.map(step => ({step: step.id, verdict: step.judge(desired, observed)}));
}

export function inSync(verdicts: readonly StepVerdict[]): boolean {
  return verdicts.every(({verdict}) => verdict.status === 'in-sync');
}

/** Why not all of it can be done: the first step's reason. */
export function blockedBy(verdicts: readonly StepVerdict[]): Problem | undefined {
  const blocked = verdicts.find(({verdict}) => verdict.status === 'blocked')?.verdict;
  return blocked?.status === 'blocked' ? blocked.problem : undefined;
}

/** Everything that the planned changes may break, each sentence once. */
export function breakingOf(verdicts: readonly StepVerdict[]): readonly string[] {
  const sentences = verdicts.flatMap(({verdict}) =>
    changesOf(verdict).flatMap(({breaks}) => (breaks === undefined ? [] : [breaks.sentence])),
  );
  return [...new Set(sentences)];
}

/**
 * Writes in the order in which they have to happen: a grant names an API and an application,
 * so those come first. An API that has to be created comes before all else: its identifier is
 * unique, so whoever is refused with 409 knows that somebody else is at work. An application is
 * created after any write to the API, so that none is left behind where the tenant refuses that.
 * Writes of one wave don't need each other's answers.
 */
export function wavesOf(
  verdicts: readonly StepVerdict[],
  allowance: Allowance,
): readonly (readonly Write[])[] {
  const writes = new Map<string, Write>();
  for (const {step, verdict} of verdicts) {
    for (const planned of changesOf(verdict)) {
      if (allowance === 'safe' && planned.breaks !== undefined) continue;
      const key = keyOf(planned.change);
      writes.set(key, join(writes.get(key), step, planned));
    }
  }
  const all = [...writes.values()];
  const kinds = new Set(all.map(({change}) => change.kind));
  const waves = [0, 1, 2].map(wave =>
    all.filter(({change}) => waveOf(change.kind, kinds) === wave),
  );
  return waves.filter(wave => wave.length > 0);
}

function join(earlier: Write | undefined, step: string, planned: PlannedChange): Write {
  const breaks = planned.breaks === undefined ? [] : [planned.breaks.sentence];
  if (earlier === undefined) return {steps: [step], change: planned.change, breaks};
  return {
    steps: [...new Set([...earlier.steps, step])],
    change: merge(earlier.change, planned.change),
    breaks: [...new Set([...earlier.breaks, ...breaks])],
  };
}

function merge(earlier: Change, later: Change): Change {
  if (!('set' in earlier) || !('set' in later)) return later;
  // Same object and same kind, so the fields of both are of one sort.
  return Object.assign({}, later, {set: {...earlier.set, ...later.set}});
}

/** What tells the object of a change from others. */
export function keyOf(change: Change): string {
  return 'id' in change ? `${change.kind} ${change.id}` : change.kind;
}

function waveOf(kind: ChangeKind, kinds: ReadonlySet<ChangeKind>): 0 | 1 | 2 {
  switch (kind) {
    case 'create-resource-server':
    case 'update-resource-server':
    case 'delete-resource-server':
      return 0;
    case 'create-client':
      return 1;
    case 'update-client':
    case 'delete-client':
      return kinds.has('create-resource-server') ? 1 : 0;
    case 'create-client-grant':
    case 'update-client-grant':
    case 'delete-client-grant':
      return 2;
  }
}
