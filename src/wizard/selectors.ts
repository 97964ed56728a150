import {breakingOf, type EvaluatedStep, evaluateAll, inSync} from '../engine/plan.js';
import {type Selection, selectClient} from '../engine/select-client.js';
import type {StepStatus} from '../engine/step-status.js';
import type {Observed} from '../model/observed.js';
import {steps} from '../steps/index.js';
import type {Choices, Question, Step, StepId} from '../steps/step.js';
import type {Session} from './ports.js';
import type {State} from './state.js';

export function sessionOf({connection}: State): Session | undefined {
  return connection.kind === 'signed-in' ? connection.session : undefined;
}

/** The last reading of the tenant, even if it was for another API. */
export function lastRead({connection}: State): Observed | undefined {
  if (connection.kind !== 'signed-in' || connection.reading.kind !== 'read') return undefined;
  return connection.reading.observed;
}

/** The last reading of the tenant, if it was for the chosen API. */
export function observedOf(state: State): Observed | undefined {
  const {choices, audience} = state;
  const observed = lastRead(state);
  if (observed?.audience !== audience) return undefined;
  // The choices may have newer hints than the reading.
  return {...observed, hints: choices.hints};
}

/** Whether the typed identifier differs from the one that the tenant was read for. */
export function isUnread({choices, audience}: State): boolean {
  return choices.blueprint.resourceServer.identifier !== audience;
}

/** Caches per state, because one key press computes the same value a dozen times. */
export function perState<Value>(compute: (state: State) => Value): (state: State) => Value {
  const cache = new WeakMap<State, {readonly value: Value}>();
  return state => {
    const entry = cache.get(state) ?? {value: compute(state)};
    cache.set(state, entry);
    return entry.value;
  };
}

type EvaluatedSteps = readonly EvaluatedStep<StepId>[];

/**
 * Caches per choices and reading, because a key press asks many times and a tenant may have a
 * thousand scopes and a hundred thousand applications.
 */
function memoize<Value>(
  compute: (choices: Choices, read: Observed) => Value,
): (choices: Choices, read: Observed) => Value {
  const cache = new WeakMap<Choices, WeakMap<Observed, {readonly value: Value}>>();
  return (choices, read) => {
    const byReading = cache.get(choices) ?? new WeakMap<Observed, {readonly value: Value}>();
    const {value} = byReading.get(read) ?? {value: compute(choices, read)};
    cache.set(choices, byReading.set(read, {value}));
    return value;
  };
}

const evaluate = memoize<EvaluatedSteps>((choices, read) =>
  evaluateAll(steps, choices.blueprint, {...read, hints: choices.hints}),
);

/** One cache per step, because only the current step's questions are needed. */
const questionsByStep = new Map(
  steps.map(step => [step.id, memoize((choices, read) => step.questions(choices, read))]),
);

const select = memoize<Selection>((choices, read) =>
  selectClient(choices.blueprint, {...read, hints: choices.hints}),
);

export function evaluatedSteps(state: State): EvaluatedSteps {
  const read = lastRead(state);
  if (read === undefined || observedOf(state) === undefined || isUnread(state)) return [];
  return evaluate(state.choices, read);
}

export function questionsOf({choices}: State, {id}: Step, read: Observed): readonly Question[] {
  return questionsByStep.get(id)?.(choices, read) ?? [];
}

export function stepStatusOf(state: State, id: StepId): StepStatus | undefined {
  return evaluatedSteps(state).find(({step}) => step === id)?.status;
}

/** The first step that is not completed, or is no longer in sync. */
export function currentStep(state: State, statuses = evaluatedSteps(state)): Step | undefined {
  return steps.find(({id}) => {
    const status = statuses.find(({step}) => step === id)?.status;
    return !state.completedSteps.has(id) || status?.kind !== 'in-sync';
  });
}

export function syncState(state: State): 'in-sync' | 'drifted' | 'unknown' {
  const statuses = evaluatedSteps(state);
  if (statuses.length === 0) return 'unknown';
  return inSync(statuses) ? 'in-sync' : 'drifted';
}

export function breaksOf(state: State, id: StepId): readonly string[] {
  const status = stepStatusOf(state, id);
  return status === undefined ? [] : breakingOf([{step: id, status}]);
}

export function selectionOf(state: State): Selection | undefined {
  const read = lastRead(state);
  if (read === undefined || observedOf(state) === undefined) return undefined;
  return select(state.choices, read);
}

export function clientIdOf(state: State): string | undefined {
  const selection = selectionOf(state);
  return selection?.kind === 'found' ? selection.client.clientId : undefined;
}
