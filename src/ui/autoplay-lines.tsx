import type {ReactNode} from 'react';
import type {Showing} from './autoplay.js';
import {type Block, block, type Span, span} from './block.js';
import {spansWidth} from './layout.js';
import {Blocks} from './lines.js';
import {type Symbols, useSymbols} from './theme.js';

/** Lines that are set apart: captions come and go, and nothing else may move with them. */
export function autoplayHeight(width: number): number {
  return width < 76 ? 3 : 2;
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
