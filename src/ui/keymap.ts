import type {Intent} from '../wizard/event.js';
import type {Key} from './keys.js';
import type {SymbolName, Symbols} from './theme.js';

/** A property of the current screen, which decides which keys are active. */
export type Context =
  | 'text'
  | 'letter-keys'
  | 'list'
  | 'menu'
  | 'multiselect'
  | 'toggle'
  | 'searchable'
  | 'searching'
  | 'busy'
  | 'failed'
  | 'sign-in-failed'
  | 'step'
  | 'enter-applies'
  | 'enter-retries'
  | 'has-token'
  | 'connecting'
  | 'has-requests'
  | 'copyable'
  | 'has-page'
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
  readonly label: SymbolName | (string & {});
  readonly action: string;
  /** `footer` for the few keys that matter most; the help lists every key with a `place`. */
  readonly place?: 'footer' | 'help';
}

const inTextField: readonly Context[] = ['text'];
const inOverlay: readonly Context[] = ['overlay'];
const whileTyping: readonly Context[] = ['text', 'searching'];
const typingOrOverlay: readonly Context[] = ['text', 'searching', 'overlay'];
const navigationBlocked: readonly Context[] = ['busy', 'overlay', 'searching'];

const digits = Array.from({length: 9}, (_, index) => index);

/**
 * The one table of keys, from which handling, footer and help are derived. The first match wins.
 */
