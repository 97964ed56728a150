import {copyableAtHand, pageAtHand} from './at-hand.js';
import type {Errand, State} from './state.js';

type Without<T> = T extends Errand ? Omit<T, 'id'> : never;

export function errand(state: State, wanted: Without<Errand>): State {
  const id = state.errandCount + 1;
  return {...state, errandCount: id, errands: [...state.errands, {...wanted, id}]};
}

export function opening(state: State): State {
  const url = pageAtHand(state);
  return url === undefined ? state : errand(state, {kind: 'open', url});
}

export function copying(state: State): State {
  const copyable = copyableAtHand(state);
  if (copyable === undefined) return state;
  return copyable.kind === 'text'
    ? errand(state, {kind: 'copy', text: copyable.text, what: copyable.what})
    : errand(state, {kind: 'export', what: copyable.id});
}
