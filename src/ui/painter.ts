import {cellsOf, lineChange} from './cells.js';

/** Puts whole frames on a terminal, sending as little as it can. */
export interface Painter {
  /** The newest frame counts; those that come faster than they can be sent are skipped. */
  readonly paint: (frame: string) => void;
  /** Sends the whole frame, for a terminal whose screen is no longer what was painted. */
  readonly repaint: () => void;
  /** Sends what is still to be sent, and nothing from then on. */
  readonly stop: () => void;
}

interface Output {
  write(text: string): unknown;
}

const synchronized = {begin: '\u001b[?2026h', end: '\u001b[?2026l'};

/**
 * Draws what changed, cell by cell, each at its place. In place of Ink's own incremental renderer, which
 * goes up one line too few where a frame ends in a newline (6.8), and draws nothing under `CI`.
 */
export function screenPainter(output: Output): Painter {
  return coalescing((lines, before) => {
    const changes = lines.map((line, row) => {
      const was = before[row];
      if (line === was) return '';
      // What was on a screen that is unknown is nothing that could be kept.
      if (was === undefined) return `\u001b[${row + 1};1H${line}\u001b[0m\u001b[K`;
      return lineChange(row + 1, cellsOf(was), cellsOf(line));
    });
    if (before.length > lines.length) changes.push(`\u001b[${lines.length + 1};1H\u001b[J`);
    if (changes.every(change => change === '')) return;
    output.write(synchronized.begin + changes.join('') + synchronized.end);
  });
}

/** OSC 8: where the cursor can't move, links can't be opened either. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes.
const links = /\u001b\]8;[^\u001b]*\u001b\\/g;

/**
 * For screen readers, and terminals that can't move the cursor: says the lines that are new, one
 * below the other, and never goes back.
 */
export function linePainter(output: Output): Painter {
  return coalescing((lines, before) => {
    const said = new Set(before);
    const fresh = lines.filter(line => line.trim() !== '' && !said.has(line));
    if (fresh.length > 0) output.write(`${fresh.join('\n').replace(links, '')}\n`);
  });
}

function coalescing(send: (lines: readonly string[], before: readonly string[]) => void): Painter {
  let before: readonly string[] = [];
  let newest: string | undefined;
  let shown = '';
  let scheduled: NodeJS.Immediate | undefined;
  const flush = () => {
    scheduled = undefined;
    if (newest === undefined) return;
    const lines = newest.split('\n');
    shown = newest;
    newest = undefined;
    send(lines, before);
    before = lines;
  };
  let state: 'running' | 'stopped' = 'running';
  return {
    paint: frame => {
      if (state === 'stopped') return;
      newest = frame;
      scheduled ??= setImmediate(flush);
    },
    repaint: () => {
      before = [];
      newest ??= shown;
      scheduled ??= setImmediate(flush);
    },
    stop: () => {
      state = 'stopped';
      clearImmediate(scheduled);
      flush();
    },
  };
}
