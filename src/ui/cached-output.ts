import stringWidth from './string-width.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

interface WriteOptions {
  readonly transformers: readonly ((line: string, index: number) => string)[];
}

/** Ink's `Output`: takes texts at their places, and gives the frame. */
export interface Output {
  write(x: number, y: number, text: string, options: WriteOptions): void;
  clip(clip: object): void;
  unclip(): void;
  get(): {readonly output: string; readonly height: number};
}

export type OutputClass = new (size: Size) => Output;

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
export function cachedOutput(InkOutput: OutputClass): OutputClass {
  return class CachedOutput implements Output {
    readonly #size: Size;
    readonly #operations: ((output: Output) => void)[] = [];
    readonly #rows = new Map<number, Write[]>();
    #isClipped = false;

    constructor(size: Size) {
      this.#size = size;
    }

    write(x: number, y: number, text: string, options: WriteOptions): void {
      this.#operations.push(output => output.write(x, y, text, options));
      for (const [index, line] of text.split('\n').entries()) {
        const shown = options.transformers.reduce((before, each) => each(before, index), line);
        const row = this.#rows.get(y + index);
        if (row === undefined) this.#rows.set(y + index, [[x, shown]]);
        else row.push([x, shown]);
      }
    }

    clip(clip: object): void {
      this.#isClipped = true;
      this.#operations.push(output => output.clip(clip));
    }

    unclip(): void {
      this.#operations.push(output => output.unclip());
    }

    get(): ReturnType<Output['get']> {
      const {width, height} = this.#size;
      if (this.#isClipped) {
        const whole = new InkOutput(this.#size);
        for (const operate of this.#operations) operate(whole);
        return whole.get();
      }
      const rows = new Map<string, string>();
      const lines = Array.from({length: height}, (_, y) => {
        const writes = this.#rows.get(y);
        if (writes === undefined) return '';
        const key = JSON.stringify([width, writes]);
        const line = known.get(key) ?? besideEachOther(writes) ?? overlapping(width, writes);
        rows.set(key, line);
        return line;
      });
      known = rows;
      return {output: lines.join('\n'), height};
    }
  };

  function overlapping(width: number, writes: readonly Write[]): string {
    const row = new InkOutput({width, height: 1});
    for (const [x, text] of writes) row.write(x, 0, text, {transformers: []});
    return row.get().output;
  }
}

function besideEachOther(writes: readonly Write[]): string | undefined {
  let row = '';
  let end = 0;
  for (const [x, text] of writes) {
    if (x < end) return undefined;
    row += ' '.repeat(x - end) + text;
    end = x + stringWidth(text);
  }
  return row.trimEnd();
}
