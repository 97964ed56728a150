import type {ReactNode} from 'react';
import type {ToggleQuestion} from '../../steps/step.js';
import {Chosen, Muted, useSymbols} from '../theme.js';
import {FormRow, type QuestionProps} from './field.js';

export function Toggle({
  question,
  ...layout
}: QuestionProps & {readonly question: ToggleQuestion}): ReactNode {
  const symbols = useSymbols();
  const renderOption = (value: 'on' | 'off') => {
    const isOn = question.value === value;
    const text = `${isOn ? symbols.radioOn : symbols.radioOff} ${question[value]}`;
    if (!layout.focused) return isOn && text;
    return isOn ? <Chosen>{text}</Chosen> : <Muted>{text}</Muted>;
  };
  return (
    <FormRow
      {...layout}
      label={question.label}
      aria-role="checkbox"
      aria-state={{checked: question.value === 'on', selected: layout.focused}}
      aria-label={`${question.label}: ${question[question.value]}`}
    >
      {renderOption('on')}
      {layout.focused && '   '}
      {renderOption('off')}
    </FormRow>
  );
}
