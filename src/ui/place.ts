import {waitingCall} from '../wizard/call-log.js';
import type {State} from '../wizard/state.js';
import {viewOf} from '../wizard/view.js';

/** What keys are about: the screen and the question, or what lies over them: `api name`. */
export function questionOn(state: State): string {
  if (state.overlay !== undefined) return `overlay ${state.overlay}`;
  const {screen, asked} = viewOf(state);
  const where = screen.kind === 'step' ? screen.step.id : screen.kind;
  return `${where} ${screen.problem === undefined ? (asked?.id ?? '') : 'problem'}`;
}

/** Where the wizard is, in the words of a walkthrough: the same, or `busy`, or `waiting`. */
export function placeOf(state: State): string {
  if (state.overlay !== undefined) return questionOn(state);
  if (waitingCall(state.calls) !== undefined) return 'waiting';
  return viewOf(state).screen.busy === 'busy' ? 'busy' : questionOn(state);
}
