import type {ReactNode} from 'react';
import type {ToggleQuestion} from '../../steps/step.js';
import {Chosen, Muted, useSymbols} from '../theme.js';
import {Labeled, type QuestionProps} from './field.js';

export function Toggle({
  asked,
  ...question
}: QuestionProps & {readonly asked: ToggleQuestion}): ReactNode {
  const symbols = useSymbols();
  const side = (value: 'on' | 'off') => {
    const isOn = asked.value === value;
    const text = `${isOn ? symbols.radioOn : symbols.radioOff} ${asked[value]}`;
    if (!question.focused) return isOn && text;
    return isOn ? <Chosen>{text}</Chosen> : <Muted>{text}</Muted>;
  };
  return (
    <Labeled
      {...question}
      label={asked.label}
      aria-role="checkbox"
      aria-state={{checked: asked.value === 'on', selected: question.focused}}
      aria-label={`${asked.label}: ${asked[asked.value]}`}
    >
      {side('on')}
      {question.focused && '   '}
      {side('off')}
    </Labeled>
  );
}
