import {expect, test} from 'vitest';
import {fieldWindow} from '../../../src/ui/questions/text-field.js';
import {widthOf} from '../../../src/ui/text.js';
import {symbolSets} from '../../../src/ui/theme.js';

const long = 'abcdefghijklmnopqrstuvwxyz';
const showParts = (caret: number, width: number, value = long) => {
  const {before, at, after} = fieldWindow(value, caret, width, symbolSets.unicode);
  return [before, at, after].filter(part => part !== '');
};

test('the character under the caret is always visible', () => {
  expect(showParts(8, 8)).toEqual(['…defgh', 'i', '…']);
  expect(showParts(0, 8)).toEqual(['a', 'bcdef…']);
  expect(showParts(26, 8)).toEqual(['…vwxyz', ' ']);
  expect(showParts(1, 30)).toEqual(['a', 'b', long.slice(2)]);
});

test('a value of wide characters stays within its field', () => {
  for (const value of [long, '日本語のとても長い名前です', '']) {
    for (let caret = 0; caret <= 26; caret += 1) {
      expect(widthOf(showParts(caret, 9, value).join(''))).toBeLessThanOrEqual(9);
    }
  }
});

test('a token of ten thousand characters renders quickly', () => {
  expect(showParts(10_000, 40, 'x'.repeat(10_000)).join('')).toContain('…xxx');
});
