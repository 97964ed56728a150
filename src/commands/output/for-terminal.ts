import {ascii, hasUnicode} from '../../text/escape.js';
import type {Output} from '../command.js';
import type {Environment} from '../environment.js';

/**
 * Wraps long lines at words for a terminal, with an indent. Without a terminal, lines stay whole
 * for `grep` and logs. Counts every UTF-16 code unit as one column: loading width tables at startup
 * costs more than a ragged edge is worth.
 */
export function formatForTerminal(
  text: string,
  {isTTY, columns = 0}: Pick<Output, 'isTTY' | 'columns'>,
  env: Environment = process.env,
): string {
  const shown = toLocale(text, env);
  if (!isTTY || columns === 0) return shown;
  return shown
    .split('\n')
    .flatMap(line => wrapLine(line, columns, 'indented'))
    .join('\n');
}

/** Replaces non-ASCII characters if the locale can't show them (`LANG=C`). */
export function toLocale(text: string, env: Environment = process.env): string {
  return hasUnicode(env) ? text : ascii(text);
}

/**
 * Wraps a line at `columns`. Further rows are indented (`indented`) or start at the margin (`flush`).
 */
export function wrapLine(
  line: string,
  columns: number,
  further: 'indented' | 'flush',
): readonly string[] {
  const indent = line.search(/\S|$/);
  const rows: string[] = [];
  let row = ' '.repeat(indent);
  for (const [piece] of line.slice(indent).matchAll(/[^ ]+ */g)) {
    const isFirst = row.trim() === '';
    if (!isFirst && row.length + piece.trimEnd().length > columns) {
      rows.push(row.trimEnd());
      row = further === 'indented' ? ' '.repeat(indent + 2) : '';
    }
    row += piece;
  }
  return [...rows, row.trimEnd()];
}
