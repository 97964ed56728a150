import type {TextProps} from 'ink';
import {createContext, useContext} from 'react';

/** What a piece of text is, never how it looks. */
export type Role =
  | 'plain'
  | 'strong'
  | 'muted'
  | 'accent'
  | 'heading'
  | 'good'
  | 'bad'
  | 'warning'
  | 'caret'
  | 'chosen';

export type Look = Pick<TextProps, 'color' | 'bold' | 'dimColor' | 'inverse' | 'underline'>;

/** One accent. Colors of the 16 that terminals define, so that they fit its background. */
export const looks: Readonly<Record<Role, Look>> = {
  plain: {},
  strong: {bold: true},
  muted: {dimColor: true},
  accent: {color: 'cyan'},
  heading: {bold: true},
  good: {color: 'green'},
  bad: {color: 'red'},
  warning: {color: 'yellow'},
  caret: {inverse: true},
  chosen: {color: 'cyan', bold: true},
};

const unicode = {
  done: '✔',
  current: '▸',
  todo: '○',
  drift: '≠',
  failed: '✖',
  warning: '⚠',
  busy: '…',
  waiting: '↻',
  pointer: '❯',
  radioOn: '●',
  radioOff: '○',
  tickOn: '[✔]',
  tickOff: '[ ]',
  kept: ' · ',
  arrow: '→',
  plus: '+',
  minus: '−',
  cut: '…',
  up: '↑',
  down: '↓',
  upDown: '↑↓',
  leftRight: '←→',
  rule: '─',
  secret: '•',
  dot: '·',
  enter: '⏎',
};

export type SymbolName = keyof typeof unicode;
export type Symbols = Readonly<Record<SymbolName, string>>;

const ascii: Symbols = {
  done: '*',
  current: '>',
  todo: '-',
  drift: '!',
  failed: 'x',
  warning: '!',
  busy: '.',
  waiting: '~',
  pointer: '>',
  radioOn: '(*)',
  radioOff: '( )',
  tickOn: '[x]',
  tickOff: '[ ]',
  kept: ' - ',
  arrow: '->',
  plus: '+',
  minus: '-',
  cut: '...',
  up: '^',
  down: 'v',
  upDown: 'up/down',
  leftRight: 'left/right',
  rule: '-',
  secret: '*',
  dot: '-',
  enter: 'Enter',
};

export const symbolSets: Readonly<Record<'unicode' | 'ascii', Symbols>> = {unicode, ascii};

/** Columns and rows that the layout hangs on. */
export const spacing = {
  /** From here on the steps stand in a column at the side. */
  sideFrom: 60,
  sideWidth: 17,
  gap: 3,
  margin: 1,
  widest: 100,
  tallest: 34,
} as const;

const ThemeContext = createContext<Symbols>(unicode);
export const ThemeProvider = ThemeContext.Provider;

export function useSymbols(): Symbols {
  return useContext(ThemeContext);
}
