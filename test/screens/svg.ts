import type xterm from '@xterm/headless';

/** A still or a frame: the terminal's cells as text, nothing measured, so the same everywhere. */
const cell = {width: 8.4, height: 19, font: 14} as const;
const margin = 14;
const titleBar = 30;

const colours = {
  background: '#16181d',
  foreground: '#d7dae0',
  bar: '#23262d',
  palette: [
    '#3b4048',
    '#e06c75',
    '#98c379',
    '#e5c07b',
    '#61afef',
    '#c678dd',
    '#56b6c2',
    '#d7dae0',
    '#5c6370',
    '#ef7a85',
    '#a9d18a',
    '#f0cf8a',
    '#74bdf7',
    '#d38be8',
    '#67c7d3',
    '#ffffff',
  ],
} as const;

export interface Picture {
  readonly columns: number;
  readonly rows: number;
  /** SVG elements, one a run of like cells. */
  readonly content: string;
}

/** What the terminal shows now. */
export function pictureOf(terminal: xterm.Terminal): Picture {
  const {active} = terminal.buffer;
  const parts: string[] = [];
  for (let row = 0; row < terminal.rows; row += 1) {
    const line = active.getLine(active.viewportY + row);
    if (line !== undefined) parts.push(...runsOf(line, row, terminal.cols));
  }
  return {columns: terminal.cols, rows: terminal.rows, content: parts.join('\n')};
}

interface Run {
  readonly start: number;
  readonly text: string;
  readonly width: number;
  readonly style: string;
  readonly background: string | undefined;
}

function runsOf(line: xterm.IBufferLine, row: number, columns: number): readonly string[] {
  const runs: Run[] = [];
  for (let column = 0; column < columns; column += 1) {
    const current = line.getCell(column);
    if (current === undefined || current.getWidth() === 0) continue;
    const text = current.getChars() === '' ? ' ' : current.getChars();
    const {style, background} = looksOf(current);
    const last = runs.at(-1);
    if (last !== undefined && last.style === style && last.background === background) {
      runs[runs.length - 1] = {
        ...last,
        text: last.text + text,
        width: last.width + current.getWidth(),
      };
    } else {
      runs.push({start: column, text, width: current.getWidth(), style, background});
    }
  }
  return runs.flatMap(run => elementsOf(run, row));
}

function elementsOf({start, text, width, style, background}: Run, row: number): readonly string[] {
  const x = round(margin + start * cell.width);
  const top = round(titleBar + margin + row * cell.height);
  const box =
    background === undefined
      ? []
      : [
          `<rect x="${x}" y="${top}" width="${round(width * cell.width)}" height="${cell.height}" fill="${background}"/>`,
        ];
  if (text.trim() === '') return box;
  // The length is given, so that another font at the reader's can't move the columns.
  const length = round(width * cell.width);
  return [
    ...box,
    `<text x="${x}" y="${top + 14}" textLength="${length}" lengthAdjust="spacingAndGlyphs" ${style}>${escaped(text)}</text>`,
  ];
}

function looksOf(current: xterm.IBufferCell): {style: string; background: string | undefined} {
  const own = colourOf(current, 'foreground') ?? colours.foreground;
  const behind = colourOf(current, 'background');
  const inverse = current.isInverse() !== 0;
  const foreground = inverse ? (behind ?? colours.background) : own;
  const background = inverse ? own : behind;
  const style = [
    `fill="${foreground}"`,
    ...(current.isBold() ? ['font-weight="bold"'] : []),
    ...(current.isDim() ? ['opacity="0.6"'] : []),
    ...(current.isItalic() ? ['font-style="italic"'] : []),
    ...(current.isUnderline() ? ['text-decoration="underline"'] : []),
  ].join(' ');
  return {style, background};
}

function colourOf(
  current: xterm.IBufferCell,
  which: 'foreground' | 'background',
): string | undefined {
  const front = which === 'foreground';
  const value = front ? current.getFgColor() : current.getBgColor();
  if (front ? current.isFgRGB() : current.isBgRGB())
    return `#${value.toString(16).padStart(6, '0')}`;
  if (front ? current.isFgPalette() : current.isBgPalette()) return colours.palette[value];
  return undefined;
}

/** A still in a window's frame. */
export function still(picture: Picture, title: string): string {
  return frame(picture, title, `<g>${picture.content}</g>`);
}

export interface Frame {
  readonly picture: Picture;
  /** Seconds for which it stands. */
  readonly seconds: number;
}

/** The frames one after the other, for ever: CSS alone, so that it plays in a README. */
export function animation(frames: readonly Frame[], title: string): string {
  const [first] = frames;
  if (first === undefined) throw new Error('An animation needs a frame.');
  const total = frames.reduce((sum, {seconds}) => sum + seconds, 0);
  let at = 0;
  const groups = frames.map(({picture, seconds}, index) => {
    const from = (at / total) * 100;
    at += seconds;
    const to = (at / total) * 100;
    const rule = `@keyframes f${index}{0%{visibility:hidden}${percent(from)}{visibility:visible}${percent(to)}{visibility:hidden}}`;
    const style = `<style>${rule}#f${index}{visibility:hidden;animation:f${index} ${round(total)}s step-end infinite}</style>`;
    return `${style}<g id="f${index}">${picture.content}</g>`;
  });
  return frame(first.picture, title, groups.join('\n'));
}

function frame({columns, rows}: Picture, title: string, content: string): string {
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = Math.ceil(rows * cell.height + 2 * margin + titleBar);
  const dots = ['#ff5f56', '#ffbd2e', '#27c93f']
    .map(
      (fill, index) =>
        `<circle cx="${20 + index * 20}" cy="${titleBar / 2}" r="6" fill="${fill}"/>`,
    )
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" rx="8" fill="${colours.background}"/>
<path d="M0 8a8 8 0 0 1 8-8H${width - 8}a8 8 0 0 1 8 8V${titleBar}H0Z" fill="${colours.bar}"/>
${dots}
<text x="${width / 2}" y="20" text-anchor="middle" font-family="sans-serif" font-size="12" fill="#9aa0aa">${escaped(title)}</text>
<g font-family="ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="${cell.font}" xml:space="preserve">
${content}
</g>
</svg>
`;
}

function percent(value: number): string {
  return `${round(value)}%`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
