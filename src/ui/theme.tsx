import {Text} from 'ink';
import {createContext, type ReactNode, use} from 'react';

/** The `<Text>` properties that are used. */
export interface Style {
  readonly color?: 'cyan' | 'green' | 'red' | 'yellow';
  readonly bold?: boolean;
  readonly dimColor?: boolean;
}

/**
 * Styles by meaning. One accent color, and only the terminal's 16 colors, which suit any
 * background. Color never carries information that a symbol or word doesn't.
 */
export const styles = {
  plain: {},
  strong: {bold: true},
  muted: {dimColor: true},
  accent: {color: 'cyan'},
  good: {color: 'green'},
  bad: {color: 'red'},
  warning: {color: 'yellow'},
  chosen: {color: 'cyan', bold: true},
} as const satisfies Readonly<Record<string, Style>>;

interface Children {
  readonly children?: ReactNode;
}

export const Strong = ({children}: Children) => <Text {...styles.strong}>{children}</Text>;
export const Muted = ({children}: Children) => <Text {...styles.muted}>{children}</Text>;
export const Accent = ({children}: Children) => <Text {...styles.accent}>{children}</Text>;
export const Good = ({children}: Children) => <Text {...styles.good}>{children}</Text>;
export const Bad = ({children}: Children) => <Text {...styles.bad}>{children}</Text>;
export const Warning = ({children}: Children) => <Text {...styles.warning}>{children}</Text>;
export const Chosen = ({children}: Children) => <Text {...styles.chosen}>{children}</Text>;

const unicode = {
  done: '✔',
  current: '▸',
  todo: '○',
  inSync: '=',
  drift: '≠',
  failed: '✖',
  warning: '⚠',
  busy: '…',
  waiting: '↻',
  pointer: '❯',
  radioOn: '●',
  radioOff: '○',
  checkboxOn: '[✔]',
  checkboxOff: '[ ]',
  kept: ' · ',
  arrow: '→',
  plus: '+',
  minus: '−',
  ellipsis: '…',
  up: '↑',
  down: '↓',
  upDown: '↑↓',
  leftRight: '←→',
  rule: '─',
  secret: '•',
  dot: '·',
  enter: 'enter',
};

export type SymbolName = keyof typeof unicode;
export type Symbols = Readonly<Record<SymbolName, string>>;

const ascii: Symbols = {
  done: '*',
  current: '>',
  todo: '-',
  inSync: '=',
  drift: '!',
  failed: 'x',
  warning: '!',
  busy: '.',
  waiting: '~',
  pointer: '>',
  radioOn: '(*)',
  radioOff: '( )',
  checkboxOn: '[x]',
  checkboxOff: '[ ]',
  kept: ' - ',
  arrow: '->',
  plus: '+',
  minus: '-',
  ellipsis: '...',
  up: '^',
  down: 'v',
  upDown: 'up/down',
  leftRight: 'left/right',
  rule: '-',
  secret: '*',
  dot: '-',
  enter: 'enter',
};

export const symbolSets: Readonly<Record<'unicode' | 'ascii', Symbols>> = {unicode, ascii};

const SymbolsContext = createContext<Symbols>(unicode);
export const SymbolsProvider = SymbolsContext.Provider;

/** Reads context only, so it can be called while `layout` calls components as functions. */
export function useSymbols(): Symbols {
  return use(SymbolsContext);
}
