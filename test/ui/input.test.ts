import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {createInputFilter, f1} from '../../src/ui/input.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What Ink receives for these chunks in direct succession, with no more input after them. */
function filterInput(...chunks: readonly string[]): string {
  let text = '';
  const filter = createInputFilter(more => {
    text += more;
  });
  for (const chunk of chunks) filter.push(chunk);
  vi.runAllTimers();
  return text;
}

const escapeKey = '\u001b[27u';
const wrapPaste = (text: string) => `\u001b[200~${text}\u001b[201~`;

describe('filtered terminal input', () => {
  it.each([
    ['text and control characters', 'ab\r\u0003', 'ab\r\u0003'],
    ['an arrow', '\u001b[A', '\u001b[A'],
    ['Escape, as a key of its own', '\u001b', escapeKey],
    ['Escape twice', '\u001b\u001b', escapeKey + escapeKey],
    ['F1 of XTerm', '\u001bOP', f1],
    ['F1 of the Linux console', '\u001b[[A', f1],
    ['Ctrl-C of modifyOtherKeys', '\u001b[27;5;99~', '\u001b[99;5u'],
    ['F1 with Num Lock', '\u001b[1;129P', f1],
    ['F1 of CSI u with Caps Lock', '\u001b[57364;65u', f1],
    ['nothing that opens the help when F1 is released', '\u001b[1;1:3P', '\u001b[1;1:3P'],
    ['a digit of the application keypad', '\u001bOq', '1'],
    ['a digit of the kitty keypad', '\u001b[57400;129u', '1'],
    ['a sign of the kitty keypad', '\u001b[57412u', '-'],
    ['the character that Shift makes of a key', '\u001b[49:33;2u', '\u001b[33;2u'],
    ['nothing more of an arrow with Ctrl, as SS3', '\u001bO5C!', '\u001bO5C!'],
    ['Enter after a sequence that was cut off', '\u001b[1;5\r', '\r'],
    ['an arrow after a sequence that was cut off', '\u001b[1;5\u001b[A', '\u001b[A'],
    ['Enter after an answer that was cut off', '\u001b]11;rgb:1e1e\r', '\r'],
    ['Ctrl-C of CSI u', '\u001b[99;5u', '\u001b[99;5u'],
    ['nothing of Alt and a letter', '\u001bx', ''],
    ['nothing of a color that was asked for', '\u001b]11;rgb:1e1e/1e1e/1e1e\u001b\\', ''],
    ['nothing of one that ends in BEL', '\u001b]11;rgb:1e1e/1e1e/1e1e\u0007', ''],
    ['nothing of a version that was asked for', '\u001bP>|kitty(0.32)\u001b\\', ''],
    ['nothing of a mouse report of old', '\u001b[M !!', ''],
    ['nothing of a sequence that was cut off', '\u001b[1;5', ''],
    ['nothing of an answer that was cut off', '\u001b]11;rgb:1e1e', ''],
    ['a paste', wrapPaste('a\r\nb\u001b[31m'), wrapPaste('a\r\nb\u001b[31m')],
  ])('yields %s', (_, input, output) => {
    expect(filterInput(input)).toBe(output);
  });

  it('is the same for any chunking', () => {
    const input = `a\u001b[A${wrapPaste('some text')}\u001b[1;5I\u001b]11;rgb:0\u001b\\b\u001bOP\r`;
    const whole = filterInput(input);
    fc.assert(
      fc.property(fc.array(fc.nat(input.length)), cuts => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), input.length];
        const chunks = places.slice(1).map((end, index) => input.slice(places[index], end));
        expect(filterInput(...chunks)).toBe(whole);
      }),
    );
  });

  it('takes a sequence whose bytes arrive slowly as one', () => {
    let text = '';
    const filter = createInputFilter(more => {
      text += more;
    });
    filter.push('\u001b');
    for (const byte of '[?62;1c') {
      filter.push(byte);
      vi.advanceTimersByTime(80);
    }
    vi.runAllTimers();
    expect(text).toBe('\u001b[?62;1c');
  });

  it('takes a sequence as one whose end waits to be read when its time is over', () => {
    let text = '';
    const filter = createInputFilter(more => {
      text += more;
    });
    filter.push('\u001b');
    vi.advanceTimersToNextTimer();
    filter.push('[A');
    vi.runAllTimers();
    expect(text).toBe('\u001b[A');
  });

  it('passes Enter and Ctrl-C after an unterminated terminal response', () => {
    expect(filterInput('\u001bXabc\r\u0003').endsWith('\r\u0003')).toBe(true);
    expect(filterInput('\u001b]abc\u0003').endsWith('\u0003')).toBe(true);
  });
});

describe('a paste without an end marker', () => {
  it.each([
    ['Ctrl-C pressed after it', ['\u001b[200~abc', '\u0003'], `${wrapPaste('abc')}\u0003`],
    ['Ctrl-C in the same piece', ['\u001b[200~abc\u0003'], `${wrapPaste('abc')}\u0003`],
    ['Escape pressed after it', ['\u001b[200~abc', '\u001b'], wrapPaste('abc') + escapeKey],
    ['Ctrl-C of CSI u', ['\u001b[200~abc', '\u001b[99;5u'], `${wrapPaste('abc')}\u001b[99;5u`],
    [
      'Ctrl-C of CSI u in the same piece',
      ['\u001b[200~abc\u001b[99;5u'],
      `${wrapPaste('abc')}\u001b[99;5u`,
    ],
    ['Escape of CSI u', ['\u001b[200~abc', '\u001b[27u'], wrapPaste('abc') + escapeKey],
    ['nothing after it', ['\u001b[200~abc'], wrapPaste('abc')],
    ['nothing in it', ['\u001b[200~'], ''],
  ])('swallows no key: %s', (_, chunks, output) => {
    expect(filterInput(...chunks)).toBe(output);
  });

  it('passes the keys after it unchanged', () => {
    let text = '';
    const filter = createInputFilter(more => {
      text += more;
    });
    filter.push('\u001b[200~abc');
    vi.runAllTimers();
    filter.push('\u001b[B\r');
    expect(text).toBe(`${wrapPaste('abc')}\u001b[B\r`);
  });

  it('can have megabytes and arrive in chunks', () => {
    const pieces = Array.from({length: 2_000}, () => 'x'.repeat(4_096));
    const started = performance.now();
    expect(filterInput('\u001b[200~', ...pieces, '\u001b[201~')).toHaveLength(2_000 * 4_096 + 12);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
