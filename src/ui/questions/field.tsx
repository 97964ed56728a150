import type {ReactNode} from 'react';
import type {Field} from '../../wizard/state.js';
import {Paragraph, type ParagraphProps} from '../layout.js';
import {padEnd, widthOf} from '../text.js';
import {Chosen, Muted, Strong, type Symbols, useSymbols} from '../theme.js';

/** Where and how large a question is shown. */
export interface QuestionProps {
  readonly focused: boolean;
  readonly field: Field;
  /** Columns for the question. */
  readonly width: number;
  /** Lines for options before they are split into pages. */
  readonly maxOptionLines: number;
  /** `hidden` if something more urgent needs the lines. */
  readonly reasons: 'shown' | 'hidden';
  /** The common width of the form's labels. */
  readonly labelWidth: number;
}

/** With fewer columns than this, a label goes above its value. */
export const minSideBySideWidth = 44;

export function pointerWidth({pointer}: Symbols): number {
  return widthOf(pointer) + 1;
}

export function valueIndent(
  {width, labelWidth}: Pick<QuestionProps, 'width' | 'labelWidth'>,
  symbols: Symbols,
): number {
  if (labelWidth > 0 && width < minSideBySideWidth) return 4;
  return pointerWidth(symbols) + (labelWidth === 0 ? 0 : labelWidth + 3);
}

/** The pointer if focused, otherwise the same number of spaces. */
export function Pointer({on}: {readonly on: boolean}): ReactNode {
  const symbols = useSymbols();
  return on ? <Chosen>{`${symbols.pointer} `}</Chosen> : ' '.repeat(pointerWidth(symbols));
}

type FormRowProps = Pick<QuestionProps, 'focused' | 'width' | 'labelWidth'> &
  Pick<ParagraphProps, 'children' | 'aria-role' | 'aria-state' | 'aria-label'> & {
    readonly label: string;
    /** The heading of the options below: emphasized even without the focus. */
    readonly isHeading?: boolean;
  };

/** A form row: pointer, label, value. */
export function FormRow({
  label,
  focused,
  width,
  labelWidth,
  isHeading = false,
  children,
  ...aria
}: FormRowProps): ReactNode {
  const hang = valueIndent({width, labelWidth}, useSymbols());
  const Name = focused || isHeading ? Strong : Muted;
  if (width < minSideBySideWidth && label !== '') {
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
