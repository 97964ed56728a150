import {Problem} from '../model/errors.js';
import {steps} from '../steps/index.js';
import {cancelWaits} from './call-log.js';
import {discardUnreadIdentifier, leaveQuestion} from './edit.js';
import {currentEffect} from './effects.js';
import {screenOf} from './screen.js';
import {currentStep} from './selectors.js';
import {buildSignInRequest} from './sign-in-request.js';
import {initialField, type State} from './state.js';

/** Esc: one question back, then one screen back. Typed text is kept. */
export function goBack(state: State): State {
  const screen = screenOf(state);
  if (state.field.search.text !== '' || state.field.search.kind === 'open') {
    return {...state, field: {...state.field, focus: 0, search: {kind: 'closed', text: ''}}};
  }
  if (screen.busy) return cancel(state);
  if (screen.focus === 'problem') return {...state, failure: undefined, confirmed: undefined};
  const back = leaveQuestion({...state, notice: undefined, confirmText: ''});
  if (screen.questionIndex > 0) return {...back, questionIndex: screen.questionIndex - 1};
  switch (screen.kind) {
    case 'connect':
      return state;
    case 'custom-domain':
      return signOut(back, 0);
    case 'reading':
      return signOut(back, 'last');
    case 'permissions':
    case 'overview': {
      const cleared: State = {...back, failure: undefined, confirmed: undefined};
      return state.isDemo ? cleared : signOut(cleared, 'last');
    }
    case 'step':
    case 'proof':
      return goToPreviousStep(
        discardUnreadIdentifier({...back, failure: undefined, confirmed: undefined}),
      );
    case 'export':
      return {...back, exporting: false, questionIndex: 0};
  }
}

function goToPreviousStep(state: State): State {
  const current = currentStep(state);
  const overview: State = {...state, view: 'overview', questionIndex: 0};
  if (state.rerun === 'rerun' && state.openedFromOverview === (current?.id ?? 'proof'))
    return overview;
  const index = current === undefined ? steps.length : steps.indexOf(current);
  const previous = steps[index - 1];
  if (previous !== undefined) {
    const completedSteps = new Set([...state.completedSteps].filter(id => id !== previous.id));
    const skippedSteps = new Set([...state.skippedSteps].filter(id => id !== previous.id));
    return {...state, completedSteps, skippedSteps, questionIndex: 'last'};
  }
  if (state.rerun === 'rerun') return overview;
  return state.isDemo ? state : signOut(state, 'last');
}

/** Whether Esc leads anywhere: a demo has no connect screen to go back to. */
export function canGoBack(state: State): boolean {
  const screen = screenOf(state);
  if (screen.kind === 'connect') return screen.questionIndex > 0;
  if (screen.questionIndex > 0 || screen.busy || screen.problem !== undefined) return true;
  if (!state.isDemo) return true;
  if (screen.kind === 'step') return screen.step !== steps[0] || state.rerun === 'rerun';
  return screen.kind === 'proof' || screen.kind === 'export';
}

/** Back to the connect screen. Choices and progress are kept for the same tenant. */
export function signOut(state: State, questionIndex: State['questionIndex']): State {
  return {
    ...state,
    // A demo signs in again by itself, because the user has no credentials for it.
    connection: state.isDemo
      ? {kind: 'signing-in', request: buildSignInRequest(state)}
      : {kind: 'signed-out'},
    permissionsAccepted: false,
    failure: undefined,
    confirmed: undefined,
    confirmText: '',
    field: initialField,
    questionIndex,
  };
}

export function cancel(state: State): State {
  const effect = currentEffect(state);
  if (effect === undefined) return state;
  const problem = new Problem('interrupted', {
    message: 'Canceled.',
    hint:
      effect.kind === 'apply' && isWriting(state)
        ? 'Auth0 may have handled the request that was in progress. If you try again, this tool reads the tenant first.'
        : 'Nothing was changed.',
  });
  return {...state, failure: {key: effect.key, problem}, calls: cancelWaits(state.calls)};
}

/** Whether a request that writes is in flight. */
function isWriting({calls}: State): boolean {
  return calls.some(({method, progress}) => method !== 'GET' && progress.kind === 'sent');
}
