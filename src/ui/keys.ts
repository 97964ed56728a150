import type {Key as InkKey} from 'ink';
import type {Intent} from '../wizard/event.js';
import type {State} from '../wizard/state.js';
import type {Store} from '../wizard/store.js';
import {graphemes} from '../wizard/text-edit.js';
import {contextsOf} from './contexts.js';
import {f1} from './input.js';
import {intentOf, isTyping} from './keymap.js';
import type {ScrollRange} from './scroll-to-focus.js';

/** A key by its name in the keymap, or text that was typed or pasted. */
export type Key =
  | {readonly kind: 'named'; readonly name: string}
  | {readonly kind: 'text'; readonly text: string}
  | {readonly kind: 'paste'; readonly text: string};

/** Ink's key names and ours. */
const keyNames: readonly (readonly [keyof InkKey, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'page-up'],
  ['pageDown', 'page-down'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

/** What Ctrl and these keys send where the terminal doesn't name them. */
const ctrlNames: ReadonlyMap<string, string> = new Map([
  ['h', 'backspace'],
  ['i', 'tab'],
  ['j', 'enter'],
  ['m', 'enter'],
  ['[', 'escape'],
]);

/** The keys that Shift doesn't disable: people hold it for capital letters. */
const shiftNames: ReadonlyMap<string, string> = new Map([
  ['tab', 'shift-tab'],
  ['backspace', 'backspace'],
]);

/**
 * Converts `useInput`'s arguments. Fast typing arrives as one piece, which may include control
 * characters.
 */
export function keysOf(input: string, key: InkKey): readonly Key[] {
  if (key.meta || key.super || key.hyper || key.eventType === 'release') return [];
  const name = keyNames.find(([flag]) => key[flag] === true)?.[1];
  if (name !== undefined) {
    const shown = key.shift ? shiftNames.get(name) : name;
    return key.ctrl || shown === undefined ? [] : [namedKey(shown)];
  }
  if (key.ctrl) {
    const letter = input.toLowerCase();
    return key.shift ? [] : [namedKey(ctrlNames.get(letter) ?? `ctrl-${letter}`)];
  }
  if (input === f1) return [namedKey('f1')];
  const upper = input.toUpperCase();
  const text = key.shift !== key.capsLock && upper.length === input.length ? upper : input;
  return text.split(/(\p{Cc})/u).flatMap(piece => {
    if (piece === '') return [];
    return /^\p{Cc}$/u.test(piece) ? [controlKey(piece)] : [{kind: 'text', text: piece}];
  });
}

function controlKey(character: string): Key {
  if (character === '\r' || character === '\n') return namedKey('enter');
  if (character === '\t') return namedKey('tab');
  return namedKey(`ctrl-${String.fromCharCode(character.charCodeAt(0) + 96)}`);
}

function namedKey(name: string): Key {
  return {kind: 'named', name};
}

/** A paste becomes a single line: its line breaks and control characters must not act as keys. */
export function pasteKey(text: string): Key {
  const line = text
    .replace(/[\r\n]+$/, '')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return {kind: 'paste', text: line};
}

/** Safe on a screen that the user hasn't seen: they edit text, open a view, or quit. */
const safeIntents: ReadonlySet<Intent['type']> = new Set(['edit', 'overlay', 'interrupt']);

/** What limits a key: what the user has seen so far. */
interface KeyLimits {
  readonly canAct: () => boolean;
  readonly scrollRange: () => ScrollRange;
}

const noLimits: KeyLimits = {
  canAct: () => true,
  scrollRange: () => ({first: Number.NEGATIVE_INFINITY, last: Number.POSITIVE_INFINITY}),
};

/**
 * Handles a key. Letters that arrive together are separate key presses until one of them opens a
 * text field; the rest is then text. Intents that are not safe run only if `canAct` allows it.
 */
export function press(
  {dispatch, state}: Pick<Store, 'dispatch' | 'state'>,
  key: Key,
  {canAct, scrollRange}: KeyLimits = noLimits,
): void {
  const handleOne = (each: Key) => {
    const intent = intentOf(each, contextsOf(state()));
    if (intent === undefined) return;
    if (intent.type === 'scroll') dispatch(limitScroll(intent, state(), scrollRange()));
    else if (safeIntents.has(intent.type) || canAct()) dispatch(intent);
  };
  if (key.kind !== 'text') {
    handleOne(key);
    return;
  }
  const letters = graphemes(key.text);
  for (const [index, text] of letters.entries()) {
    if (isTyping(contextsOf(state()))) {
      handleOne({kind: 'text', text: letters.slice(index).join('')});
      return;
    }
    handleOne({kind: 'text', text});
  }
}

/** Stops at the first and last line, so that the opposite key acts at once. */
function limitScroll(
  {by, ...intent}: Extract<Intent, {type: 'scroll'}>,
  {overlay, overlayScroll, field}: State,
  {first, last}: ScrollRange,
): Intent {
  const at = overlay === undefined ? field.scroll : overlayScroll;
  return {...intent, by: Math.max(first, Math.min(last, at + by)) - at};
}
