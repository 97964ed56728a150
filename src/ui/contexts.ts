import {changesOf} from '../engine/step-status.js';
import {canGoBack} from '../wizard/navigation.js';
import {isSearchable, isText, type ScreenQuestion} from '../wizard/questions.js';
import {getFocusedQuestion, type Screen} from '../wizard/screen.js';
import {perState, sessionOf} from '../wizard/selectors.js';
import type {State} from '../wizard/state.js';
import {currentCopyable, currentPage} from '../wizard/tasks.js';
import {viewOf} from '../wizard/view.js';
import type {Context} from './keymap.js';

/** The contexts of the current screen, for the keymap. */
export const contextsOf = perState(state => contextsUnder(state, state.overlay));

/** The same once the overlay is closed: the help lists those keys. */
export const contextsBelow = perState(state => contextsUnder(state, undefined));

function contextsUnder(state: State, overlay: State['overlay']): ReadonlySet<Context> {
  const {screen, focusedQuestion: currentQuestion} = viewOf(state);
  const isAnswering = !screen.busy && screen.focus === 'question';
  const question = isAnswering ? currentQuestion : undefined;
  const contexts = new Set<Context>(questionContexts(question, state));
  const addIf = (context: Context, condition: unknown) => {
    if (condition) contexts.add(context);
  };
  addIf('overlay', overlay !== undefined);
  addIf('saveable', overlay === 'export-preview');
  addIf('letter-keys', !contexts.has('text') || overlay !== undefined);
  addIf('busy', screen.busy);
  addIf('failed', screen.problem !== undefined);
  addIf('sign-in-failed', screen.problem?.kind === 'access' && sessionOf(state) !== undefined);
  addIf('step', screen.kind === 'step');
  addIf('enter-applies', enterApplies(screen));
  addIf('enter-retries', screen.focus === 'problem' || enterRetries(screen));
  addIf('has-token', screen.kind === 'proof' && state.proof !== undefined);
  // Disables `q` while signing in: a user who starts typing a Client ID too early must not quit, nor
  // one whose pasted token has lines after it. A demo asks for no credentials.
  addIf(
    'connecting',
    (screen.kind === 'connect' && isAnswering) ||
      (!state.isDemo && (screen.kind === 'connect' || screen.kind === 'reading')),
  );
  addIf('has-requests', state.calls.length > 0);
  addIf('copyable', currentCopyable(state) !== undefined);
  addIf('has-page', currentPage(state) !== undefined);
  addIf('can-go-back', canGoBack(state));
  return contexts;
}

/** Whether Enter tries the failed action again. In a menu, Enter runs the chosen item instead. */
function enterRetries(screen: Screen): boolean {
  const isMenu = getFocusedQuestion(screen)?.kind === 'menu';
  return screen.problem !== undefined && isLastQuestion(screen) && !isMenu;
}

function isLastQuestion({questionIndex, questions}: Screen): boolean {
  return questionIndex >= questions.length - 1;
}

/** Whether Enter changes the tenant now. */
function enterApplies(screen: Screen): boolean {
  if (screen.busy || !isLastQuestion(screen)) return false;
  if (screen.kind === 'step') {
    return screen.status !== undefined && changesOf(screen.status).length > 0;
  }
  const question = getFocusedQuestion(screen);
  return screen.kind === 'overview' && (question?.id === 'confirm' || isRepair(question));
}

function isRepair(question: ScreenQuestion | undefined): boolean {
  return question?.kind === 'menu' && question.value === 'repair';
}

function questionContexts(
  question: ScreenQuestion | undefined,
  {field}: State,
): readonly Context[] {
  if (question === undefined) return [];
  if (field.search.kind === 'open') return ['text', 'searching'];
  if (isText(question)) return ['text'];
  const searchable: readonly Context[] = isSearchable(question) ? ['searchable'] : [];
  switch (question.kind) {
    case 'select':
      return ['list', ...searchable];
    case 'multiselect':
      return ['list', 'multiselect', ...searchable];
    case 'menu':
      return ['menu'];
    case 'toggle':
      return ['toggle'];
    default:
      return [];
  }
}
