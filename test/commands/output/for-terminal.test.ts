import fc from 'fast-check';
import {expect, test} from 'vitest';
import {formatForTerminal} from '../../../src/commands/output/for-terminal.js';

const terminal = {isTTY: true, columns: 30};

test('a long line wraps with an indent, a short one is unchanged', () => {
  expect(
    formatForTerminal(
      '≠ Signing      drifted\n    scopes: read:timesheets, create:timesheets',
      terminal,
      {},
    ),
  ).toBe(
    ['≠ Signing      drifted', '    scopes: read:timesheets,', '      create:timesheets'].join(
      '\n',
    ),
  );
});

test('lines are not wrapped without a terminal', () => {
  const line = 'word '.repeat(40);
  expect(formatForTerminal(line, {isTTY: false, columns: 30}, {})).toBe(line);
});

test('a locale without Unicode gets ASCII, and escapes for other characters', () => {
  const line = '≠ “Zeiterfassung ü”: HS256 → RS256 … 日👩';
  const shown = '! "Zeiterfassung \\xfc": HS256 -> RS256 ... \\u65e5\\u{1f469}';
  expect(formatForTerminal(line, {isTTY: false, columns: 30}, {LANG: 'C'})).toBe(shown);
  expect(formatForTerminal(line, {isTTY: false, columns: 30}, {LANG: 'C', LC_ALL: 'C.UTF-8'})).toBe(
    line,
  );
  expect(formatForTerminal(line, {isTTY: false, columns: 30}, {})).toBe(line);
});

test('wrapping loses and breaks no word, and only a single long word exceeds the width', () => {
  const texts = fc.array(
    fc.array(fc.stringMatching(/^[a-z:/]{1,40}$/)).map(words => words.join(' ')),
  );
  fc.assert(
    fc.property(texts, lines => {
      const shown = formatForTerminal(lines.join('\n'), terminal, {});
      const words = (text: string) => text.split(/\s+/).filter(word => word !== '');
      expect(words(shown)).toEqual(words(lines.join('\n')));
      for (const line of shown.split('\n')) {
        expect(line.length <= 30 || words(line).length === 1).toBe(true);
      }
    }),
  );
});
