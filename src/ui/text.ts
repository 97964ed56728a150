import stringWidth from 'string-width';
import {ascii, visible as escapeInvisible} from '../text/escape.js';
import {isSingleWidth} from '../text/graphemes.js';
import {graphemes} from '../wizard/text-edit.js';

export interface TextSupport {
  /** The characters that the locale can show. */
  readonly charset: 'unicode' | 'ascii';
  /** Whether the terminal can open links (OSC 8). */
  readonly links: 'shown' | 'none';
}

let support: TextSupport = {charset: 'unicode', links: 'shown'};

/** Global state, set once, like chalk's color level. */
export function setTextSupport({charset, links}: TextSupport): void {
  support = {charset, links};
}

export function showsLinks(): boolean {
  return support.links === 'shown';
}

/** Makes invisible characters visible, and limits the text to what the locale can show. */
export function sanitize(text: string): string {
  const escaped = escapeInvisible(text);
  return support.charset === 'ascii' ? ascii(escaped) : escaped;
}

export function widthOf(text: string): number {
  return isSingleWidth(text) ? text.length : stringWidth(text);
}

/** Cuts the text to fit, with an ellipsis at the cut. */
export function truncate(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  return takeStart(text, Math.max(0, width - widthOf(ellipsis))) + takeStart(ellipsis, width);
}

/** Cuts out the middle: the start and end of a URL say most about it. */
export function truncateMiddle(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(ellipsis);
  if (room < 2) return truncate(text, width, ellipsis);
  const head = takeStart(text, Math.ceil(room / 2));
  return head + ellipsis + takeEnd(text, room - widthOf(head));
}

/** The longest prefix that fits. */
function takeStart(text: string, width: number): string {
  let taken = '';
  let used = 0;
  for (const grapheme of graphemes(text)) {
    used += widthOf(grapheme);
    if (used > width) break;
    taken += grapheme;
  }
  return taken;
}

function takeEnd(text: string, width: number): string {
  let taken = '';
  let used = 0;
  for (const grapheme of graphemes(text).toReversed()) {
    used += widthOf(grapheme);
    if (used > width) break;
    taken = grapheme + taken;
  }
  return taken;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}
