import type {ReactNode} from 'react';
import {inlineWidth, Paragraph, Viewport} from '../layout.js';
import {Accent, Muted, Strong, useSymbols, Warning} from '../theme.js';
import type {AutoplayStatus} from './autoplay.js';

/** Columns for the longest caption: on one line, and wrapped, including what wrapping wastes. */
const maxWidth = {inOneLine: 76, inSeveral: 92} as const;

/** Lines reserved for captions, so that nothing moves as they change. */
export function captionHeight(width: number): number {
  const room = Math.max(1, width - 2);
  const caption = room >= maxWidth.inOneLine ? 1 : Math.ceil(maxWidth.inSeveral / room);
  return Math.min(3, caption);
}

interface CaptionsProps {
  readonly status: AutoplayStatus;
  readonly width: number;
}

/** In place of the footer: the caption for the audience, and the keys for the presenter. */
export function Captions({status: {caption, mode}, width}: CaptionsProps): ReactNode {
  const {current} = useSymbols();
  const height = captionHeight(width);
  return (
    <>
      <Viewport width={width} height={height}>
        <Paragraph hang={2}>
          <Warning>{`${current} `}</Warning>
          <Strong>{caption}</Strong>
        </Paragraph>
      </Viewport>
      <Viewport width={width} height={1}>
        <Keys mode={mode} width={width} />
      </Viewport>
    </>
  );
}

function Keys({
  mode,
  width,
}: {
  readonly mode: AutoplayStatus['mode'];
  readonly width: number;
}): ReactNode {
  const {arrow} = useSymbols();
  const isPaused = mode === 'paused';
  const keys = (others: string) => (
    <>
      <Accent>space</Accent>
      <Muted>{` ${isPaused ? 'continue' : 'pause'}   `}</Muted>
      <Accent>{arrow}</Accent>
      <Muted>{` step   ${others}`}</Muted>
    </>
  );
  const aside = isPaused && <Warning>paused</Warning>;
  const long = keys('any other key takes over');
  const fits = inlineWidth([long, aside]) + 2 <= width;
  return (
    <Paragraph truncate aside={fits && aside}>
      {fits ? long : keys('else: take over')}
    </Paragraph>
  );
}
