import type {ReactNode} from 'react';
import type {MultiselectQuestion, Option} from '../../steps/step.js';
import {Paragraph} from '../layout.js';
import {Muted, useSymbols} from '../theme.js';
import {pointerWidth, type QuestionProps} from './field.js';
import {OptionList} from './option-list.js';

type MultiselectProps = QuestionProps & {readonly question: MultiselectQuestion};

/** Checkboxes, followed by existing values that this tool keeps but doesn't manage. */
export function Multiselect({question, ...layout}: MultiselectProps): ReactNode {
  const symbols = useSymbols();
  const selectedValues = new Set(question.values);
  const isOn = ({value}: Option) => selectedValues.has(value);
  return (
    <>
      <OptionList
        {...layout}
        question={question}
        role="checkbox"
        isOn={isOn}
        symbol={option => (isOn(option) ? symbols.checkboxOn : symbols.checkboxOff)}
        ariaLabelParts={({label, detail, mark, caution}) => [label, detail, mark, caution]}
      />
      <KeptValues values={question.kept} maxOptionLines={layout.maxOptionLines} />
    </>
  );
}

interface KeptValuesProps {
  readonly values: readonly string[];
  readonly maxOptionLines: number;
}

function KeptValues({values, maxOptionLines}: KeptValuesProps): ReactNode {
  const symbols = useSymbols();
  const indent = pointerWidth(symbols);
  const shown = values.slice(0, Math.max(1, Math.min(3, maxOptionLines - 2)));
  const hiddenCount = values.length - shown.length;
  return (
    <>
      {shown.map(value => (
        <Paragraph key={value} indent={indent} truncate>
          <Muted>{`${symbols.kept} ${value}   kept (not managed by this tool)`}</Muted>
        </Paragraph>
      ))}
      {hiddenCount > 0 && (
        <Paragraph indent={indent}>
          <Muted>{`${symbols.kept} ${hiddenCount} more kept`}</Muted>
        </Paragraph>
      )}
    </>
  );
}
