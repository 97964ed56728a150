import type {ReactNode} from 'react';
import type {Showing} from './autoplay.js';
import {block, span} from './block.js';
import {Blocks} from './lines.js';
import {useSymbols} from './theme.js';

/** For the audience: what happens; for the presenter: the keys. In place of a footer. */
export function AutoplayLines({
  showing: {caption, mode},
  width,
}: {
  readonly showing: Showing;
  readonly width: number;
}): ReactNode {
  const symbols = useSymbols();
  const aside = mode === 'paused' ? [span('paused', 'warning')] : [];
  const key = (name: string, does: string) => [span(name, 'accent'), span(` ${does}   `, 'muted')];
  const keys = [
    ...key('space', mode === 'paused' ? 'go on' : 'pause'),
    ...key(symbols.arrow, 'step on'),
    span('any other key takes over', 'muted'),
  ];
  const line = block([span(`${symbols.current} `, 'warning'), span(caption, 'strong')], {
    fit: 'cut',
  });
  return <Blocks blocks={[line, block(keys, {fit: 'cut', aside})]} width={width} />;
}
