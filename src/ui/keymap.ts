import type {Intent} from '../wizard/event.js';
import type {Key} from './key-decoder.js';
import type {SymbolName, Symbols} from './theme.js';

/** What the screen at hand is like: it decides which keys mean something. */
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
  | 'scrolls'
  | 'overlay'
  | 'can-go-back'
  | 'always';

export interface Binding {
  /** Names of keys, or the letters themselves. */
  readonly keys: readonly string[];
  /** All of these have to hold … */
  readonly when: readonly Context[];
  /** … and none of these. */
  readonly unless?: readonly Context[];
  /** How the key is written: a symbol of the theme, or the text. */
  readonly shown: SymbolName | (string & {});
  readonly does: string;
  readonly intent: Intent;
  /** `footer` has room for the few that matter; the help lists all. */
  readonly place: 'footer' | 'help' | 'nowhere';
}

const quiet = ['text', 'searching', 'overlay'] as const;

/** The one table of keys. Handling, footer and help are all made from it; the first match counts. */
export const keymap: readonly Binding[] = [
  // Overlays.
  on(['escape', 'enter'], ['overlay'], 'esc', 'close', {type: 'back'}, 'footer'),
  on(['up', 'k'], ['overlay'], 'upDown', 'scroll', {type: 'scroll', by: -1}, 'footer'),
  on(['down', 'j'], ['overlay'], 'down', 'scroll down', {type: 'scroll', by: 1}, 'nowhere'),
  on(['page-up'], ['overlay'], 'PgUp', 'a page up', {type: 'scroll', by: -10}, 'help'),
  on(['page-down', ' '], ['overlay'], 'PgDn', 'a page down', {type: 'scroll', by: 10}, 'help'),

  on(['home'], ['overlay'], 'Home', 'to the top', {type: 'scroll', by: -100_000}, 'help'),

  // Trouble.
  on(['r'], ['failed'], 'r', 'try again', {type: 'retry'}, 'footer', quiet),
  on(['b'], ['sign-in-failed'], 'b', 'sign in anew', {type: 'sign-in-again'}, 'footer', quiet),
  on(['x'], ['busy'], 'x', 'break off', {type: 'cancel'}, 'footer', ['overlay']),

  // Searching in a list: letters are text.
  on(['up'], ['searching'], 'upDown', 'choose', {type: 'move', by: -1}, 'footer', ['overlay']),
  on(['down'], ['searching'], 'down', 'next', {type: 'move', by: 1}, 'nowhere', ['overlay']),
  on(['enter'], ['searching'], 'enter', 'back to the list', {type: 'accept'}, 'footer', [
    'overlay',
  ]),
  on(['escape'], ['searching'], 'esc', 'end the search', {type: 'back'}, 'footer', ['overlay']),

  // Lists.
  on(
    ['up', 'k', 'shift-tab'],
    ['list'],
    'upDown',
    'choose',
    {type: 'move', by: -1},
    'footer',
    quiet,
  ),
  on(['down', 'j', 'tab'], ['list'], 'down', 'next', {type: 'move', by: 1}, 'nowhere', quiet),
  on(
    ['left', 'up', 'k', 'shift-tab'],
    ['menu'],
    'leftRight',
    'choose',
    {type: 'move', by: -1},
    'footer',
    quiet,
  ),
  on(
    ['right', 'down', 'j', 'tab'],
    ['menu'],
    'right',
    'next',
    {type: 'move', by: 1},
    'nowhere',
    quiet,
  ),
  on(['page-up'], ['list', 'searchable'], 'PgUp', 'ten up', {type: 'move', by: -10}, 'help', quiet),
  on(
    ['page-down'],
    ['list', 'searchable'],
    'PgDn',
    'ten down',
    {type: 'move', by: 10},
    'help',
    quiet,
  ),
  on(['home'], ['list'], 'Home', 'first', {type: 'move', by: -100_000}, 'help', quiet),
  on(['end'], ['list'], 'End', 'last', {type: 'move', by: 100_000}, 'help', quiet),
  on(['/'], ['searchable'], '/', 'search', {type: 'search', to: 'open'}, 'footer', quiet),
  on([' ', 'x'], ['ticks'], 'space', 'tick', {type: 'toggle'}, 'footer', quiet),
  on(
    [' ', 'left', 'right'],
    ['toggle'],
    'space',
    'toggle',
    {type: 'flip', to: 'other'},
    'footer',
    quiet,
  ),
  on(['y'], ['toggle'], 'y', 'on', {type: 'flip', to: 'on'}, 'help', quiet),
  on(['n'], ['toggle'], 'n', 'off', {type: 'flip', to: 'off'}, 'help', quiet),
  ...Array.from({length: 9}, (_, index) =>
    on(
      [`${index + 1}`],
      ['list'],
      '1-9',
      'pick by number',
      {type: 'pick', index},
      index === 0 ? 'help' : 'nowhere',
      quiet,
    ),
  ),
  ...Array.from({length: 9}, (_, index) =>
    on(
      [`${index + 1}`],
      ['menu'],
      '1-9',
      'pick by number',
      {type: 'pick', index},
      index === 0 ? 'help' : 'nowhere',
      quiet,
    ),
  ),

  // Going on and back.
  // Where letters are text, r can't say it.
  on(['enter'], ['retries', 'text'], 'enter', 'try again', {type: 'accept'}, 'footer', [
    'busy',
    'overlay',
    'searching',
  ]),
  on(['enter'], ['retries'], 'enter', 'try again', {type: 'accept'}, 'help', [
    'busy',
    'overlay',
    'searching',
  ]),
  on(['enter'], ['applies'], 'enter', 'apply', {type: 'accept'}, 'footer', [
    'busy',
    'overlay',
    'searching',
    'retries',
  ]),
  on(['escape'], ['busy'], 'esc', 'break off', {type: 'back'}, 'help', ['overlay', 'searching']),
  on(['enter'], ['always'], 'enter', 'go on', {type: 'accept'}, 'footer', [
    'busy',
    'overlay',
    'searching',
    'applies',
    'retries',
  ]),
  on(['escape'], ['can-go-back'], 'esc', 'back', {type: 'back'}, 'footer', [
    'busy',
    'overlay',
    'searching',
  ]),

  // Typing.
  on(['backspace'], ['text'], 'Backspace', 'erase to the left', erase('left'), 'help', ['overlay']),
  on(['delete'], ['text'], 'Del', 'erase to the right', erase('right'), 'help', ['overlay']),
  on(['ctrl-w'], ['text'], 'Ctrl-W', 'erase the word', erase('word'), 'help', ['overlay']),
  on(['ctrl-u'], ['text'], 'Ctrl-U', 'erase to the start', erase('to-start'), 'help', ['overlay']),
  on(['ctrl-k'], ['text'], 'Ctrl-K', 'erase to the end', erase('to-end'), 'help', ['overlay']),
  on(['left'], ['text'], 'leftRight', 'move the caret', caret('left'), 'help', ['overlay']),
  on(['right'], ['text'], 'right', 'caret right', caret('right'), 'nowhere', ['overlay']),
  on(['home', 'ctrl-a'], ['text'], 'Home', 'to the start', caret('start'), 'help', ['overlay']),
  on(['end', 'ctrl-e'], ['text'], 'End', 'to the end', caret('end'), 'help', ['overlay']),
  on(['tab', 'down'], ['text'], 'Tab', 'next field', {type: 'accept'}, 'help', [
    'overlay',
    'searching',
    'busy',
  ]),
  on(['up', 'shift-tab'], ['text'], 'Shift-Tab', 'field before', {type: 'back'}, 'help', [
    'overlay',
    'searching',
    'busy',
  ]),

  // Looking closer.
  on(['i'], ['step'], 'i', 'why', {type: 'overlay', overlay: 'why'}, 'footer', [
    'text',
    'searching',
  ]),
  on(['d'], ['step'], 'd', 'difference', {type: 'overlay', overlay: 'difference'}, 'footer', [
    'text',
    'searching',
  ]),
  on(
    ['d'],
    ['token'],
    'd',
    'the token, decoded',
    {type: 'overlay', overlay: 'difference'},
    'footer',
    ['text', 'searching'],
  ),
  on(['h'], ['called'], 'h', 'HTTP', {type: 'overlay', overlay: 'http'}, 'help', [
    'text',
    'searching',
  ]),
  on(['o'], ['page'], 'o', 'open the Dashboard', {type: 'open-page'}, 'help', quiet),
  on(['c'], ['copyable'], 'c', 'copy', {type: 'copy'}, 'help', quiet),
  on(['page-up'], ['scrolls'], 'PgUp', 'scroll up', {type: 'scroll', by: -5}, 'help', [
    'overlay',
    'searchable',
  ]),
  on(['page-down'], ['scrolls'], 'PgDn', 'scroll down', {type: 'scroll', by: 5}, 'help', [
    'overlay',
    'searchable',
  ]),

  // Always.
  on(['f1'], ['always'], 'F1', 'keys', {type: 'overlay', overlay: 'help'}, 'nowhere'),
  on(['?'], ['letters'], '?', 'keys', {type: 'overlay', overlay: 'help'}, 'nowhere'),
  on(['q'], ['letters'], 'q', 'leave; what is done stays done', {type: 'leave'}, 'help', [
    ...quiet,
    'connecting',
  ]),
  on(['ctrl-c'], ['always'], 'Ctrl-C', 'leave at once', {type: 'interrupt'}, 'help'),
];

function on(
  keys: readonly string[],
  when: readonly Context[],
  shown: string,
  does: string,
  intent: Intent,
  place: Binding['place'],
  unless: readonly Context[] = [],
): Binding {
  return {keys, when, shown, does, intent, place, unless};
}

function erase(what: 'left' | 'right' | 'word' | 'to-start' | 'to-end'): Intent {
  return {type: 'edit', change: {edit: 'erase', what}};
}

function caret(to: 'left' | 'right' | 'start' | 'end'): Intent {
  return {type: 'edit', change: {edit: 'caret', to}};
}

function holds({when, unless = []}: Binding, contexts: ReadonlySet<Context>): boolean {
  return when.every(each => contexts.has(each)) && !unless.some(each => contexts.has(each));
}

/** The bindings that mean something now. */
export function bindingsIn(contexts: ReadonlySet<Context>): readonly Binding[] {
  return keymap.filter(binding => holds(binding, contexts));
}

/** What a key means now, if anything. In a text field letters are text. */
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

export function written({shown}: Binding, symbols: Symbols): string {
  return isSymbol(shown, symbols) ? symbols[shown] : shown;
}

function isSymbol(name: string, symbols: Symbols): name is SymbolName {
  return name in symbols;
}
