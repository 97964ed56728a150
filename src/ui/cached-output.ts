import stringWidth from './string-width.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

interface WriteOptions {
  readonly transformers: readonly ((line: string, index: number) => string)[];
}

/** The interface of Ink's `Output`: collects texts at positions, and returns the frame. */
export interface Output {
  write(x: number, y: number, text: string, options: WriteOptions): void;
  clip(clip: object): void;
  unclip(): void;
  get(): {readonly output: string; readonly height: number};
}

export type OutputClass = new (size: Size) => Output;

/** A write into a row: column and styled text. */
type Write = readonly [x: number, text: string];

/** The previous frame's rows, keyed by what was written into them. */
let previousRows: ReadonlyMap<string, string> = new Map();

/**
 * Replaces Ink's `Output` in the bundle. Ink splits every character of a frame and joins it again,
 * although a key press changes about two rows of 45. This reuses the previous frame's rows and
 * concatenates texts that don't overlap; everything else goes to Ink's `Output`. Relies on texts
 * closing their styles at the end of each line, as chalk does.
 */
export function createCachedOutput(InkOutput: OutputClass): OutputClass {
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
        const styled = options.transformers.reduce((before, each) => each(before, index), line);
        const row = this.#rows.get(y + index);
        if (row === undefined) this.#rows.set(y + index, [[x, styled]]);
        else row.push([x, styled]);
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
        const line =
          previousRows.get(key) ?? concatenateWrites(writes) ?? renderOverlapping(width, writes);
        rows.set(key, line);
        return line;
      });
      previousRows = rows;
      return {output: lines.join('\n'), height};
    }
  };

  function renderOverlapping(width: number, writes: readonly Write[]): string {
    const row = new InkOutput({width, height: 1});
    for (const [x, text] of writes) row.write(x, 0, text, {transformers: []});
    return row.get().output;
  }
}

function concatenateWrites(writes: readonly Write[]): string | undefined {
  let row = '';
  let end = 0;
  for (const [x, text] of writes) {
    if (x < end) return undefined;
    row += ' '.repeat(x - end) + text;
    end = x + stringWidth(text);
  }
  return row.trimEnd();
}
