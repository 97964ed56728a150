import chalk from 'chalk';
import {Box, type BoxProps, type CursorPosition, Text, useIsScreenReaderEnabled} from 'ink';
import {Fragment, isValidElement, type ReactNode} from 'react';
import {graphemes} from '../wizard/text-edit.js';
import {scrollToFocus} from './scroll-to-focus.js';
import {sanitize, showsLinks, truncate, truncateMiddle, widthOf} from './text.js';
import {type Style, styles, useSymbols} from './theme.js';

/*
 * Ink can wrap and clip text, but knows heights only after a frame is drawn. This UI needs them
 * earlier: the panel picks the longest version of a step that still shows what Enter does, lists
 * scroll with their focus, cut text gets an ellipsis, and the caret needs a position.
 * So panels consist of `<Paragraph>`s, and `<Lines>` lays them out. It calls the components between
 * itself and the paragraphs as plain functions within its own render, so they must not have state;
 * `use` is allowed. For screen readers nothing is laid out, and React renders these components as
 * usual.
 */

/** Text in one style. Invisible characters from any source have already been made visible. */
export interface Run {
  readonly text: string;
  readonly style: Style;
  readonly href?: string;
  readonly caret?: true;
}

export interface Line {
  readonly runs: readonly Run[];
  readonly focus: boolean;
}

export interface ParagraphProps {
  /** Strings, and `<Text>`s with one style each. Without children, an empty line. */
  readonly children?: ReactNode;
  /** Columns before the first line, and before the others. */
  readonly indent?: number;
  readonly hang?: number;
  /** At the right end of the last line, or on a line below if there is no room. */
  readonly aside?: ReactNode;
  /** Cut to one line, with an ellipsis. */
  readonly truncate?: boolean;
  /** Scrolled into view if there are too few lines. */
  readonly focus?: boolean;
  readonly 'aria-role'?: NonNullable<BoxProps['aria-role']>;
  readonly 'aria-state'?: NonNullable<BoxProps['aria-state']>;
  /** Read by screen readers instead of the text. */
  readonly 'aria-label'?: string;
  readonly 'aria-hidden'?: boolean;
}

/** React renders this for screen readers only; otherwise `<Lines>` takes it apart. */
export function Paragraph(props: ParagraphProps): ReactNode {
  const {'aria-role': role, 'aria-state': state, 'aria-label': label = textOf(props)} = props;
  if (label === '' || props['aria-hidden']) return null;
  return (
    <Box {...(role && {'aria-role': role})} {...(state && {'aria-state': state})}>
      <Text>{sanitize(label)}</Text>
    </Box>
  );
}

/** The text under the terminal's cursor. */
export function Caret({children}: {readonly children: string}): ReactNode {
  return <Text>{children}</Text>;
}

/** A URL that the terminal can open. */
export function Link({href}: {readonly href: string}): ReactNode {
  return <Text>{href}</Text>;
}

interface LinesProps {
  readonly children: ReactNode;
  readonly width: number;
}

/** Stacked paragraphs at their natural height. */
export function Lines({children, width}: LinesProps): ReactNode {
  const symbols = useSymbols();
  if (useIsScreenReaderEnabled()) return <Box flexDirection="column">{children}</Box>;
  return <Rows lines={layOut(children, width, symbols.ellipsis)} />;
}

interface ViewportProps extends LinesProps {
  readonly height: number;
  readonly scroll?: number;
}

/** Stacked paragraphs in a fixed height: scrolls, and keeps the focus in view. */
export function Viewport({children, width, height, scroll = 0}: ViewportProps): ReactNode {
  const symbols = useSymbols();
  if (useIsScreenReaderEnabled()) return <Box flexDirection="column">{children}</Box>;
  const lines = layOut(children, width, symbols.ellipsis);
  return (
    <Box height={height} flexShrink={0}>
      <Rows lines={scrollToFocus(lines, {height, width, scroll}, symbols)} />
    </Box>
  );
}

/**
 * Renders everything as one `<Text>` with escape codes, because one node for each of about 200 runs
 * was the slowest part of a key press.
 */
export function Rows({lines}: {readonly lines: readonly Line[]}): ReactNode {
  return (
    <Text wrap="truncate">{lines.map(({runs}) => runs.map(applyStyle).join('')).join('\n')}</Text>
  );
}

function applyStyle({text, style, href}: Run): string {
  let shown = href === undefined ? text : hyperlink(text, href);
  if (style.dimColor) shown = chalk.dim(shown);
  if (style.color !== undefined) shown = chalk[style.color](shown);
  if (style.bold) shown = chalk.bold(shown);
  return shown;
}

