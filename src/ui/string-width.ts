import {stripVTControlCharacters} from 'node:util';
import wideWidth, {type Options} from 'string-width';
import {isSingleWidth} from '../text/graphemes.js';

/** Thai and Lao vowels that take a column of their own; string-width counts none. */
const spacingVowels = /[\u0e33\u0eb3]/g;

/**
 * Replaces `string-width` in the bundle, Ink's copy too. Measures most texts without the emoji
 * tables, whose regular expression alone takes as long to load as the rest of the first frame.
 */
export default function stringWidth(text: string, options?: Options): number {
  const plain = text.includes('\u001b') ? stripVTControlCharacters(text) : text;
  return isSingleWidth(plain)
    ? plain.length
    : wideWidth(plain.replace(spacingVowels, 'a'), options);
}
