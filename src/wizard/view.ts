import type {EvaluatedStep} from '../engine/plan.js';
import type {StepId} from '../steps/step.js';
import {currentEffect, type Effect} from './effects.js';
import type {ScreenQuestion} from './questions.js';
import {getFocusedQuestion, type Screen, screenOf} from './screen.js';
import {evaluatedSteps, perState} from './selectors.js';
import type {State} from './state.js';

/** Everything that a component needs to know about a state. */
export interface View {
  readonly state: State;
  readonly screen: Screen;
  /** The question that has the focus. */
  readonly focusedQuestion: ScreenQuestion | undefined;
  readonly effect: Effect | undefined;
  readonly statuses: readonly EvaluatedStep<StepId>[];
}

/** Computed once per state; components, keymap and player share it. */
export const viewOf = perState((state): View => {
  const screen = screenOf(state);
  return {
    state,
    screen,
    focusedQuestion: getFocusedQuestion(screen),
    effect: currentEffect(state),
    statuses: evaluatedSteps(state),
  };
});

/**
 * Identifies what key presses act on: the overlay, or the screen and its question, for example `api
 * name`.
 */
export function questionKey(state: State): string {
  if (state.overlay !== undefined) return `overlay ${state.overlay}`;
  const {screen, focusedQuestion} = viewOf(state);
  const where = screen.kind === 'step' ? screen.step.id : screen.kind;
  return `${where} ${screen.problem === undefined ? (focusedQuestion?.id ?? '') : 'problem'}`;
}