/** OSC 8, ended by ST. Terminals that don't know it show only the text. */
function hyperlink(text: string, address: string): string {
  return `\u001b]8;;${sanitize(address)}\u001b\\${text}\u001b]8;;\u001b\\`;
}

/** The caret's position from the top left. */
export function caretIn(lines: readonly Line[]): CursorPosition | undefined {
  const y = lines.findIndex(({runs}) => runs.some(({caret}) => caret));
  const runs = lines[y]?.runs ?? [];
  const at = runs.findIndex(({caret}) => caret);
  return at === -1 ? undefined : {x: runsWidth(runs.slice(0, at)), y};
}

/** Lays out paragraphs at a width. No line is wider; cut text ends with the ellipsis. */
export function layOut(node: ReactNode, width: number, ellipsis: string): readonly Line[] {
  return paragraphsIn(node).flatMap(props => linesOf(props, Math.max(1, width), ellipsis));
}

function paragraphsIn(node: ReactNode): readonly ParagraphProps[] {
  if (Array.isArray(node)) return node.flatMap(paragraphsIn);
  if (!isValidElement<ParagraphProps>(node)) return [];
  const {type, props} = node;
  if (type === Paragraph) return [props];
  if (type === Fragment) return paragraphsIn(props.children);
  return isFunctionComponent(type) ? paragraphsIn(type(props)) : [];
}

function isFunctionComponent(type: unknown): type is (props: object) => ReactNode {
  return typeof type === 'function';
}

/** Flattens strings and `<Text>`s to runs of one style. */
function runsOf(node: ReactNode, style: Style = styles.plain): readonly Run[] {
  if (typeof node === 'string' || typeof node === 'number') {
    return node === '' ? [] : [{text: sanitize(String(node)), style}];
  }
  if (Array.isArray(node)) return node.flatMap(each => runsOf(each, style));
  if (!isValidElement<Style & {readonly children?: ReactNode; readonly href?: string}>(node)) {
    return [];
  }
  const {type, props} = node;
  if (type === Text) {
    const {children, ...own} = props;
    return runsOf(children, style === styles.plain ? own : {...style, ...own});
  }
  if (type === Fragment) return runsOf(props.children, style);
  if (type === Caret) {
    const runs = runsOf(props.children, styles.accent);
    return runs.map(run => ({...run, caret: true}));
  }
  if (type === Link) {
    const {href = ''} = props;
    return [{text: sanitize(href), style: styles.muted, ...(showsLinks() && {href})}];
  }
  return isFunctionComponent(type) ? runsOf(type(props), style) : [];
}

