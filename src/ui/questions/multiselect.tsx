import type {ReactNode} from 'react';
import type {MultiselectQuestion, Option} from '../../steps/step.js';
import {Paragraph} from '../layout.js';
import {Muted, useSymbols} from '../theme.js';
import {pointerWidth, type QuestionProps} from './field.js';
import {OptionList} from './option-list.js';

type MultiselectProps = QuestionProps & {readonly asked: MultiselectQuestion};

/** Checkboxes, followed by existing values that this tool keeps but doesn't manage. */
export function Multiselect({asked, ...question}: MultiselectProps): ReactNode {
  const symbols = useSymbols();
  const ticked = new Set(asked.values);
  const isOn = ({value}: Option) => ticked.has(value);
  return (
    <>
      <OptionList
        {...question}
        asked={asked}
        role="checkbox"
        isOn={isOn}
        sign={option => (isOn(option) ? symbols.tickOn : symbols.tickOff)}
        label={({label, detail, mark, caution}) => [label, detail, mark, caution]}
      />
      <Kept values={asked.kept} room={question.room} />
    </>
  );
}

interface KeptProps {
  readonly values: readonly string[];
  readonly room: number;
}

function Kept({values, room}: KeptProps): ReactNode {
  const symbols = useSymbols();
  const indent = pointerWidth(symbols);
  const shown = values.slice(0, Math.max(1, Math.min(3, room - 2)));
  const left = values.length - shown.length;
  return (
    <>
      {shown.map(value => (
        <Paragraph key={value} indent={indent} truncate>
          <Muted>{`${symbols.kept} ${value}   kept (not managed by this tool)`}</Muted>
        </Paragraph>
      ))}
      {left > 0 && (
        <Paragraph indent={indent}>
          <Muted>{`${symbols.kept} ${left} more kept`}</Muted>
        </Paragraph>
      )}
    </>
  );
}
