import type {Intent} from '../wizard/event.js';
import type {Key} from './keys.js';
import type {SymbolName, Symbols} from './theme.js';

/** A property of the current screen, which decides which keys are active. */
export type Context =
  | 'text'
  | 'letters'
  | 'list'
  | 'menu'
  | 'ticks'
  | 'toggle'
  | 'searchable'
  | 'searching'
  | 'busy'
  | 'failed'
  | 'sign-in-failed'
  | 'step'
  | 'applies'
  | 'retries'
  | 'token'
  | 'connecting'
  | 'called'
  | 'copyable'
  | 'page'
  | 'overlay'
  | 'saveable'
  | 'can-go-back';

export interface Binding {
  /** Key names, or the letters themselves. */
  readonly keys: readonly string[];
  /** All of these must apply … */
  readonly when: readonly Context[];
  /** … and none of these. */
  readonly unless?: readonly Context[];
  readonly intent: Intent;
  /** How the key is displayed: a symbol of the theme, or literal text. */
  readonly shown: SymbolName | (string & {});
  readonly does: string;
  /** `footer` for the few keys that matter most; the help lists every key with a `place`. */
  readonly place?: 'footer' | 'help';
}

const inText: readonly Context[] = ['text'];
const ofOverlay: readonly Context[] = ['overlay'];
const noLetters: readonly Context[] = ['text', 'searching'];
const quiet: readonly Context[] = ['text', 'searching', 'overlay'];
const notNow: readonly Context[] = ['busy', 'overlay', 'searching'];

const digits = Array.from({length: 9}, (_, index) => index);

/**
 * The one table of keys, from which handling, footer and help are derived. The first match wins.
 */
