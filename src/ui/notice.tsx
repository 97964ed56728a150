import type {ReactNode} from 'react';
import type {Notice as NoticeText} from '../wizard/state.js';
import {Paragraph} from './layout.js';
import {WithLinks} from './problem.js';
import {Accent, Good, useSymbols, Warning} from './theme.js';

/** The latest result or finding. Has the focus, so that it stays in view however long it is. */
export function Notice({kind, text}: NoticeText): ReactNode {
  const symbols = useSymbols();
  const signs = {
    info: <Accent>{`${symbols.dot} `}</Accent>,
    good: <Good>{`${symbols.done} `}</Good>,
    warning: <Warning>{`${symbols.warning} `}</Warning>,
  };
  return (
    <Paragraph hang={2} focus>
      {signs[kind]}
      <WithLinks>{text}</WithLinks>
    </Paragraph>
  );
}
