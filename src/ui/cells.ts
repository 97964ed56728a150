import {graphemes} from '../wizard/text-edit.js';
import {widthOf} from './text.js';

/** One grapheme at its column, with the escapes that make its look. */
export interface Cell {
  readonly column: number;
  readonly text: string;
  /** SGR sequences, opened one after the other. */
  readonly look: string;
  /** The OSC 8 sequence of the link that it belongs to. */
  readonly link: string;
}

const escapes = {
  reset: '\u001b[0m',
  endLink: '\u001b]8;;\u001b\\',
  eraseToEnd: '\u001b[K',
};

// SGR, OSC 8 ended by ST or BEL, or text.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this reads.
const token = /\u001b\[([\d;]*)m|\u001b\]8;[^;]*;([^\u0007\u001b]*)(?:\u0007|\u001b\\)|[^\u001b]+/g;

/** What ends what, as chalk writes it: 39 any color, 22 bold and dim. */
const ends: Readonly<Record<string, RegExp>> = {
  '39': /^(3[0-8]|9[0-7])/,
  '49': /^(4[0-8]|10[0-7])/,
  '22': /^[12]$/,
  '23': /^3$/,
  '24': /^4$/,
  '27': /^7$/,
  '29': /^9$/,
};

export function cellsOf(line: string): readonly Cell[] {
  const cells: Cell[] = [];
  let codes: readonly string[] = [];
  let link = '';
  let column = 0;
  for (const [text, code, address] of line.matchAll(token)) {
    if (code !== undefined) {
      codes = withCode(codes, code);
    } else if (address !== undefined) {
      link = address === '' ? '' : `\u001b]8;;${address}\u001b\\`;
    } else {
      const look = codes.map(each => `\u001b[${each}m`).join('');
      for (const grapheme of graphemes(text)) {
        cells.push({column, text: grapheme, look, link});
        column += widthOf(grapheme);
      }
    }
  }
  return cells;
}

function withCode(codes: readonly string[], code: string): readonly string[] {
  if (code === '' || code === '0') return [];
  const ended = ends[code];
  return ended === undefined ? [...codes, code] : codes.filter(each => !ended.test(each));
}

/** Unchanged columns between two changes that cost less than going past them. */
const shortGap = 6;

/** What turns one line on the screen, in this row, into the other. */
export function lineChange(row: number, before: readonly Cell[], after: readonly Cell[]): string {
  const old = new Map(before.map(cell => [cell.column, cell]));
  let output = '';
  let pen: number | undefined;
  let style = '';
  for (const [index, cell] of after.entries()) {
    if (same(old.get(cell.column), cell) && !isBridge(index, pen, after, old)) continue;
    if (pen !== cell.column) output += `\u001b[${row};${cell.column + 1}H`;
    const wanted = cell.look + cell.link;
    if (wanted !== style) {
      output += (style === '' ? '' : plain(style)) + wanted;
      style = wanted;
    }
    output += cell.text;
    pen = cell.column + widthOf(cell.text);
  }
  if (style !== '') output += plain(style);
  const end = endOf(after);
  if (endOf(before) <= end) return output;
  return `${output}${pen === end ? '' : `\u001b[${row};${end + 1}H`}${escapes.eraseToEnd}`;
}

function plain(style: string): string {
  return style.includes('\u001b]') ? escapes.reset + escapes.endLink : escapes.reset;
}

function same(one: Cell | undefined, other: Cell): boolean {
  return one?.text === other.text && one.look === other.look && one.link === other.link;
}

/** Whether an unchanged cell stands in a gap so short that it is written over. */
function isBridge(
  index: number,
  pen: number | undefined,
  after: readonly Cell[],
  old: ReadonlyMap<number, Cell>,
): boolean {
  if (pen === undefined || after[index]?.column !== pen) return false;
  const next = after.slice(index, index + shortGap).find(cell => !same(old.get(cell.column), cell));
  return next !== undefined;
}

function endOf(cells: readonly Cell[]): number {
  const last = cells.at(-1);
  return last === undefined ? 0 : last.column + widthOf(last.text);
}