// biome-ignore format: one row, one key.
export const keymap: readonly Binding[] = [
  {keys: ['escape', 'enter', 'q'], when: ofOverlay, intent: {type: 'back'}, shown: 'esc', does: 'close', place: 'footer'},
  {keys: ['up', 'k'], when: ofOverlay, intent: {type: 'scroll', by: -1}, shown: 'upDown', does: 'scroll', place: 'footer'},
  {keys: ['down', 'j'], when: ofOverlay, intent: {type: 'scroll', by: 1}, shown: 'down', does: 'scroll down'},
  {keys: ['page-up'], when: ofOverlay, intent: {type: 'scroll', by: -10}, shown: 'PgUp', does: 'page up', place: 'help'},
  {keys: ['page-down', ' '], when: ofOverlay, intent: {type: 'scroll', by: 10}, shown: 'PgDn', does: 'page down', place: 'help'},
  {keys: ['home'], when: ofOverlay, intent: {type: 'scroll', by: -100_000}, shown: 'Home', does: 'first line', place: 'help'},

  {keys: ['s'], when: ['overlay', 'saveable'], intent: {type: 'save'}, shown: 's', does: 'save to file', place: 'footer'},

  // Errors.
  {keys: ['r'], when: ['failed'], unless: quiet, intent: {type: 'retry'}, shown: 'r', does: 'try again', place: 'footer'},
  {keys: ['b'], when: ['sign-in-failed'], unless: quiet, intent: {type: 'sign-in-again'}, shown: 'b', does: 'sign in again', place: 'footer'},
  {keys: ['x'], when: ['busy'], unless: ofOverlay, intent: {type: 'cancel'}, shown: 'x', does: 'cancel', place: 'footer'},

  // Searching a list: letters are text.
  {keys: ['up'], when: ['searching'], unless: ofOverlay, intent: {type: 'move', by: -1}, shown: 'upDown', does: 'choose', place: 'footer'},
  {keys: ['down'], when: ['searching'], unless: ofOverlay, intent: {type: 'move', by: 1}, shown: 'down', does: 'next'},
  {keys: ['enter'], when: ['searching'], unless: ofOverlay, intent: {type: 'accept'}, shown: 'enter', does: 'done', place: 'footer'},
  {keys: ['escape'], when: ['searching'], unless: ofOverlay, intent: {type: 'back'}, shown: 'esc', does: 'close search', place: 'footer'},

  {keys: ['up', 'k', 'shift-tab'], when: ['list'], unless: quiet, intent: {type: 'move', by: -1}, shown: 'upDown', does: 'choose', place: 'footer'},
  {keys: ['down', 'j', 'tab'], when: ['list'], unless: quiet, intent: {type: 'move', by: 1}, shown: 'down', does: 'next'},
  {keys: ['left', 'up', 'k', 'shift-tab'], when: ['menu'], unless: quiet, intent: {type: 'move', by: -1}, shown: 'leftRight', does: 'choose', place: 'footer'},
  {keys: ['right', 'down', 'j', 'tab'], when: ['menu'], unless: quiet, intent: {type: 'move', by: 1}, shown: 'right', does: 'next'},
  {keys: ['page-up'], when: ['list', 'searchable'], unless: quiet, intent: {type: 'move', by: -10}, shown: 'PgUp', does: 'page up', place: 'help'},
  {keys: ['page-down'], when: ['list', 'searchable'], unless: quiet, intent: {type: 'move', by: 10}, shown: 'PgDn', does: 'page down', place: 'help'},
  {keys: ['home'], when: ['list'], unless: quiet, intent: {type: 'move', by: -100_000}, shown: 'Home', does: 'first', place: 'help'},
  {keys: ['end'], when: ['list'], unless: quiet, intent: {type: 'move', by: 100_000}, shown: 'End', does: 'last', place: 'help'},
  {keys: ['/'], when: ['searchable'], unless: quiet, intent: {type: 'search', to: 'open'}, shown: '/', does: 'search', place: 'footer'},
  {keys: [' ', 'x'], when: ['ticks'], unless: quiet, intent: {type: 'toggle'}, shown: 'space', does: 'select', place: 'footer'},
  {keys: [' ', 'left', 'right'], when: ['toggle'], unless: quiet, intent: {type: 'flip', to: 'other'}, shown: 'space', does: 'toggle', place: 'footer'},
  {keys: ['y'], when: ['toggle'], unless: quiet, intent: {type: 'flip', to: 'on'}, shown: 'y', does: 'on', place: 'help'},
  {keys: ['n'], when: ['toggle'], unless: quiet, intent: {type: 'flip', to: 'off'}, shown: 'n', does: 'off', place: 'help'},
  ...digits.flatMap(index => [picking('list', index), picking('menu', index)]),

  // Continue and back. In a text field `r` is a letter, so the footer offers Enter to try again.
  {keys: ['enter'], when: ['retries', 'text'], unless: notNow, intent: {type: 'accept'}, shown: 'enter', does: 'try again', place: 'footer'},
  {keys: ['enter'], when: ['retries'], unless: notNow, intent: {type: 'accept'}, shown: 'enter', does: 'try again', place: 'help'},
  {keys: ['enter'], when: ['applies'], unless: [...notNow, 'retries'], intent: {type: 'accept'}, shown: 'enter', does: 'apply', place: 'footer'},
  {keys: ['escape'], when: ['busy'], unless: ['overlay', 'searching'], intent: {type: 'back'}, shown: 'esc', does: 'cancel', place: 'help'},
  {keys: ['enter'], when: [], unless: [...notNow, 'applies', 'retries'], intent: {type: 'accept'}, shown: 'enter', does: 'continue', place: 'footer'},
  {keys: ['escape'], when: ['can-go-back'], unless: notNow, intent: {type: 'back'}, shown: 'esc', does: 'back', place: 'footer'},

  {keys: ['backspace'], when: inText, unless: ofOverlay, intent: erase('left'), shown: 'Backspace', does: 'delete left', place: 'help'},
  {keys: ['delete'], when: inText, unless: ofOverlay, intent: erase('right'), shown: 'Del', does: 'delete right', place: 'help'},
  {keys: ['ctrl-w'], when: inText, unless: ofOverlay, intent: erase('word'), shown: 'Ctrl-W', does: 'delete word', place: 'help'},
  {keys: ['ctrl-u'], when: inText, unless: ofOverlay, intent: erase('to-start'), shown: 'Ctrl-U', does: 'delete to start', place: 'help'},
  {keys: ['ctrl-k'], when: inText, unless: ofOverlay, intent: erase('to-end'), shown: 'Ctrl-K', does: 'delete to end', place: 'help'},
  {keys: ['left'], when: inText, unless: ofOverlay, intent: caret('left'), shown: 'leftRight', does: 'move cursor', place: 'help'},
  {keys: ['right'], when: inText, unless: ofOverlay, intent: caret('right'), shown: 'right', does: 'cursor right'},
  {keys: ['home', 'ctrl-a'], when: inText, unless: ofOverlay, intent: caret('start'), shown: 'Home', does: 'go to start', place: 'help'},
  {keys: ['end', 'ctrl-e'], when: inText, unless: ofOverlay, intent: caret('end'), shown: 'End', does: 'go to end', place: 'help'},
  {keys: ['tab', 'down'], when: inText, unless: notNow, intent: {type: 'accept'}, shown: 'Tab', does: 'next field', place: 'help'},
  {keys: ['up', 'shift-tab'], when: inText, unless: notNow, intent: {type: 'back'}, shown: 'Shift-Tab', does: 'previous field', place: 'help'},

  // Details.
  {keys: ['i'], when: ['step'], unless: noLetters, intent: {type: 'overlay', overlay: 'why'}, shown: 'i', does: 'why', place: 'footer'},
  {keys: ['d'], when: ['step'], unless: noLetters, intent: {type: 'overlay', overlay: 'difference'}, shown: 'd', does: 'exact requests', place: 'footer'},
  {keys: ['d'], when: ['token'], unless: noLetters, intent: {type: 'overlay', overlay: 'difference'}, shown: 'd', does: 'decoded token', place: 'footer'},
  {keys: ['h'], when: ['called'], unless: noLetters, intent: {type: 'overlay', overlay: 'http'}, shown: 'h', does: 'request log', place: 'help'},
  {keys: ['o'], when: ['page'], unless: quiet, intent: {type: 'open-page'}, shown: 'o', does: 'open Dashboard', place: 'help'},
  {keys: ['c'], when: ['copyable'], unless: quiet, intent: {type: 'copy'}, shown: 'c', does: 'copy', place: 'help'},
  {keys: ['page-up'], when: [], unless: ['overlay', 'searchable'], intent: {type: 'scroll', by: -5}, shown: 'PgUp', does: 'scroll up', place: 'help'},
  {keys: ['page-down'], when: [], unless: ['overlay', 'searchable'], intent: {type: 'scroll', by: 5}, shown: 'PgDn', does: 'scroll down', place: 'help'},

  {keys: ['f1'], when: [], intent: {type: 'overlay', overlay: 'help'}, shown: 'F1', does: 'help'},
  {keys: ['?'], when: ['letters'], intent: {type: 'overlay', overlay: 'help'}, shown: '?', does: 'help'},
  {keys: ['q'], when: ['letters'], unless: [...quiet, 'connecting'], intent: {type: 'leave'}, shown: 'q', does: 'quit', place: 'help'},
  {keys: ['ctrl-c'], when: [], intent: {type: 'interrupt'}, shown: 'Ctrl-C', does: 'quit now', place: 'help'},
];

