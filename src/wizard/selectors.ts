import {breakingOf, type EvaluatedStep, evaluateAll, inSync} from '../engine/plan.js';
import {type Selection, selectClient} from '../engine/select-client.js';
import type {StepStatus} from '../engine/step-status.js';
import type {Observed} from '../model/observed.js';
import {steps} from '../steps/index.js';
import type {Choices, Question, Step, StepId} from '../steps/step.js';
import type {Session} from './ports.js';
import type {State} from './state.js';

/** What follows from the state. Nothing here is stored anywhere. */

export function sessionOf({connection}: State): Session | undefined {
  return connection.kind === 'signed-in' ? connection.session : undefined;
}

/** What was read of the tenant last, be it for another API than the one that is chosen now. */
export function lastRead({connection}: State): Observed | undefined {
  if (connection.kind !== 'signed-in' || connection.reading.kind !== 'read') return undefined;
  return connection.reading.observed;
}

/** What was read of the tenant, where it was read for the API that is chosen now. */
export function observedOf(state: State): Observed | undefined {
  const {choices, audience} = state;
  const observed = lastRead(state);
  if (observed?.audience !== audience) return undefined;
  // The choice of an application counts at once; what is known of it was read before.
  return {...observed, hints: choices.hints};
}

/** Set while the identifier at hand is another than the one that was read for. */
export function isUnread({choices, audience}: State): boolean {
  return choices.blueprint.resourceServer.identifier !== audience;
}

/** Computes once a state, however many ask: a key press asks in a dozen places. */
export function perState<Value>(compute: (state: State) => Value): (state: State) => Value {
  const known = new WeakMap<State, {readonly value: Value}>();
  return state => {
    const entry = known.get(state) ?? {value: compute(state)};
    known.set(state, entry);
    return entry.value;
  };
}

type Verdicts = readonly EvaluatedStep<StepId>[];

/**
 * What follows from choices and a reading, once for both: a key press asks many times, an API may
 * have a thousand scopes, and a tenant a hundred thousand applications.
 */
function onceFor<Value>(
  compute: (choices: Choices, read: Observed) => Value,
): (choices: Choices, read: Observed) => Value {
  const known = new WeakMap<Choices, WeakMap<Observed, {readonly value: Value}>>();
  return (choices, read) => {
    const byReading = known.get(choices) ?? new WeakMap<Observed, {readonly value: Value}>();
    const {value} = byReading.get(read) ?? {value: compute(choices, read)};
    known.set(choices, byReading.set(read, {value}));
    return value;
  };
}

const evaluated = onceFor<Verdicts>((choices, read) =>
  evaluateAll(steps, choices.blueprint, {...read, hints: choices.hints}),
);

/** A step at a time: what the others would ask nobody wants to know. */
const asked = new Map(
  steps.map(step => [step.id, onceFor((choices, read) => step.questions(choices, read))]),
);

const selected = onceFor<Selection>((choices, read) =>
  selectClient(choices.blueprint, {...read, hints: choices.hints}),
);

export function evaluatedSteps(state: State): Verdicts {
  const read = lastRead(state);
  if (read === undefined || observedOf(state) === undefined || isUnread(state)) return [];
  return evaluated(state.choices, read);
}

/** What a step asks, about what was read last. */
export function questionsOf({choices}: State, {id}: Step, read: Observed): readonly Question[] {
  return asked.get(id)?.(choices, read) ?? [];
}

export function stepStatusOf(state: State, id: StepId): StepStatus | undefined {
  return evaluatedSteps(state).find(({step}) => step === id)?.status;
}

/** The first step that was not gone through, or is not in sync any more. */
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
  return selected(state.choices, read);
}

export function clientIdOf(state: State): string | undefined {
  const selection = selectionOf(state);
  return selection?.kind === 'found' ? selection.client.clientId : undefined;
}
