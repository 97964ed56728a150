import type {Line} from './layout.js';
import {truncate} from './text.js';
import {type Symbols, styles} from './theme.js';

/** With this few lines, all are used for the focus. */
const maxHeightWithoutCounts = 4;

/** How far the user can scroll, in lines from the position that shows the focus. */
export interface ScrollRange {
  readonly first: number;
  readonly last: number;
}

export function scrollRangeOf(lines: readonly Line[], height: number): ScrollRange {
  const start = startAtFocus(lines, height);
  return {first: -start, last: Math.max(0, lines.length - height) - start};
}

function startAtFocus(lines: readonly Line[], height: number): number {
  const maxStart = Math.max(0, lines.length - height);
  const focusStart = lines.findIndex(({focus}) => focus);
  // Nobody should type unseen, so the caret's line counts more than what is above it.
  const caret = lines.findIndex(({runs}) => runs.some(each => each.caret));
  if (height <= maxHeightWithoutCounts) {
    return Math.min(maxStart, Math.max(0, focusStart, caret + 1 - height));
  }
  // Show the end of the focus and a line for what follows, but never hide its start.
  const focusEnd = lines.findLastIndex(({focus}) => focus);
  const neverHidden = caret === -1 ? focusStart : caret;
  const start = Math.min(Math.max(0, focusEnd + 2 - height), Math.max(0, neverHidden - 1));
  return Math.min(maxStart, start);
}

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
  const maxStart = lines.length - height;
  const start = Math.max(0, Math.min(maxStart, startAtFocus(lines, height) + view.scroll));
  const shown = lines.slice(start, start + height);
  if (height <= maxHeightWithoutCounts) return shown;
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
