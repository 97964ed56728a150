import type {ReactNode} from 'react';
import type {Field} from '../../wizard/state.js';
import {Paragraph, type ParagraphProps} from '../layout.js';
import {padEnd, widthOf} from '../text.js';
import {Chosen, Muted, Strong, type Symbols, useSymbols} from '../theme.js';

/** What a question needs to know of where it is shown. */
export interface QuestionProps {
  readonly focused: boolean;
  readonly field: Field;
  /** Columns for the question. */
  readonly width: number;
  /** Lines that its options may take before they are shown by the page. */
  readonly room: number;
  /** Hidden where something more urgent needs the lines. */
  readonly reasons: 'shown' | 'hidden';
  /** Columns that labels of a form share. */
  readonly labelWidth: number;
}

/** Below this many columns a label stands above its value. */
export const besideFrom = 44;

export function pointerWidth({pointer}: Symbols): number {
  return widthOf(pointer) + 1;
}

export function valueIndent(
  {width, labelWidth}: Pick<QuestionProps, 'width' | 'labelWidth'>,
  symbols: Symbols,
): number {
  if (labelWidth > 0 && width < besideFrom) return 4;
  return pointerWidth(symbols) + (labelWidth === 0 ? 0 : labelWidth + 3);
}

/** The pointer before what has the focus, and as many columns before what has not. */
export function Pointer({on}: {readonly on: boolean}): ReactNode {
  const symbols = useSymbols();
  return on ? <Chosen>{`${symbols.pointer} `}</Chosen> : ' '.repeat(pointerWidth(symbols));
}

type LabeledProps = Pick<QuestionProps, 'focused' | 'width' | 'labelWidth'> &
  Pick<ParagraphProps, 'children' | 'aria-role' | 'aria-state' | 'aria-label'> & {
    readonly label: string;
    /** A label that stands out without the focus, being that of the options below it. */
    readonly heads?: boolean;
  };

/** A row of a form: pointer, label, value. */
export function Labeled({
  label,
  focused,
  width,
  labelWidth,
  heads = false,
  children,
  ...aria
}: LabeledProps): ReactNode {
  const hang = valueIndent({width, labelWidth}, useSymbols());
  const Name = focused || heads ? Strong : Muted;
  if (width < besideFrom && label !== '') {
    return (
      <>
        <Paragraph focus={focused} hang={hang} aria-hidden>
          <Pointer on={focused} />
          <Name>{label}</Name>
        </Paragraph>
        <Paragraph focus={focused} indent={hang} {...aria}>
          {children}
        </Paragraph>
      </>
    );
  }
  return (
    <Paragraph focus={focused} hang={hang} {...aria}>
      <Pointer on={focused} />
      {label !== '' && <Name>{padEnd(label, labelWidth)}</Name>}
      {label !== '' && '   '}
      {children}
    </Paragraph>
  );
}
