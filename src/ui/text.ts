import stringWidth from 'string-width';
import {ascii, visible as withUnseen} from '../text/escape.js';
import {isSingleWidth} from '../text/graphemes.js';
import {graphemes} from '../wizard/text-edit.js';

export interface TextSupport {
  /** The characters that the locale can show. */
  readonly letters: 'unicode' | 'ascii';
  /** Whether the terminal can open links (OSC 8). */
  readonly links: 'shown' | 'none';
}

let support: TextSupport = {letters: 'unicode', links: 'shown'};

/** Global state, set once, like chalk's color level. */
export function settleText({letters, links}: TextSupport): void {
  support = {letters, links};
}

export function showsLinks(): boolean {
  return support.links === 'shown';
}

/** Makes invisible characters visible, and limits the text to what the locale can show. */
export function visible(text: string): string {
  const seen = withUnseen(text);
  return support.letters === 'ascii' ? ascii(seen) : seen;
}

export function widthOf(text: string): number {
  return isSingleWidth(text) ? text.length : stringWidth(text);
}

/** Cuts the text to fit, with a mark at the cut. */
export function cut(text: string, width: number, mark: string): string {
  if (widthOf(text) <= width) return text;
  return take(text, Math.max(0, width - widthOf(mark))) + take(mark, width);
}

/** Cuts out the middle: the start and end of a URL say most about it. */
export function cutMiddle(text: string, width: number, mark: string): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(mark);
  if (room < 2) return cut(text, width, mark);
  const head = take(text, Math.ceil(room / 2));
  return head + mark + takeEnd(text, room - widthOf(head));
}

/** The longest prefix that fits. */
export function take(text: string, width: number): string {
  let taken = '';
  let used = 0;
  for (const grapheme of graphemes(text)) {
    used += widthOf(grapheme);
    if (used > width) break;
    taken += grapheme;
  }
  return taken;
}

export function takeEnd(text: string, width: number): string {
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