// biome-ignore format: one row, one key.
export const keymap: readonly Binding[] = [
  {keys: ['escape', 'enter', 'q'], when: inOverlay, intent: {type: 'back'}, label: 'esc', action: 'close', place: 'footer'},
  {keys: ['up', 'k'], when: inOverlay, intent: {type: 'scroll', by: -1}, label: 'upDown', action: 'scroll', place: 'footer'},
  {keys: ['down', 'j'], when: inOverlay, intent: {type: 'scroll', by: 1}, label: 'down', action: 'scroll down'},
  {keys: ['page-up'], when: inOverlay, intent: {type: 'scroll', by: -10}, label: 'PgUp', action: 'page up', place: 'help'},
  {keys: ['page-down', ' '], when: inOverlay, intent: {type: 'scroll', by: 10}, label: 'PgDn', action: 'page down', place: 'help'},
  {keys: ['home'], when: inOverlay, intent: {type: 'scroll', by: -100_000}, label: 'Home', action: 'first line', place: 'help'},

  {keys: ['s'], when: ['overlay', 'saveable'], intent: {type: 'save'}, label: 's', action: 'save to file', place: 'footer'},

  // Errors.
  {keys: ['r'], when: ['failed'], unless: typingOrOverlay, intent: {type: 'retry'}, label: 'r', action: 'try again', place: 'footer'},
  {keys: ['b'], when: ['sign-in-failed'], unless: typingOrOverlay, intent: {type: 'sign-in-again'}, label: 'b', action: 'sign in again', place: 'footer'},
  {keys: ['x'], when: ['busy'], unless: inOverlay, intent: {type: 'cancel'}, label: 'x', action: 'cancel', place: 'footer'},

  // Searching a list: letters are text.
  {keys: ['up'], when: ['searching'], unless: inOverlay, intent: {type: 'move', by: -1}, label: 'upDown', action: 'choose', place: 'footer'},
  {keys: ['down'], when: ['searching'], unless: inOverlay, intent: {type: 'move', by: 1}, label: 'down', action: 'next'},
  {keys: ['enter'], when: ['searching'], unless: inOverlay, intent: {type: 'accept'}, label: 'enter', action: 'done', place: 'footer'},
  {keys: ['escape'], when: ['searching'], unless: inOverlay, intent: {type: 'back'}, label: 'esc', action: 'close search', place: 'footer'},

  {keys: ['up', 'k', 'shift-tab'], when: ['list'], unless: typingOrOverlay, intent: {type: 'move', by: -1}, label: 'upDown', action: 'choose', place: 'footer'},
  {keys: ['down', 'j', 'tab'], when: ['list'], unless: typingOrOverlay, intent: {type: 'move', by: 1}, label: 'down', action: 'next'},
  {keys: ['left', 'up', 'k', 'shift-tab'], when: ['menu'], unless: typingOrOverlay, intent: {type: 'move', by: -1}, label: 'leftRight', action: 'choose', place: 'footer'},
  {keys: ['right', 'down', 'j', 'tab'], when: ['menu'], unless: typingOrOverlay, intent: {type: 'move', by: 1}, label: 'right', action: 'next'},
  {keys: ['page-up'], when: ['list', 'searchable'], unless: typingOrOverlay, intent: {type: 'move', by: -10}, label: 'PgUp', action: 'page up', place: 'help'},
  {keys: ['page-down'], when: ['list', 'searchable'], unless: typingOrOverlay, intent: {type: 'move', by: 10}, label: 'PgDn', action: 'page down', place: 'help'},
  {keys: ['home'], when: ['list'], unless: typingOrOverlay, intent: {type: 'move', by: -100_000}, label: 'Home', action: 'first', place: 'help'},
  {keys: ['end'], when: ['list'], unless: typingOrOverlay, intent: {type: 'move', by: 100_000}, label: 'End', action: 'last', place: 'help'},
  {keys: ['/'], when: ['searchable'], unless: typingOrOverlay, intent: {type: 'search', to: 'open'}, label: '/', action: 'search', place: 'footer'},
  {keys: [' ', 'x'], when: ['multiselect'], unless: typingOrOverlay, intent: {type: 'toggle'}, label: 'space', action: 'select', place: 'footer'},
  {keys: [' ', 'left', 'right'], when: ['toggle'], unless: typingOrOverlay, intent: {type: 'flip', to: 'other'}, label: 'space', action: 'toggle', place: 'footer'},
  {keys: ['y'], when: ['toggle'], unless: typingOrOverlay, intent: {type: 'flip', to: 'on'}, label: 'y', action: 'on', place: 'help'},
  {keys: ['n'], when: ['toggle'], unless: typingOrOverlay, intent: {type: 'flip', to: 'off'}, label: 'n', action: 'off', place: 'help'},
  ...digits.flatMap(index => [pickBinding('list', index), pickBinding('menu', index)]),

  // Continue and back. In a text field `r` is a letter, so the footer offers Enter to try again.
  {keys: ['enter'], when: ['enter-retries', 'text'], unless: navigationBlocked, intent: {type: 'accept'}, label: 'enter', action: 'try again', place: 'footer'},
  {keys: ['enter'], when: ['enter-retries'], unless: navigationBlocked, intent: {type: 'accept'}, label: 'enter', action: 'try again', place: 'help'},
  {keys: ['enter'], when: ['enter-applies'], unless: [...navigationBlocked, 'enter-retries'], intent: {type: 'accept'}, label: 'enter', action: 'apply', place: 'footer'},
  {keys: ['escape'], when: ['busy'], unless: ['overlay', 'searching'], intent: {type: 'back'}, label: 'esc', action: 'cancel', place: 'help'},
  {keys: ['enter'], when: [], unless: [...navigationBlocked, 'enter-applies', 'enter-retries'], intent: {type: 'accept'}, label: 'enter', action: 'continue', place: 'footer'},
  {keys: ['escape'], when: ['can-go-back'], unless: navigationBlocked, intent: {type: 'back'}, label: 'esc', action: 'back', place: 'footer'},

  {keys: ['backspace'], when: inTextField, unless: inOverlay, intent: eraseIntent('left'), label: 'Backspace', action: 'delete left', place: 'help'},
  {keys: ['delete'], when: inTextField, unless: inOverlay, intent: eraseIntent('right'), label: 'Del', action: 'delete right', place: 'help'},
  {keys: ['ctrl-w'], when: inTextField, unless: inOverlay, intent: eraseIntent('word'), label: 'Ctrl-W', action: 'delete word', place: 'help'},
  {keys: ['ctrl-u'], when: inTextField, unless: inOverlay, intent: eraseIntent('to-start'), label: 'Ctrl-U', action: 'delete to start', place: 'help'},
  {keys: ['ctrl-k'], when: inTextField, unless: inOverlay, intent: eraseIntent('to-end'), label: 'Ctrl-K', action: 'delete to end', place: 'help'},
  {keys: ['left'], when: inTextField, unless: inOverlay, intent: caretIntent('left'), label: 'leftRight', action: 'move cursor', place: 'help'},
  {keys: ['right'], when: inTextField, unless: inOverlay, intent: caretIntent('right'), label: 'right', action: 'cursor right'},
  {keys: ['home', 'ctrl-a'], when: inTextField, unless: inOverlay, intent: caretIntent('start'), label: 'Home', action: 'go to start', place: 'help'},
  {keys: ['end', 'ctrl-e'], when: inTextField, unless: inOverlay, intent: caretIntent('end'), label: 'End', action: 'go to end', place: 'help'},
  {keys: ['tab', 'down'], when: inTextField, unless: navigationBlocked, intent: {type: 'accept'}, label: 'Tab', action: 'next field', place: 'help'},
  {keys: ['up', 'shift-tab'], when: inTextField, unless: navigationBlocked, intent: {type: 'back'}, label: 'Shift-Tab', action: 'previous field', place: 'help'},

  // Details.
  {keys: ['i'], when: ['step'], unless: whileTyping, intent: {type: 'overlay', overlay: 'why'}, label: 'i', action: 'why', place: 'footer'},
  {keys: ['d'], when: ['step'], unless: whileTyping, intent: {type: 'overlay', overlay: 'difference'}, label: 'd', action: 'exact requests', place: 'footer'},
  {keys: ['d'], when: ['has-token'], unless: whileTyping, intent: {type: 'overlay', overlay: 'difference'}, label: 'd', action: 'decoded token', place: 'footer'},
  {keys: ['h'], when: ['has-requests'], unless: whileTyping, intent: {type: 'overlay', overlay: 'http'}, label: 'h', action: 'request log', place: 'help'},
  {keys: ['o'], when: ['has-page'], unless: typingOrOverlay, intent: {type: 'open-page'}, label: 'o', action: 'open Dashboard', place: 'help'},
  {keys: ['c'], when: ['copyable'], unless: typingOrOverlay, intent: {type: 'copy'}, label: 'c', action: 'copy', place: 'help'},
  {keys: ['page-up'], when: [], unless: ['overlay', 'searchable'], intent: {type: 'scroll', by: -5}, label: 'PgUp', action: 'scroll up', place: 'help'},
  {keys: ['page-down'], when: [], unless: ['overlay', 'searchable'], intent: {type: 'scroll', by: 5}, label: 'PgDn', action: 'scroll down', place: 'help'},

  {keys: ['f1'], when: [], intent: {type: 'overlay', overlay: 'help'}, label: 'F1', action: 'help'},
  {keys: ['?'], when: ['letter-keys'], intent: {type: 'overlay', overlay: 'help'}, label: '?', action: 'help'},
  {keys: ['q'], when: ['letter-keys'], unless: [...typingOrOverlay, 'connecting'], intent: {type: 'leave'}, label: 'q', action: 'quit', place: 'help'},
  {keys: ['ctrl-c'], when: [], intent: {type: 'interrupt'}, label: 'Ctrl-C', action: 'quit now', place: 'help'},
];

function pickBinding(where: 'list' | 'menu', index: number): Binding {
  return {
    keys: [`${index + 1}`],
    when: [where],
    unless: typingOrOverlay,
    intent: {type: 'pick', index},
    label: '1-9',
    action: 'choose by number',
    ...(index === 0 && {place: 'help'}),
  };
}

function eraseIntent(what: 'left' | 'right' | 'word' | 'to-start' | 'to-end'): Intent {
  return {type: 'edit', change: {edit: 'erase', what}};
}

function caretIntent(to: 'left' | 'right' | 'start' | 'end'): Intent {
  return {type: 'edit', change: {edit: 'caret', to}};
}

/** The bindings that are active now. */
export function activeBindings(contexts: ReadonlySet<Context>): readonly Binding[] {
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
  return activeBindings(contexts).find(({keys}) => keys.includes(name))?.intent;
}

export function isTyping(contexts: ReadonlySet<Context>): boolean {
  return contexts.has('text') && !contexts.has('overlay');
}

export function formatKey({label}: Binding, symbols: Symbols): string {
  return isSymbolName(label, symbols) ? symbols[label] : label;
}

function isSymbolName(name: string, symbols: Symbols): name is SymbolName {
  return name in symbols;
}
