import {accepted, left, retried} from './accepting.js';
import {flipped, moved, picked, ticked, typed} from './answering.js';
import {arrived} from './arriving.js';
import {copying, opening} from './errands.js';
import type {Event, Intent} from './event.js';
import {backed, brokenOff, signOut} from './leaving.js';
import type {State} from './state.js';

/** The whole conversation: an event and a state in, the next state out. */
export function reduce(state: State, event: Event): State {
  if (state.leaving !== undefined) return state;
  switch (event.type) {
    case 'called':
    case 'noticed':
    case 'errand-done':
    case 'signed-in':
    case 'observed':
    case 'applied':
    case 'proved':
    case 'failed':
      return arrived(state, event);
    case 'interrupt':
      return {...state, leaving: 'interrupted'};
    default:
      return state.overlay === undefined ? meant(state, event) : onOverlay(state, event);
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
      return {...state, overlayScroll: Math.max(0, state.overlayScroll + intent.by)};
    case 'break-off':
      return brokenOff(state);
    default:
      return state;
  }
}

function meant(state: State, intent: Exclude<Intent, {type: 'interrupt'}>): State {
  switch (intent.type) {
    case 'accept':
      return accepted(state);
    case 'back':
      return backed(state);
    case 'move':
      return moved(state, intent.by);
    case 'pick':
      return picked(state, intent.index);
    case 'toggle':
      return ticked(state);
    case 'flip':
      return flipped(state, intent.to);
    case 'edit':
      return typed(state, intent.change);
    case 'search':
      return searched(state, intent.to);
    case 'retry':
      return retried(state);
    case 'sign-in-anew':
      return signOut(state, 'last');
    case 'break-off':
      return brokenOff(state);
    case 'overlay':
      return {...state, overlay: intent.overlay, overlayScroll: 0};
    case 'scroll':
      return {
        ...state,
        field: {...state.field, scroll: Math.max(0, state.field.scroll + intent.by)},
      };
    case 'open-page':
      return opening(state);
    case 'copy':
      return copying(state);
    case 'leave':
      return left(state);
  }
}

function searched(state: State, to: 'open' | 'closed'): State {
  const {field} = state;
  return {...state, field: {...field, focus: 0, search: {kind: to, text: field.search.text}}};
}
