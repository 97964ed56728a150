import type xterm from '@xterm/headless';

/** A place on the screen: what stands there, how wide it is, and how it looks. */
export interface Cell {
  readonly text: string;
  readonly width: number;
  readonly look: Look;
}

export interface Look {
  readonly foreground: Color;
  readonly background: Color;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly underline: boolean;
}

/** A number of the terminal's palette, an RGB value, or what the terminal has by itself. */
export type Color = number | string | 'foreground' | 'background';

export interface Screen {
  readonly columns: number;
  readonly lines: readonly (readonly Cell[])[];
}

/**
 * What differs from run to run although the program did the same: the port of the demo tenant, and
 * how long its answers took. Each is replaced by a text of the same length, so that nothing moves.
 * Ids need no mask: a scenario's tenant makes the same ones every time.
 */
const masks: readonly {readonly pattern: RegExp; readonly stead: string}[] = [
  {pattern: /127\.0\.0\.1:\d{5}/g, stead: '127.0.0.1:40100'},
  {pattern: / *\d+ ms$/g, stead: '42 ms'},
];

/** What the terminal shows now, with the masks on; and its cursor, as a block. */
export function screenOf(terminal: xterm.Terminal, cursor: 'shown' | 'hidden'): Screen {
  const {active} = terminal.buffer;
  const at = {row: active.cursorY, column: active.cursorX};
  const lines = Array.from({length: terminal.rows}, (_, row) => {
    const line = active.getLine(active.viewportY + row);
    const cells = line === undefined ? [] : maskCells(cellsOf(line, terminal.cols));
    return cursor === 'shown' && row === at.row ? withCursor(cells, at.column) : cells;
  });
  return {columns: terminal.cols, lines};
}

function cellsOf(line: xterm.IBufferLine, columns: number): readonly Cell[] {
  return Array.from({length: columns}, (_, column) => line.getCell(column)).flatMap(cell =>
    cell === undefined || cell.getWidth() === 0
      ? []
      : [{text: cell.getChars() || ' ', width: cell.getWidth(), look: lookOf(cell)}],
  );
}

function withCursor(cells: readonly Cell[], column: number): readonly Cell[] {
  let left = 0;
  return cells.map(cell => {
    const isUnder = left === column;
    left += cell.width;
    const {foreground, background} = cell.look;
    return isUnder
      ? {...cell, look: {...cell.look, foreground: background, background: foreground}}
      : cell;
  });
}

function maskCells(cells: readonly Cell[]): readonly Cell[] {
  const line = cells.map(({text}) => text).join('');
  // One cell, one character: else the places in the text are not those of the cells.
  if (line.length !== cells.length) return cells;
  const text = masks.reduce(
    (shown, {pattern, stead}) => shown.replace(pattern, found => stead.padStart(found.length)),
    line.trimEnd(),
  );
  return cells.map((cell, index) => ({...cell, text: text[index] ?? ' '}));
}

function lookOf(cell: xterm.IBufferCell): Look {
  const own = colorOf(cell, 'foreground');
  const behind = colorOf(cell, 'background');
  const [foreground, background] = cell.isInverse() !== 0 ? [behind, own] : [own, behind];
  return {
    foreground,
    background,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    underline: cell.isUnderline() !== 0,
  };
}

function colorOf(cell: xterm.IBufferCell, which: 'foreground' | 'background'): Color {
  const front = which === 'foreground';
  const value = front ? cell.getFgColor() : cell.getBgColor();
  if (front ? cell.isFgRGB() : cell.isBgRGB()) return `#${value.toString(16).padStart(6, '0')}`;
  return (front ? cell.isFgPalette() : cell.isBgPalette()) ? value : which;
}