function picking(where: 'list' | 'menu', index: number): Binding {
  return {
    keys: [`${index + 1}`],
    when: [where],
    unless: quiet,
    intent: {type: 'pick', index},
    shown: '1-9',
    does: 'choose by number',
    ...(index === 0 && {place: 'help'}),
  };
}

function erase(what: 'left' | 'right' | 'word' | 'to-start' | 'to-end'): Intent {
  return {type: 'edit', change: {edit: 'erase', what}};
}

function caret(to: 'left' | 'right' | 'start' | 'end'): Intent {
  return {type: 'edit', change: {edit: 'caret', to}};
}

/** The bindings that are active now. */
export function bindingsIn(contexts: ReadonlySet<Context>): readonly Binding[] {
  return keymap.filter(
    ({when, unless = []}) =>
      when.every(each => contexts.has(each)) && !unless.some(each => contexts.has(each)),
  );
}

/** What a key does now, if anything. In a text field, letters are text. */
export function intentOf(key: Key, contexts: ReadonlySet<Context>): Intent | undefined {
  if (key.kind !== 'named' && isTyping(contexts)) {
    return {type: 'edit', change: {edit: 'insert', text: key.text}};
  }
  if (key.kind === 'paste') return undefined;
  const name = key.kind === 'named' ? key.name : key.text;
  return bindingsIn(contexts).find(({keys}) => keys.includes(name))?.intent;
}

export function isTyping(contexts: ReadonlySet<Context>): boolean {
  return contexts.has('text') && !contexts.has('overlay');
}

export function formatKey({shown}: Binding, symbols: Symbols): string {
  return isSymbol(shown, symbols) ? symbols[shown] : shown;
}

function isSymbol(name: string, symbols: Symbols): name is SymbolName {
  return name in symbols;
}
