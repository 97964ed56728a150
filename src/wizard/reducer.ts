import {editText, moveFocus, pickOption, setToggle, toggleOption} from './edit.js';
import {applyEffectResult} from './effect-results.js';
import type {Event, Intent} from './event.js';
import {cancel, goBack, signOut} from './navigation.js';
import type {State} from './state.js';
import {leave, retry, submit} from './submit.js';
import {copyCurrent, openPage, saveExport} from './tasks.js';

export function reduce(state: State, event: Event): State {
  if (state.exit !== undefined) return state;
  switch (event.type) {
    case 'called':
    case 'noticed':
    case 'task-done':
    case 'key-read':
    case 'signed-in':
    case 'observed':
    case 'applied':
    case 'proved':
    case 'rotated':
    case 'failed':
      return applyEffectResult(state, event);
    case 'interrupt':
      return {...state, exit: 'interrupted'};
    default:
      return state.overlay === undefined ? onScreen(state, event) : onOverlay(state, event);
  }
}

function onOverlay(state: State, intent: Intent): State {
  const closed = {...state, overlay: undefined, overlayScroll: 0};
  switch (intent.type) {
    case 'accept':
    case 'back':
      return closed;
    case 'overlay':
      return intent.overlay === state.overlay ? closed : {...closed, overlay: intent.overlay};
    case 'move':
    case 'scroll':
      return {...state, overlayScroll: state.overlayScroll + intent.by};
    case 'cancel':
      return cancel(state);
    case 'save':
      return saveExport(closed);
    default:
      return state;
  }
}

function onScreen(state: State, intent: Exclude<Intent, {type: 'interrupt'}>): State {
  switch (intent.type) {
    case 'accept':
      return submit(state);
    case 'back':
      return goBack(state);
    case 'move':
      return moveFocus(state, intent.by);
    case 'pick':
      return pickOption(state, intent.index);
    case 'toggle':
      return toggleOption(state);
    case 'flip':
      return setToggle(state, intent.to);
    case 'edit':
      return editText(state, intent.change);
    case 'search':
      return setSearch(state, intent.to);
    case 'retry':
      return retry(state);
    case 'sign-in-again':
      return signOut(state, 'last');
    case 'cancel':
      return cancel(state);
    case 'overlay':
      return {...state, overlay: intent.overlay, overlayScroll: 0};
    case 'scroll':
      return {...state, field: {...state.field, scroll: state.field.scroll + intent.by}};
    case 'open-page':
      return openPage(state);
    case 'copy':
      return copyCurrent(state);
    case 'save':
      return state;
    case 'leave':
      return leave(state);
  }
}

function setSearch(state: State, to: 'open' | 'closed'): State {
  const {field} = state;
  return {...state, field: {...field, focus: 0, search: {kind: to, text: field.search.text}}};
}
