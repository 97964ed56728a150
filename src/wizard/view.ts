import type {StepVerdict} from '../engine/plan.js';
import type {StepId} from '../steps/step.js';
import {perState, verdictsOf} from './facts.js';
import type {Asked} from './questions.js';
import {askedOf, type Screen, screenOf} from './screen.js';
import type {State} from './state.js';
import {type Work, workOf} from './work.js';

/** All that a face needs to know of a state. */
export interface View {
  readonly state: State;
  readonly screen: Screen;
  /** The question that has the focus. */
  readonly asked: Asked | undefined;
  readonly work: Work | undefined;
  readonly verdicts: readonly StepVerdict<StepId>[];
}

/** Computed once a state: components, keymap and player all read the same one. */
export const viewOf = perState((state): View => {
  const screen = screenOf(state);
  return {
    state,
    screen,
    asked: askedOf(screen),
    work: workOf(state),
    verdicts: verdictsOf(state),
  };
});