function textOf({children, aside}: ParagraphProps): string {
  const all = [...runsOf(children), ...runsOf(' '), ...runsOf(aside)];
  return all
    .map(({text}) => text)
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

function linesOf(props: ParagraphProps, width: number, ellipsis: string): readonly Line[] {
  const {children, aside, focus = false} = props;
  // Limits deep indents on very narrow terminals.
  const maxIndent = Math.max(Math.floor(width / 2), width - 12);
  const indent = Math.min(props.indent ?? 0, maxIndent);
  const hang = Math.min(props.hang ?? props.indent ?? 0, maxIndent);
  const runs = runsOf(children);
  const rows = props.truncate
    ? [truncateRuns(runs, width - indent, ellipsis)]
    : wrap(runs, {firstWidth: width - indent, otherWidth: width - hang, ellipsis});
  const lines = rows.map((row, index) => [...spaces(index === 0 ? indent : hang), ...row]);
  return appendAside(lines, runsOf(aside), {width, hang, ellipsis}).map(each => ({
    runs: mergeRuns(each),
    focus,
  }));
}

function appendAside(
  lines: readonly (readonly Run[])[],
  aside: readonly Run[],
  {
    width,
    hang,
    ellipsis,
  }: {readonly width: number; readonly hang: number; readonly ellipsis: string},
): readonly (readonly Run[])[] {
  if (aside.length === 0) return lines;
  const last = lines.at(-1) ?? [];
  const room = width - runsWidth(last) - runsWidth(aside);
  if (room >= 2) return [...lines.slice(0, -1), [...last, ...spaces(room), ...aside]];
  return [...lines, [...spaces(hang), ...truncateRuns(aside, width - hang, ellipsis)]];
}

function spaces(width: number): readonly Run[] {
  return width > 0 ? [{text: ' '.repeat(width), style: styles.plain}] : [];
}

function runsWidth(runs: readonly Run[]): number {
  return runs.reduce((sum, {text}) => sum + widthOf(text), 0);
}

/** Width of strings and `<Text>`s on one line. */
export function inlineWidth(node: ReactNode): number {
  return runsWidth(runsOf(node));
}

function truncateRuns(runs: readonly Run[], width: number, ellipsis: string): readonly Run[] {
  const kept: Run[] = [];
  let room = width;
  for (const [index, run] of runs.entries()) {
    const rest = runsWidth(runs.slice(index + 1));
    const runWidth = widthOf(run.text);
    if (runWidth + (rest > 0 ? Math.min(rest, widthOf(ellipsis)) : 0) <= room) {
      kept.push(run);
      room -= runWidth;
      continue;
    }
    // Cut here even if this run alone fits, because what follows doesn't.
    const text = runWidth <= room ? `${run.text}${ellipsis}` : run.text;
    kept.push({...run, text: truncate(text, room, ellipsis)});
    break;
  }
  return kept;
}

/** Runs without a break between them. Lines wrap at white space only. */
type Word = readonly Run[];

interface WrapOptions {
  /** Columns of the first row, and of the others. */
  readonly firstWidth: number;
  readonly otherWidth: number;
  readonly ellipsis: string;
}

function wrap(
  runs: readonly Run[],
  {firstWidth, otherWidth, ellipsis}: WrapOptions,
): readonly (readonly Run[])[] {
  // Fast path: most lines fit.
  if (runsWidth(runs) < firstWidth) return [runs];
  const rows: Run[][] = [[]];
  let used = 0;
  const room = () => Math.max(1, rows.length === 1 ? firstWidth : otherWidth);
  const append = (word: Word, width: number) => {
    rows.at(-1)?.push(...word);
    used += width;
  };
  for (const word of wordsOf(runs)) {
    const width = runsWidth(word);
    if (isSpace(word)) {
      if (used > 0 && used + width < room()) append(word, width);
      else if (used > 0) used = room();
      else if (rows.length === 1) append(word, Math.min(width, room()));
      continue;
    }
    if (used > 0 && used + width > room()) {
      rows.push([]);
      used = 0;
    }
    if (width <= room()) {
      append(word, width);
      continue;
    }
    if (word.some(({href}) => href !== undefined)) {
      // A wrapped URL can't be opened, so shorten its text; the link keeps the whole URL.
      const short = shortenUrl(word, room(), ellipsis);
      append(short, runsWidth(short));
      continue;
    }
    for (const piece of graphemesOf(word)) {
      const runWidth = widthOf(piece.text);
      if (used > 0 && used + runWidth > room()) {
        rows.push([]);
        used = 0;
      }
      append([piece], runWidth);
    }
  }
  return rows;
}

function shortenUrl(word: Word, width: number, ellipsis: string): Word {
  const bare = word.map(run =>
    run.href === undefined ? run : {...run, text: run.text.replace('https://', '')},
  );
  const besideWidth = runsWidth(bare.filter(({href}) => href === undefined));
  return bare.map(run =>
    run.href === undefined
      ? run
      : {...run, text: truncateMiddle(run.text, Math.max(1, width - besideWidth), ellipsis)},
  );
}

function isSpace(word: Word): boolean {
  return word.every(({text, caret}) => text.trim() === '' && caret === undefined);
}

function wordsOf(runs: readonly Run[]): readonly Word[] {
  const words: Run[][] = [];
  let inWord = false;
  for (const run of runs) {
    // The caret belongs to the word it is in.
    const pieces = run.caret ? [run.text] : run.text.split(/(\s+)/);
    for (const text of pieces) {
      if (text === '') continue;
      const isWord = run.caret === true || text.trim() !== '';
      if (inWord && isWord) words.at(-1)?.push({...run, text});
      else words.push([{...run, text}]);
      inWord = isWord;
    }
  }
  return words;
}

function graphemesOf(word: Word): readonly Run[] {
  return word.flatMap(run => graphemes(run.text).map(text => ({...run, text})));
}

function canMerge({style, href, caret}: Run, other: Run): boolean {
  return (
    href === other.href &&
    caret === other.caret &&
    style.color === other.style.color &&
    style.bold === other.style.bold &&
    style.dimColor === other.style.dimColor
  );
}

/** Merges adjacent runs that look the same, to send fewer escape codes. */
function mergeRuns(runs: readonly Run[]): readonly Run[] {
  const result: Run[] = [];
  for (const run of runs) {
    if (run.text === '') continue;
    const last = result.at(-1);
    if (last !== undefined && canMerge(last, run)) {
      result[result.length - 1] = {...last, text: last.text + run.text};
    } else {
      result.push(run);
    }
  }
  return result;
}
