import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {block, span} from '../../src/ui/block.js';
import {layOut, spansWidth} from '../../src/ui/layout.js';
import {fieldSpans} from '../../src/ui/question/text.js';
import {cut, cutMiddle, visible, widthOf} from '../../src/ui/text.js';
import {symbolSets} from '../../src/ui/theme.js';

const anything = fc.string({unit: 'binary'});
// biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is what it checks.
const dangerous = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('visible', () => {
  it.each([
    ['x\u001b]0;owned\u0007', 'x\\x1b]0;owned\\x07'],
    ['a\u202eb', 'a\\u202eb'],
    ['two\nlines', 'two\\x0alines'],
    ['日本語 👩‍👩‍👧', '日本語 👩‍👩‍👧'],
  ])('shows %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('leaves nothing that a terminal acts on, and changes nothing twice', () => {
    fc.assert(
      fc.property(anything, text => {
        expect(visible(text)).not.toMatch(dangerous);
        expect(visible(visible(text))).toBe(visible(text));
      }),
    );
  });
});

describe('cutting', () => {
  it('marks what is left out, at the end or in the middle', () => {
    expect(cut('日本語', 5, '…')).toBe('日本…');
    expect(cutMiddle('resource-servers/66f1a2b3c4', 15, '…')).toBe('resourc…1a2b3c4');
    expect(cut('short', 5, '…')).toBe('short');
  });

  it('is never wider than there is room', () => {
    fc.assert(
      fc.property(anything, fc.integer({min: 1, max: 30}), (text, width) => {
        expect(widthOf(cut(visible(text), width, '…'))).toBeLessThanOrEqual(width);
        expect(widthOf(cutMiddle(visible(text), width, '…'))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('layout', () => {
  const blocks = fc.array(
    fc.record({
      text: fc.array(anything, {maxLength: 4}),
      indent: fc.nat(30),
      hang: fc.nat(30),
      fit: fc.constantFrom('wrap' as const, 'cut' as const),
      aside: fc.option(fc.string({maxLength: 12}), {nil: undefined}),
    }),
    {maxLength: 5},
  );

  it('makes no line wider than the terminal', () => {
    fc.assert(
      fc.property(blocks, fc.integer({min: 20, max: 100}), (list, width) => {
        const made = list.map(({text, indent, hang, fit, aside}) =>
          block(
            text.map(each => span(each)),
            {
              indent,
              hang,
              fit,
              ...(aside === undefined ? {} : {aside}),
            },
          ),
        );
        for (const {spans} of layOut(made, width, '…')) {
          expect(spansWidth(spans)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  it('loses no word when it wraps', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-zé日]{1,30}$/)),
        fc.integer({min: 20, max: 60}),
        (words, width) => {
          const lines = layOut([block(words.join(' '))], width, '…');
          const text = lines.flatMap(({spans}) => spans.map(each => each.text)).join('');
          expect(text.replaceAll(' ', '')).toBe(words.join(''));
        },
      ),
    );
  });
});

describe('a text field', () => {
  it('slides a long value under its caret, with marks where it goes on', () => {
    const value = 'https://api.exampleco.com/timesheets';
    const shown = (caret: number) =>
      fieldSpans(value, caret, 16, symbolSets.unicode)
        .map(each => each.text)
        .join('');
    expect(shown(value.length)).toBe('…om/timesheets ');
    expect(shown(0)).toBe('https://api.ex…');
    expect(shown(20)).toMatch(/^….*…$/);
  });

  it('fits its room, whatever is typed', () => {
    fc.assert(
      fc.property(anything, fc.nat(40), fc.integer({min: 8, max: 40}), (value, caret, width) => {
        const spans = fieldSpans(value, caret, width, symbolSets.unicode);
        expect(spansWidth(spans)).toBeLessThanOrEqual(Math.max(width, 12));
        expect(spans.filter(({role}) => role === 'caret')).toHaveLength(1);
      }),
    );
  });
});
