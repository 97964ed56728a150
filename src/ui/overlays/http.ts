import type {Call} from '../../wizard/call-log.js';
import {type Block, blank, block, span} from '../block.js';
import {callRow} from '../call-row.js';
import type {Symbols} from '../theme.js';

/** What went over the wire, the newest first. Secrets were taken out before it got here. */
export function callBlocks(
  calls: readonly Call[],
  width: number,
  symbols: Symbols,
): readonly Block[] {
  return [
    block(span('HTTP, the newest first', 'heading')),
    blank,
    ...calls
      .toReversed()
      .flatMap(call => [
        callRow(call, {symbols, now: Date.now(), width}),
        ...(call.sent === undefined
          ? []
          : [block(span('sent', 'muted'), {indent: 2}), ...jsonBlocks(call.sent)]),
        ...(call.received === undefined
          ? []
          : [block(span('received', 'muted'), {indent: 2}), ...jsonBlocks(call.received)]),
      ]),
  ];
}

const mostLines = 60;

/** JSON as lines; a very long document is cut, with a word on it. */
export function jsonBlocks(value: unknown): readonly Block[] {
  const lines = (JSON.stringify(value, null, 2) ?? 'null').split('\n');
  const shown = lines.slice(0, mostLines);
  const rows = shown.map(line => {
    const indent = 2 + (line.length - line.trimStart().length);
    return block(line.trimStart(), {indent, hang: indent + 2});
  });
  if (lines.length === shown.length) return rows;
  return [...rows, block(span(`${lines.length - shown.length} more lines`, 'muted'), {indent: 2})];
}
