import {stripVTControlCharacters} from 'node:util';
import wideWidth, {type Options} from 'string-width';
import {isSingleWidth} from '../text/graphemes.js';

/**
 * Stands for `string-width` in the bundle, Ink's too. Of most texts the width is known without the
 * tables of emoji, whose pattern alone takes as long to load as everything else of a first frame.
 */
export default function stringWidth(text: string, options?: Options): number {
  const plain = text.includes('\u001b') ? stripVTControlCharacters(text) : text;
  return isSingleWidth(plain) ? plain.length : wideWidth(plain, options);
}
