import {type Selection, selectClient} from '../engine/identify.js';
import type {Observed} from '../engine/observed.js';
import {breakingOf, inSync, judgeAll, type StepVerdict} from '../engine/plan.js';
import type {Verdict} from '../engine/verdict.js';
import {steps} from '../steps/index.js';
import type {Choices, Step, StepId} from '../steps/step.js';
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

type Verdicts = readonly StepVerdict<StepId>[];

/** A key press asks for the verdicts many times, and an API may have a thousand scopes. */
const judged = new WeakMap<Choices, WeakMap<Observed, Verdicts>>();

export function verdictsOf(state: State): Verdicts {
  const observed = observedOf(state);
  const read = lastRead(state);
  if (observed === undefined || read === undefined || isUnread(state)) return [];
  const earlier = judged.get(state.choices)?.get(read);
  if (earlier !== undefined) return earlier;
  const verdicts = judgeAll(steps, state.choices.blueprint, observed);
  const byReading = judged.get(state.choices) ?? new WeakMap<Observed, Verdicts>();
  judged.set(state.choices, byReading.set(read, verdicts));
  return verdicts;
}

export function verdictOf(state: State, id: StepId): Verdict | undefined {
  return verdictsOf(state).find(({step}) => step === id)?.verdict;
}

/** The first step that was not gone through, or is not in sync any more. */
export function currentStep(state: State, verdicts = verdictsOf(state)): Step | undefined {
  return steps.find(({id}) => {
    const verdict = verdicts.find(({step}) => step === id)?.verdict;
    return !state.passed.has(id) || verdict?.status !== 'in-sync';
  });
}

export function stepsOfState(state: State): 'in-sync' | 'drifted' | 'unknown' {
  const verdicts = verdictsOf(state);
  if (verdicts.length === 0) return 'unknown';
  return inSync(verdicts) ? 'in-sync' : 'drifted';
}

export function breaksOf(state: State, id: StepId): readonly string[] {
  const verdict = verdictOf(state, id);
  return verdict === undefined ? [] : breakingOf([{step: id, verdict}]);
}

export function selectionOf(state: State): Selection | undefined {
  const observed = observedOf(state);
  return observed && selectClient(state.choices.blueprint, observed);
}

export function clientIdOf(state: State): string | undefined {
  const selection = selectionOf(state);
  return selection?.kind === 'found' ? selection.client.clientId : undefined;
}
