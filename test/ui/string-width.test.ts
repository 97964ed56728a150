import {expect, it} from 'vitest';
import stringWidth from '../../src/ui/string-width.js';

it.each([
  ['abc', 3],
  ['\u001b[31m日本\u001b[39m', 4],
  ['e\u0301', 1],
  ['👩‍👩‍👧', 2],
  ['की', 2],
  // Terminals give the vowel sara am a column, although it is part of the grapheme.
  ['น้ำ', 2],
])('%j takes %i columns', (text, width) => {
  expect(stringWidth(text)).toBe(width);
});
