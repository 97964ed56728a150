import stringWidth from 'string-width';
import {expect, it} from 'vitest';
import {graphemesOf, isSingleWidth} from '../../src/text/graphemes.js';

it('treats as narrow only characters that are one column and one grapheme', () => {
  const characters = Array.from({length: 0xffff}, (_, code) => String.fromCharCode(code));
  const narrow = characters.filter(isSingleWidth);
  expect(narrow.length).toBeGreaterThan(1_400);
  expect(narrow.filter(character => stringWidth(character) !== 1)).toEqual([]);
  const all = narrow.join('');
  expect(Array.from(new Intl.Segmenter().segment(all)).length).toBe(all.length);
  expect(stringWidth(all)).toBe(all.length);
});

it.each(['日', '✅', '⚠️', 'e\u0301', '\u200d', '\ud83d', '\u001b', '\u00ad', '1\u20e3'])(
  'does not treat %j as narrow',
  text => expect(isSingleWidth(text)).toBe(false),
);

it.each(['', '\u001b[36m⏎\u001b[39m go on', 'é\u001b]8;;x\u0007', 'e\u0301\u001b[1m👩‍🚀!'])(
  'splits %j like Intl.Segmenter',
  text => {
    const plain = ({segment, index}: {segment: string; index: number}) => ({segment, index});
    expect(Array.from(graphemesOf(text), plain)).toEqual(
      Array.from(new Intl.Segmenter().segment(text), plain),
    );
  },
);
