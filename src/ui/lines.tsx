import {Box, Text, useIsScreenReaderEnabled} from 'ink';
import {memo, type ReactNode} from 'react';
import type {Block, Span} from './block.js';
import {type Line, layOut} from './layout.js';
import {visible} from './text.js';
import {looks, useSymbols} from './theme.js';
import {windowed} from './window.js';

interface BlocksProps {
  readonly blocks: readonly Block[];
  readonly width: number;
  /** Lines that there is room for; what is longer scrolls. */
  readonly height?: number;
  readonly scroll?: number;
}

/** Draws blocks; to a screen reader, says them one by one with their roles and states. */
export function Blocks({blocks, width, height, scroll = 0}: BlocksProps): ReactNode {
  const symbols = useSymbols();
  if (useIsScreenReaderEnabled()) return <Spoken blocks={blocks} />;
  const lines = layOut(blocks, width, symbols.cut);
  const shown = height === undefined ? lines : windowed(lines, {height, width, scroll}, symbols);
  return (
    <Box flexDirection="column" width={width} {...(height === undefined ? {} : {height})}>
      {shown.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place.
        <DrawnLine key={index} line={line} />
      ))}
    </Box>
  );
}

/** Drawn again where it differs: of a frame that a key changes, that is few lines. */
const DrawnLine = memo(drawnLine, (before, {line: {spans}}) => isSame(before.line.spans, spans));

function drawnLine({line}: {readonly line: Line}): ReactNode {
  return <Text wrap="truncate">{line.spans.length === 0 ? ' ' : line.spans.map(drawn)}</Text>;
}

function isSame(before: readonly Span[], after: readonly Span[]): boolean {
  return (
    before.length === after.length &&
    before.every(({text, role, href}, index) => {
      const other = after[index];
      return text === other?.text && role === other.role && href === other.href;
    })
  );
}

function drawn(span: Span, index: number): ReactNode {
  return (
    <Text key={index} {...looks[span.role]}>
      {span.href === undefined ? span.text : hyperlink(span.text, span.href)}
    </Text>
  );
}

/** OSC 8, ended by ST: terminals that don't know it show the text alone. */
function hyperlink(text: string, address: string): string {
  return `\u001b]8;;${visible(address)}\u001b\\${text}\u001b]8;;\u001b\\`;
}

function Spoken({blocks}: {readonly blocks: readonly Block[]}): ReactNode {
  return (
    <Box flexDirection="column">
      {blocks.map((block, index) => {
        const {role, state, label} = block.aria;
        const text = label ?? textOf(block);
        if (text === '') return null;
        return (
          <Box
            // biome-ignore lint/suspicious/noArrayIndexKey: a block has no identity but its place.
            key={index}
            {...(role === undefined ? {} : {'aria-role': role})}
            {...(state === undefined ? {} : {'aria-state': state})}
          >
            <Text>{visible(text)}</Text>
          </Box>
        );
      })}
    </Box>
  );
}

function textOf({spans, aside}: Block): string {
  return [...spans, ...(aside.length > 0 ? [{text: ' '}] : []), ...aside]
    .map(({text}) => text)
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}
