import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {createKeyDecoder, type Key} from '../../src/ui/key-decoder.js';

const named = (name: string): Key => ({kind: 'named', name});

function decoded(...chunks: readonly string[]): readonly Key[] {
  const decoder = createKeyDecoder();
  return [...chunks.flatMap(chunk => decoder.decode(chunk)), ...decoder.flush()];
}

describe('the key decoder', () => {
  it.each([
    ['\u007f', 'backspace'],
    ['\b', 'backspace'],
    ['\u001b[3~', 'delete'],
    ['\u001b[A', 'up'],
    ['\u001bOA', 'up'],
    ['\u001b[Z', 'shift-tab'],
    ['\u001bOP', 'f1'],
    ['\u001b[11~', 'f1'],
    ['\u001b[[A', 'f1'],
    ['\u0003', 'ctrl-c'],
    ['\r', 'enter'],
    ['\u001b', 'escape'],
  ])('knows %j', (bytes, name) => {
    expect(decoded(bytes)).toEqual([named(name)]);
  });

  it.each([
    '\u001b[1;5I',
    '\u001b[1;5Y',
    '\u001b[99;5~',
    '\u001b[1;2A',
    '\u001ba',
    '\u001b[200',
    // What a terminal answers: its background, its version, a key that was copied.
    '\u001b]11;rgb:1e1e/1e1e/1e1e\u001b\\',
    '\u001b]11;rgb:1e1e/1e1e/1e1e\u0007',
    '\u001bP>|kitty(0.32)\u001b\\',
    '\u001b]11;rgb:1e1e',
  ])('swallows %j whole', bytes => {
    expect(decoded(bytes)).toEqual([]);
  });

  it('loses no Enter and no Ctrl-C to a control string that never ends', () => {
    expect(decoded('\u001bXabc\r\u0003')).toContainEqual(named('enter'));
    expect(decoded('\u001b]abc\u0003')).toContainEqual(named('ctrl-c'));
  });

  it('gives what is pasted as one text, without marks, ends or control characters', () => {
    expect(decoded('\u001b[200~s3cret\u001b[31m\twith tab\r\n\u001b[201~x')).toEqual([
      {kind: 'paste', text: 's3cret [31m with tab'},
      {kind: 'text', text: 'x'},
    ]);
  });

  it('takes several keys in one piece as presses of their own', () => {
    expect(decoded('ab\r\u001b[B')).toEqual([
      {kind: 'text', text: 'ab'},
      named('enter'),
      named('down'),
    ]);
  });

  it('finds the same keys wherever the input is cut', () => {
    const input =
      'a\u001b[A\u001b[200~pasted text\u001b[201~\u001b[1;5I\u001b]11;rgb:0\u001b\\b\u001bOP\r';
    const whole = decoded(input);
    fc.assert(
      fc.property(fc.array(fc.nat(input.length)), cuts => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), input.length];
        const chunks = places.slice(1).map((end, index) => input.slice(places[index], end));
        expect(joined(decoded(...chunks))).toEqual(joined(whole));
      }),
    );
  });
});

/** Text may come in more pieces; that changes nothing. */
function joined(keys: readonly Key[]): readonly string[] {
  return keys.flatMap(key => (key.kind === 'named' ? [key.name] : [...key.text]));
}
