import type {Cell, Color, Look, Screen} from './cells.js';

/** Places are computed from these and nothing is measured, so that a picture is the same everywhere. */
const cell = {width: 8.4, height: 19, baseline: 14, font: 14} as const;
const margin = 14;
const titleBar = 30;

const colors = {
  background: '#16181d',
  foreground: '#d7dae0',
  bar: '#23262d',
  title: '#9aa0aa',
  palette: [
    ...['#3b4048', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#d7dae0'],
    ...['#5c6370', '#ef7a85', '#a9d18a', '#f0cf8a', '#74bdf7', '#d38be8', '#67c7d3', '#ffffff'],
  ],
} as const;

/** A still in a window's frame. */
export function renderStill(screen: Screen, title: string): string {
  const rows = screen.lines.flatMap((line, row) => renderLine(line, row));
  return renderFrame(screen, title, rows);
}

export interface Frame {
  readonly screen: Screen;
  /** For which it stands. */
  readonly seconds: number;
}

/**
 * The frames one after the other, for ever: CSS alone, so that it plays in a README. A line that
 * stays from one frame to the next is drawn once. The last frame is what a reader sees who wants
 * no movement.
 */
export function animation(frames: readonly Frame[], title: string): string {
  const [first] = frames;
  if (first === undefined) throw new Error('An animation needs a frame.');
  const shownIn = new Map<string, boolean[]>();
  for (const [index, {screen}] of frames.entries()) {
    for (const [row, line] of screen.lines.entries()) {
      const picture = renderLine(line, row).join('\n');
      if (picture === '') continue;
      const shown = shownIn.get(picture) ?? frames.map(() => false);
      shown[index] = true;
      shownIn.set(picture, shown);
    }
  }
  const rules = new Map<string, string>();
  const rows = [...shownIn].map(([picture, shown]) => {
    if (shown.every(Boolean)) return picture;
    const key = shown.map(Number).join('');
    const name = rules.get(key) ?? `k${rules.size}`;
    rules.set(key, name);
    return `<g class="${name}">${picture}</g>`;
  });
  const style = [...rules].map(([key, name]) => rule(name, key, frames)).join('\n');
  return renderFrame(first.screen, title, [`<style>\n${style}\n</style>`, ...rows]);
}

/** When the lines of this name are to be seen. */
function rule(name: string, shown: string, frames: readonly Frame[]): string {
  const total = frames.reduce((sum, {seconds}) => sum + seconds, 0);
  let at = 0;
  let before = '';
  const stops = frames.flatMap(({seconds}, index) => {
    const from = round((at / total) * 100);
    const now = shown[index] === '1' ? 'visible' : 'hidden';
    at += seconds;
    if (now === before) return [];
    before = now;
    return [`${from}%{visibility:${now}}`];
  });
  const atLast = shown.endsWith('1') ? 'visible' : 'hidden';
  return `@keyframes ${name}{${stops.join('')}100%{visibility:${atLast}}}
.${name}{visibility:${atLast}}
@media (prefers-reduced-motion:no-preference){.${name}{animation:${name} ${round(total)}s step-end infinite}}`;
}

interface Run {
  readonly start: number;
  readonly text: string;
  readonly width: number;
  readonly look: Look;
}

/** SVG elements, one a run of like cells. */
function renderLine(line: readonly Cell[], row: number): readonly string[] {
  const runs: Run[] = [];
  let column = 0;
  for (const {text, width, look} of line) {
    const last = runs.at(-1);
    if (last !== undefined && sameLook(last.look, look)) {
      runs[runs.length - 1] = {...last, text: last.text + text, width: last.width + width};
    } else {
      runs.push({start: column, text, width, look});
    }
    column += width;
  }
  return runs.flatMap(run => elementsOf(run, row));
}

function sameLook(one: Look, other: Look): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function elementsOf({start, text, width, look}: Run, row: number): readonly string[] {
  const top = titleBar + margin + row * cell.height;
  const place = (column: number) => round(margin + column * cell.width);
  const box =
    look.background === 'background'
      ? []
      : [
          `<rect x="${place(start)}" y="${top}" width="${round(width * cell.width)}" height="${cell.height}" fill="${hex(look.background)}"/>`,
        ];
  const shown = text.trim();
  if (shown === '') return box;
  const skipped = text.length - text.trimStart().length;
  const columns = width - (text.length - shown.length);
  // The length is given, so that the columns stand where they do in any font.
  return [
    ...box,
    `<text x="${place(start + skipped)}" y="${top + cell.baseline}" textLength="${round(columns * cell.width)}"${styleOf(look)}>${escapeXml(shown)}</text>`,
  ];
}

function styleOf({foreground, bold, dim, underline}: Look): string {
  return [
    ...(foreground === 'foreground' ? [] : [` fill="${hex(foreground)}"`]),
    ...(bold ? [' font-weight="bold"'] : []),
    ...(dim ? [' opacity=".6"'] : []),
    ...(underline ? [' text-decoration="underline"'] : []),
  ].join('');
}

function hex(color: Color): string {
  if (typeof color === 'number') return colors.palette[color] ?? colors.foreground;
  if (color === 'foreground' || color === 'background') return colors[color];
  return color;
}

function renderFrame({columns, lines}: Screen, title: string, content: readonly string[]): string {
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = lines.length * cell.height + 2 * margin + titleBar;
  const dots = ['#ff5f56', '#ffbd2e', '#27c93f'].map(
    (fill, index) => `<circle cx="${20 + index * 20}" cy="15" r="6" fill="${fill}"/>`,
  );
  const name = escapeXml(title);
  // Beside the dots, where the middle is too near to them.
  const titleAt = Math.max(width / 2, 80 + title.length * 3.3);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${name}">
<title>${name}</title>
<rect width="${width}" height="${height}" rx="8" fill="${colors.background}"/>
<path d="M0 8a8 8 0 0 1 8-8H${width - 8}a8 8 0 0 1 8 8V${titleBar}H0Z" fill="${colors.bar}"/>
${dots.join('')}
<text x="${titleAt}" y="20" text-anchor="middle" font-family="sans-serif" font-size="12" fill="${colors.title}">${name}</text>
<g font-family="ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="${cell.font}" fill="${colors.foreground}" xml:space="preserve">
${content.join('\n')}
</g>
</svg>
`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
