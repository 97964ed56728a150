import type {Line} from './layout.js';
import {truncate} from './text.js';
import {type Symbols, styles} from './theme.js';

/** With this few lines, all are used for the focus. */
const maxHeightWithoutCounts = 4;

/**
 * The lines that fit, including those with the focus; lines above and below are counted. `scroll`
 * is relative to that position.
 */
export function scrollToFocus(
  lines: readonly Line[],
  view: {readonly height: number; readonly width: number; readonly scroll: number},
  symbols: Symbols,
): readonly Line[] {
  const {height, width} = view;
  if (lines.length <= height) return lines;
  const focusEnd = lines.findLastIndex(({focus}) => focus);
  const focusStart = lines.findIndex(({focus}) => focus);
  const maxStart = lines.length - height;
  if (height <= maxHeightWithoutCounts) {
    const start = Math.max(0, Math.min(maxStart, Math.max(0, focusStart) + view.scroll));
    return lines.slice(start, start + height);
  }
  // Show the end of the focus and a line for what follows, but never hide its start.
  const startAtFocus = Math.min(Math.max(0, focusEnd + 2 - height), Math.max(0, focusStart - 1));
  const start = Math.max(0, Math.min(maxStart, startAtFocus + view.scroll));
  const shown = lines.slice(start, start + height);
  const countLine = (count: number, symbol: string): Line => ({
    runs: [
      {text: truncate(`${symbol} ${count} more`, width, symbols.ellipsis), style: styles.muted},
    ],
    focus: false,
  });
  const above = start > 0 ? countLine(start + 1, symbols.up) : shown[0];
  const countBelow = lines.length - start - height;
  const below = countBelow > 0 ? countLine(countBelow + 1, symbols.down) : shown.at(-1);
  return [above, ...shown.slice(1, -1), below].filter(line => line !== undefined);
}
