import {graphemes} from '../wizard/text-edit.js';
import type {Block, Span} from './block.js';
import {cut, visible, widthOf} from './text.js';

export interface Line {
  readonly spans: readonly Span[];
  readonly focus: 'focus' | 'none';
}

/** Lays blocks out to a width. No line is wider, and what is cut carries the mark. */
export function layOut(blocks: readonly Block[], width: number, mark: string): readonly Line[] {
  return blocks.flatMap(block => laidOut(block, Math.max(1, width), mark));
}

/** How a block was laid out: whether a frame fits is asked before it is drawn. */
const known = new WeakMap<Block, {readonly lines: readonly Line[]; readonly as: string}>();

function laidOut(block: Block, width: number, mark: string): readonly Line[] {
  const as = `${width}${mark}`;
  const before = known.get(block);
  if (before?.as === as) return before.lines;
  const lines = linesOf(block, width, mark);
  known.set(block, {lines, as});
  return lines;
}

function linesOf(block: Block, width: number, mark: string): readonly Line[] {
  const {focus} = block;
  // Deep indents leave no room on very narrow terminals.
  const indent = Math.min(block.indent, Math.floor(width / 2));
  const hang = Math.min(block.hang, Math.floor(width / 2));
  const spans = seen(block.spans);
  const rows =
    block.fit === 'cut'
      ? [cutSpans(spans, width - indent, mark)]
      : wrap(spans, width - indent, width - hang);
  const indents = rows.map((_, index) => (index === 0 ? indent : hang));
  const lines = rows.map((row, index) => [...space(indents[index] ?? 0), ...row]);
  return withAside(lines, seen(block.aside), {width, hang, mark}).map(each => ({
    spans: each,
    focus,
  }));
}

function withAside(
  lines: readonly (readonly Span[])[],
  aside: readonly Span[],
  {width, hang, mark}: {readonly width: number; readonly hang: number; readonly mark: string},
): readonly (readonly Span[])[] {
  if (aside.length === 0) return lines;
  const last = lines.at(-1) ?? [];
  const room = width - spansWidth(last) - spansWidth(aside);
  if (room >= 2) return [...lines.slice(0, -1), [...last, ...space(room), ...aside]];
  return [...lines, [...space(hang), ...cutSpans(aside, width - hang, mark)]];
}

function seen(spans: readonly Span[]): readonly Span[] {
  return spans.map(span => ({...span, text: visible(span.text)}));
}

function space(width: number): readonly Span[] {
  return width > 0 ? [{text: ' '.repeat(width), role: 'plain'}] : [];
}

export function spansWidth(spans: readonly Span[]): number {
  return spans.reduce((sum, {text}) => sum + widthOf(text), 0);
}

export function cutSpans(spans: readonly Span[], width: number, mark: string): readonly Span[] {
  const kept: Span[] = [];
  let room = width;
  for (const [index, span] of spans.entries()) {
    const rest = spansWidth(spans.slice(index + 1));
    const wide = widthOf(span.text);
    if (wide + (rest > 0 ? Math.min(rest, widthOf(mark)) : 0) <= room) {
      kept.push(span);
      room -= wide;
      continue;
    }
    // Cut here even where this span alone would fit: what follows it doesn't.
    const text = wide <= room ? `${span.text}${mark}` : span.text;
    kept.push({...span, text: cut(text, room, mark)});
    break;
  }
  return kept;
}

/** Words that belong together: white space may break, and only there. */
type Word = readonly Span[];

function wrap(
  spans: readonly Span[],
  first: number,
  further: number,
): readonly (readonly Span[])[] {
  // Most lines fit: nothing has to be taken apart then.
  if (spansWidth(spans) < first) return [joined(spans)];
  const rows: Span[][] = [[]];
  let used = 0;
  const room = () => Math.max(1, rows.length === 1 ? first : further);
  const put = (word: Word, width: number) => {
    rows.at(-1)?.push(...word);
    used += width;
  };
  for (const word of wordsOf(spans)) {
    const width = spansWidth(word);
    if (isSpace(word)) {
      if (used > 0 && used + width < room()) put(word, width);
      else if (used > 0) used = room();
      else if (rows.length === 1) put(word, Math.min(width, room()));
      continue;
    }
    if (used > 0 && used + width > room()) {
      rows.push([]);
      used = 0;
    }
    if (width <= room()) {
      put(word, width);
      continue;
    }
    for (const piece of graphemesOf(word)) {
      const wide = widthOf(piece.text);
      if (used > 0 && used + wide > room()) {
        rows.push([]);
        used = 0;
      }
      put([piece], wide);
    }
  }
  return rows.map(joined);
}

function isSpace(word: Word): boolean {
  return word.every(({text}) => text.trim() === '') && word.every(({role}) => role !== 'caret');
}

function wordsOf(spans: readonly Span[]): readonly Word[] {
  const words: Span[][] = [];
  let open: 'word' | 'closed' = 'closed';
  for (const span of spans) {
    if (span.role === 'caret') {
      // The caret belongs to the word that it stands in.
      if (open === 'word') words.at(-1)?.push(span);
      else words.push([span]);
      open = 'word';
      continue;
    }
    for (const text of span.text.split(/(\s+)/)) {
      if (text === '') continue;
      const piece = {...span, text};
      if (text.trim() === '') {
        words.push([piece]);
        open = 'closed';
      } else if (open === 'word') {
        words.at(-1)?.push(piece);
      } else {
        words.push([piece]);
        open = 'word';
      }
    }
  }
  return words;
}

function graphemesOf(word: Word): readonly Span[] {
  return word.flatMap(span => graphemes(span.text).map(text => ({...span, text})));
}

/** Neighbors of one look as one span: fewer escapes to send. */
function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    if (span.text === '') continue;
    const last = result.at(-1);
    if (last !== undefined && last.role === span.role && last.href === span.href) {
      result[result.length - 1] = {...last, text: last.text + span.text};
    } else {
      result.push(span);
    }
  }
  return result;
}
