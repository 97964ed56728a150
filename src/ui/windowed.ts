import type {Line} from './layout.js';
import {cut} from './text.js';
import {type Symbols, styles} from './theme.js';

/** With this few lines, all are used for the focus. */
const tooFewForMarks = 4;

/**
 * The lines that fit, including those with the focus; lines above and below are counted. `scroll`
 * is relative to that position.
 */
export function windowed(
  lines: readonly Line[],
  view: {readonly height: number; readonly width: number; readonly scroll: number},
  symbols: Symbols,
): readonly Line[] {
  const {height, width} = view;
  if (lines.length <= height) return lines;
  const focusEnd = lines.findLastIndex(({focus}) => focus);
  const focusStart = lines.findIndex(({focus}) => focus);
  const maxStart = lines.length - height;
  if (height <= tooFewForMarks) {
    const start = Math.max(0, Math.min(maxStart, Math.max(0, focusStart) + view.scroll));
    return lines.slice(start, start + height);
  }
  // Show the end of the focus and a line for what follows, but never hide its start.
  const seen = Math.min(Math.max(0, focusEnd + 2 - height), Math.max(0, focusStart - 1));
  const start = Math.max(0, Math.min(maxStart, seen + view.scroll));
  const shown = lines.slice(start, start + height);
  const more = (count: number, symbol: string): Line => ({
    runs: [{text: cut(`${symbol} ${count} more`, width, symbols.cut), style: styles.muted}],
    focus: false,
  });
  const above = start > 0 ? more(start + 1, symbols.up) : shown[0];
  const left = lines.length - start - height;
  const below = left > 0 ? more(left + 1, symbols.down) : shown.at(-1);
  return [above, ...shown.slice(1, -1), below].filter(line => line !== undefined);
}
