import {breakingSentences, type EvaluatedStep, evaluateAll, isInSync} from '../engine/plan.js';
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
export function lastObserved({connection}: State): Observed | undefined {
  if (connection.kind !== 'signed-in' || connection.reading.kind !== 'read') return undefined;
  return connection.reading.observed;
}

/** The last reading of the tenant, if it was for the chosen API. */
export function observedOf(state: State): Observed | undefined {
  const {choices, audience} = state;
  const observed = lastObserved(state);
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
  compute: (choices: Choices, observed: Observed) => Value,
): (choices: Choices, observed: Observed) => Value {
  const cache = new WeakMap<Choices, WeakMap<Observed, {readonly value: Value}>>();
  return (choices, observed) => {
    const byReading = cache.get(choices) ?? new WeakMap<Observed, {readonly value: Value}>();
    const {value} = byReading.get(observed) ?? {value: compute(choices, observed)};
    cache.set(choices, byReading.set(observed, {value}));
    return value;
  };
}

const evaluateCached = memoize<EvaluatedSteps>((choices, observed) =>
  evaluateAll(steps, choices.blueprint, {...observed, hints: choices.hints}),
);

/** One cache per step, because only the current step's questions are needed. */
const questionsByStep = new Map(
  steps.map(step => [step.id, memoize((choices, observed) => step.questions(choices, observed))]),
);

const selectClientCached = memoize<Selection>((choices, observed) =>
  selectClient(choices.blueprint, {...observed, hints: choices.hints}),
);

export function evaluatedSteps(state: State): EvaluatedSteps {
  const observed = lastObserved(state);
  if (observed === undefined || observedOf(state) === undefined || isUnread(state)) return [];
  return evaluateCached(state.choices, observed);
}

export function questionsOf({choices}: State, {id}: Step, observed: Observed): readonly Question[] {
  return questionsByStep.get(id)?.(choices, observed) ?? [];
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
  return isInSync(statuses) ? 'in-sync' : 'drifted';
}

export function breaksOf(state: State, id: StepId): readonly string[] {
  const status = stepStatusOf(state, id);
  return status === undefined ? [] : breakingSentences([{step: id, status}]);
}

export function selectionOf(state: State): Selection | undefined {
  const observed = lastObserved(state);
  if (observed === undefined || observedOf(state) === undefined) return undefined;
  return selectClientCached(state.choices, observed);
}

export function clientIdOf(state: State): string | undefined {
  const selection = selectionOf(state);
  return selection?.kind === 'found' ? selection.client.clientId : undefined;
}
