import type {ReactNode} from 'react';
import type {Showing} from './autoplay.js';
import {type Block, block, type Span, span} from './block.js';
import {spansWidth} from './layout.js';
import {Blocks} from './lines.js';
import {type Symbols, useSymbols} from './theme.js';

/** Columns of the longest caption, with what breaking it between words leaves empty. */
const longest = {inOneLine: 76, inSeveral: 92} as const;

/** Lines that are set apart: captions come and go, and nothing else may move with them. */
export function autoplayHeight(width: number): number {
  const room = Math.max(1, width - 2);
  const caption = room >= longest.inOneLine ? 1 : Math.ceil(longest.inSeveral / room);
  return Math.min(3, caption) + 1;
}

/** For the audience: what happens; for the presenter: the keys. In place of a footer. */
export function AutoplayLines({
  showing: {caption, mode},
  width,
}: {
  readonly showing: Showing;
  readonly width: number;
}): ReactNode {
  const symbols = useSymbols();
  const line = block([span(`${symbols.current} `, 'warning'), span(caption, 'strong')], {hang: 2});
  return (
    <>
      <Blocks blocks={[line]} width={width} height={autoplayHeight(width) - 1} />
      <Blocks blocks={[keysBlock(mode, width, symbols)]} width={width} />
    </>
  );
}

function keysBlock(mode: Showing['mode'], width: number, symbols: Symbols): Block {
  const key = (name: string, does: string) => [span(name, 'accent'), span(` ${does}   `, 'muted')];
  const keys = (others: string): readonly Span[] => [
    ...key('space', mode === 'paused' ? 'go on' : 'pause'),
    ...key(symbols.arrow, 'step'),
    span(others, 'muted'),
  ];
  const aside = mode === 'paused' ? [span('paused', 'warning')] : [];
  const long = keys('any other key takes over');
  const fits = spansWidth([...long, ...aside]) + 2 <= width;
  return block(fits ? long : keys('else take over'), {fit: 'cut', ...(fits && {aside})});
}
