import type {EvaluatedStep} from '../engine/plan.js';
import type {StepId} from '../steps/step.js';
import {type Effect, effectOf} from './effects.js';
import type {ScreenQuestion} from './questions.js';
import {focusedQuestion, type Screen, screenOf} from './screen.js';
import {evaluatedSteps, perState} from './selectors.js';
import type {State} from './state.js';

/** All that a face needs to know of a state. */
export interface View {
  readonly state: State;
  readonly screen: Screen;
  /** The question that has the focus. */
  readonly asked: ScreenQuestion | undefined;
  readonly work: Effect | undefined;
  readonly statuses: readonly EvaluatedStep<StepId>[];
}

/** Computed once a state: components, keymap and player all read the same one. */
export const viewOf = perState((state): View => {
  const screen = screenOf(state);
  return {
    state,
    screen,
    asked: focusedQuestion(screen),
    work: effectOf(state),
    statuses: evaluatedSteps(state),
  };
});
