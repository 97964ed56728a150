import stringWidth from 'string-width';
import {graphemes} from '../wizard/text-edit.js';

/**
 * Control characters; those that turn the direction of text; invisible ones. A name from the
 * tenant could move the cursor, name the window or pass for another with them. The joiner of
 * emoji (U+200D) is left alone.
 */
const unseen =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}|[\u{e0000}-\u{e007f}]/gu;

/** The text with everything in it to be seen: `\x1b` for an escape character. */
export function visible(text: string): string {
  return text.replace(unseen, character => {
    const code = character.codePointAt(0) ?? 0;
    if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code <= 0xffff
      ? `\\u${code.toString(16).padStart(4, '0')}`
      : `\\u{${code.toString(16)}}`;
  });
}

export function widthOf(text: string): number {
  return stringWidth(text);
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
