import Output from '../../node_modules/ink/build/output.js';
import stringWidth from './string-width.js';

type Options = ConstructorParameters<typeof Output>[0];
type Operation = (output: Output) => void;

/** What is written into a row: columns from the left, and styled text. */
type Write = readonly [x: number, text: string];

/** The rows of the last frame, by what was written into them. */
let known: ReadonlyMap<string, string> = new Map();

/**
 * Stands for Ink's `Output` in the bundle. Ink takes every letter of a frame apart and puts it
 * together again, and a key changes two rows of 45: this keeps the rows of the last frame, and puts
 * texts beside each other that do not overlap. All else, Ink's own does. Texts close their styles at
 * the end of each line, as chalk does.
 */
export default class CachedOutput {
  readonly #options: Options;
  readonly #operations: Operation[] = [];
  readonly #rows = new Map<number, Write[]>();
  #isClipped = false;

  constructor(options: Options) {
    this.#options = options;
  }

  write(...written: Parameters<Output['write']>): void {
    const [x, y, text, {transformers}] = written;
    this.#operations.push(output => output.write(...written));
    for (const [index, line] of text.split('\n').entries()) {
      const shown = transformers.reduce((before, transform) => transform(before, index), line);
      const row = this.#rows.get(y + index);
      if (row === undefined) this.#rows.set(y + index, [[x, shown]]);
      else row.push([x, shown]);
    }
  }

  clip(...clipped: Parameters<Output['clip']>): void {
    this.#isClipped = true;
    this.#operations.push(output => output.clip(...clipped));
  }

  unclip(): void {
    this.#operations.push(output => output.unclip());
  }

  get(): ReturnType<Output['get']> {
    const {width, height} = this.#options;
    if (this.#isClipped) {
      const whole = new Output(this.#options);
      for (const operate of this.#operations) operate(whole);
      return whole.get();
    }
    const rows = new Map<string, string>();
    const lines = Array.from({length: height}, (_, y) => {
      const writes = this.#rows.get(y);
      if (writes === undefined) return '';
      const key = JSON.stringify([width, writes]);
      const line = known.get(key) ?? rowOf(width, writes);
      rows.set(key, line);
      return line;
    });
    known = rows;
    return {output: lines.join('\n'), height};
  }
}

/** Texts beside each other, as they are; where they overlap, as Ink's own puts them together. */
function rowOf(width: number, writes: readonly Write[]): string {
  let row = '';
  let end = 0;
  for (const [x, text] of writes) {
    if (x < end) return overlapping(width, writes);
    row += ' '.repeat(x - end) + text;
    end = x + stringWidth(text);
  }
  return row.trimEnd();
}

function overlapping(width: number, writes: readonly Write[]): string {
  const row = new Output({width, height: 1});
  for (const [x, text] of writes) row.write(x, 0, text, {transformers: []});
  return row.get().output;
}
