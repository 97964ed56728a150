import stringWidth from 'string-width';
import {ascii, visible as withUnseen} from '../text/escape.js';
import {isSingleWidth} from '../text/graphemes.js';
import {graphemes} from '../wizard/text-edit.js';

export interface TextSupport {
  /** What the locale can show. */
  readonly letters: 'unicode' | 'ascii';
  /** Whether an address can be opened from the text that stands for it (OSC 8). */
  readonly links: 'shown' | 'none';
}

let support: TextSupport = {letters: 'unicode', links: 'shown'};

/** Decided once, as chalk's colors are. */
export function settleText({letters, links}: TextSupport): void {
  support = {letters, links};
}

export function showsLinks(): boolean {
  return support.links === 'shown';
}

/** A text as it is shown: with everything in it to be seen, in what the locale can show. */
export function visible(text: string): string {
  const seen = withUnseen(text);
  return support.letters === 'ascii' ? ascii(seen) : seen;
}

export function widthOf(text: string): number {
  return isSingleWidth(text) ? text.length : stringWidth(text);
}

/** As much of the text as fits, with a mark where something was left out. */
export function cut(text: string, width: number, mark: string): string {
  if (widthOf(text) <= width) return text;
  return take(text, Math.max(0, width - widthOf(mark))) + take(mark, width);
}

/** Leaves out the middle: the ends of an address say most. */
export function cutMiddle(text: string, width: number, mark: string): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(mark);
  if (room < 2) return cut(text, width, mark);
  const head = take(text, Math.ceil(room / 2));
  return head + mark + takeEnd(text, room - widthOf(head));
}

/** The longest start of the text that is no wider. */
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
