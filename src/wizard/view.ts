import type {EvaluatedStep} from '../engine/plan.js';
import type {StepId} from '../steps/step.js';
import {type Effect, effectOf} from './effects.js';
import type {ScreenQuestion} from './questions.js';
import {focusedQuestion, type Screen, screenOf} from './screen.js';
import {evaluatedSteps, perState} from './selectors.js';
import type {State} from './state.js';

/** Everything that a component needs to know about a state. */
export interface View {
  readonly state: State;
  readonly screen: Screen;
  /** The question that has the focus. */
  readonly asked: ScreenQuestion | undefined;
  readonly work: Effect | undefined;
  readonly statuses: readonly EvaluatedStep<StepId>[];
}

/** Computed once per state; components, keymap and player share it. */
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

/**
 * Identifies what key presses act on: the overlay, or the screen and its question, for example `api
 * name`.
 */
export function questionKey(state: State): string {
  if (state.overlay !== undefined) return `overlay ${state.overlay}`;
  const {screen, asked} = viewOf(state);
  const where = screen.kind === 'step' ? screen.step.id : screen.kind;
  return `${where} ${screen.problem === undefined ? (asked?.id ?? '') : 'problem'}`;
}
