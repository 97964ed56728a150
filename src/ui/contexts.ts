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
export const contextsOf = perState((state): ReadonlySet<Context> => {
  const {screen, focusedQuestion: atHand} = viewOf(state);
  const answering = !screen.busy && screen.focus === 'question';
  const asked = answering ? atHand : undefined;
  const contexts = new Set<Context>(askedContexts(asked, state));
  const add = (context: Context, holds: unknown) => {
    if (holds) contexts.add(context);
  };
  add('overlay', state.overlay !== undefined);
  add('saveable', state.overlay === 'export-preview');
  add('letters', !contexts.has('text') || state.overlay !== undefined);
  add('busy', screen.busy);
  add('failed', screen.problem !== undefined);
  add('sign-in-failed', screen.problem?.kind === 'access' && sessionOf(state) !== undefined);
  add('step', screen.kind === 'step');
  add('applies', applies(screen));
  add('retries', screen.focus === 'problem' || retriesAtLast(screen));
  add('token', screen.kind === 'proof' && state.proof !== undefined);
  // Disables `q` while signing in: a user who starts typing a Client ID too early must not quit.
  add('connecting', screen.kind === 'connect' && answering);
  add('called', state.calls.length > 0);
  add('copyable', currentCopyable(state) !== undefined);
  add('page', currentPage(state) !== undefined);
  add('can-go-back', canGoBack(state));
  return contexts;
});

/** Whether Enter tries the failed action again. In a menu, Enter runs the chosen item instead. */
function retriesAtLast(screen: Screen): boolean {
  const menu = getFocusedQuestion(screen)?.kind === 'menu';
  return screen.problem !== undefined && isLast(screen) && !menu;
}

function isLast({questionIndex, questions}: Screen): boolean {
  return questionIndex >= questions.length - 1;
}

/** Whether Enter changes the tenant now. */
function applies(screen: Screen): boolean {
  if (screen.busy || !isLast(screen)) return false;
  if (screen.kind === 'step') {
    return screen.status !== undefined && changesOf(screen.status).length > 0;
  }
  const asked = getFocusedQuestion(screen);
  return screen.kind === 'overview' && (asked?.id === 'confirm' || isRepair(asked));
}

function isRepair(asked: ScreenQuestion | undefined): boolean {
  return asked?.kind === 'menu' && asked.value === 'repair';
}

function askedContexts(asked: ScreenQuestion | undefined, {field}: State): readonly Context[] {
  if (asked === undefined) return [];
  if (field.search.kind === 'open') return ['text', 'searching'];
  if (isText(asked)) return ['text'];
  const searchable: readonly Context[] = isSearchable(asked) ? ['searchable'] : [];
  switch (asked.kind) {
    case 'select':
      return ['list', ...searchable];
    case 'multiselect':
      return ['list', 'ticks', ...searchable];
    case 'menu':
      return ['menu'];
    case 'toggle':
      return ['toggle'];
    default:
      return [];
  }
}
