import fc from 'fast-check';
import {renderToString} from 'ink';
import {describe, expect, it} from 'vitest';
import {caretIn, layOut, Paragraph} from '../../src/ui/layout.js';
import {fieldWindow, TextField} from '../../src/ui/questions/text-field.js';
import {sanitize, truncate, truncateMiddle, widthOf} from '../../src/ui/text.js';
import {Muted, symbolSets} from '../../src/ui/theme.js';
import {initialField} from '../../src/wizard/state.js';

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
    expect(sanitize(text)).toBe(shown);
  });

  it('leaves no control character, and is idempotent', () => {
    fc.assert(
      fc.property(anything, text => {
        expect(sanitize(text)).not.toMatch(dangerous);
        expect(sanitize(sanitize(text))).toBe(sanitize(text));
      }),
    );
  });
});

describe('truncation', () => {
  it('shows an ellipsis at the end or in the middle', () => {
    expect(truncate('日本語', 5, '…')).toBe('日本…');
    expect(truncateMiddle('resource-servers/66f1a2b3c4', 15, '…')).toBe('resourc…1a2b3c4');
    expect(truncate('short', 5, '…')).toBe('short');
  });

  it('never exceeds the width', () => {
    fc.assert(
      fc.property(anything, fc.integer({min: 1, max: 30}), (text, width) => {
        expect(widthOf(truncate(sanitize(text), width, '…'))).toBeLessThanOrEqual(width);
        expect(widthOf(truncateMiddle(sanitize(text), width, '…'))).toBeLessThanOrEqual(width);
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
      truncate: fc.boolean(),
      aside: fc.option(fc.string({maxLength: 12}), {nil: undefined}),
    }),
    {maxLength: 5},
  );

  it('makes no line wider than the terminal', () => {
    fc.assert(
      fc.property(blocks, fc.integer({min: 20, max: 100}), (list, width) => {
        const paragraphs = list.map(({text, ...place}, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a paragraph has no identity here.
          <Paragraph key={index} {...place}>
            {text.map((each, at) => (at % 2 === 0 ? each : <Muted key={each}>{each}</Muted>))}
          </Paragraph>
        ));
        for (const {runs} of layOut(paragraphs, width, '…')) {
          expect(widthOf(runs.map(run => run.text).join(''))).toBeLessThanOrEqual(width);
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
          const lines = layOut(<Paragraph>{words.join(' ')}</Paragraph>, width, '…');
          const text = lines.flatMap(({runs}) => runs.map(each => each.text)).join('');
          expect(text.replaceAll(' ', '')).toBe(words.join(''));
        },
      ),
    );
  });
});

describe('a text field', () => {
  it('scrolls a long value with its caret, with ellipses at the ends', () => {
    const value = 'https://api.exampleco.com/timesheets';
    const showParts = (caret: number) => {
      const {before, at, after} = fieldWindow(value, caret, 16, symbolSets.unicode);
      return before + at + after;
    };
    expect(showParts(value.length)).toBe('…om/timesheets ');
    expect(showParts(0)).toBe('https://api.ex…');
    expect(showParts(20)).toMatch(/^….*…$/);
  });

  it('fits its width for any text', () => {
    fc.assert(
      fc.property(anything, fc.nat(40), fc.integer({min: 8, max: 40}), (value, caret, width) => {
        const {before, at, after} = fieldWindow(value, caret, width, symbolSets.unicode);
        expect(widthOf(before + at + after)).toBeLessThanOrEqual(Math.max(width, 12));
        expect(at).not.toBe('');
      }),
    );
  });

  it.each([
    ['abc', 'end', 3],
    ['abc', 1, 1],
    ['日本語', 'end', 6],
    ['日本語', 1, 2],
    ['👩‍👩‍👧x', 1, 2],
    ['', 'end', 0],
  ] as const)('puts the caret in %j at %j in column %i', (value, caret, column) => {
    const found: unknown[] = [];
    renderToString(<CaretProbe value={value} caret={caret} onCaret={at => found.push(at)} />);
    expect(found).toEqual([{x: 9 + column, y: 0}]);
  });
});

interface CaretProbeProps {
  readonly value: string;
  readonly caret: number | 'end';
  readonly onCaret: (caret: unknown) => void;
}

/** Where the caret of a text field stands: known while React renders. */
function CaretProbe({value, caret, onCaret}: CaretProbeProps) {
  const field = {...initialField, caret};
  const question = {kind: 'text', id: 'name', label: 'Name', value, hint: ''} as const;
  const place = {field, width: 60, maxOptionLines: 4, reasons: 'shown', labelWidth: 4} as const;
  onCaret(caretIn(layOut(<TextField question={question} focused {...place} />, 60, '…')));
  return null;
}
