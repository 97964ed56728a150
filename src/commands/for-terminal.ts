import {ascii, hasUnicode} from '../text/escape.js';
import type {Output} from './command.js';
import type {Environment} from './environment.js';

/**
 * Text as a terminal shows it best: what is longer than a line goes on in the next, set in, and no
 * word is broken. Where no terminal is, lines stay whole, for `grep` and for logs. Every letter
 * counts as one column: tables of widths cost a start more than a ragged edge is worth.
 */
export function forTerminal(
  text: string,
  {isTTY, columns = 0}: Pick<Output, 'isTTY' | 'columns'>,
  env: Environment = process.env,
): string {
  const shown = inLocale(text, env);
  if (!isTTY || columns === 0) return shown;
  return shown
    .split('\n')
    .flatMap(line => wrapped(line, columns, 'set-in'))
    .join('\n');
}

/** Text for people, in what the locale can show: ASCII under `LANG=C`. */
export function inLocale(text: string, env: Environment = process.env): string {
  return hasUnicode(env) ? text : ascii(text);
}

/** A line as several of at most so many columns; what goes on is set in, or begins at the margin. */
export function wrapped(
  line: string,
  columns: number,
  further: 'set-in' | 'flush',
): readonly string[] {
  const indent = line.search(/\S|$/);
  const rows: string[] = [];
  let row = ' '.repeat(indent);
  for (const [piece] of line.slice(indent).matchAll(/[^ ]+ */g)) {
    const isFirst = row.trim() === '';
    if (!isFirst && row.length + piece.trimEnd().length > columns) {
      rows.push(row.trimEnd());
      row = further === 'set-in' ? ' '.repeat(indent + 2) : '';
    }
    row += piece;
  }
  return [...rows, row.trimEnd()];
}
