import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import InkOutput from '../../node_modules/ink/build/output.js';
import {createCachedOutput, type Output} from '../../src/ui/cached-output.js';

const size = {width: 40, height: 4};

/** Ink's own class has its options as an array that may be written to. */
class InkOutputAdapter implements Output {
  readonly #output: InkOutput;

  constructor(options: {readonly width: number; readonly height: number}) {
    this.#output = new InkOutput(options);
  }

  write(...[x, y, text, {transformers}]: Parameters<Output['write']>): void {
    this.#output.write(x, y, text, {transformers: [...transformers]});
  }

  clip(): void {
    this.#output.clip({x1: 2, x2: 20, y1: 0, y2: 2});
  }

  unclip(): void {
    this.#output.unclip();
  }

  get() {
    return this.#output.get();
  }
}

const Cached = createCachedOutput(InkOutputAdapter);

const text = fc
  .array(fc.constantFrom('ab', ' ', '日本', '\u001b[1mbold\u001b[22m', '\u001b[36m❯ x\u001b[39m'), {
    minLength: 1,
    maxLength: 4,
  })
  .map(pieces => pieces.join(''));
const block = fc.array(text, {minLength: 1, maxLength: 3}).map(lines => lines.join('\n'));
const writes = fc.array(fc.tuple(fc.nat(12), fc.nat(3), block), {maxLength: 6});

const toUpper = (line: string) => line.replace('ab', 'AB');

it('equals Ink’s output for the same texts, whatever was drawn before', () => {
  fc.assert(
    fc.property(
      fc.array(writes, {minLength: 1, maxLength: 4}),
      fc.boolean(),
      (frames, isClipped) => {
        for (const frame of frames) {
          const [actual, expected] = [new Cached(size), new InkOutputAdapter(size)].map(output => {
            if (isClipped) output.clip({});
            for (const [x, y, text] of frame) output.write(x, y, text, {transformers: [toUpper]});
            if (isClipped) output.unclip();
            return stripVTControlCharacters(output.get().output)
              .split('\n')
              .map(line => line.trimEnd());
          });
          expect(actual).toEqual(expected);
        }
      },
    ),
  );
});
