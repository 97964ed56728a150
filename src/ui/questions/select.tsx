import type {ReactNode} from 'react';
import type {Option, SelectQuestion} from '../../steps/step.js';
import {layOut, Paragraph} from '../layout.js';
import {useSymbols} from '../theme.js';
import {besideFrom, type QuestionProps} from './field.js';
import {OptionList} from './option-list.js';

type SelectProps = QuestionProps & {readonly asked: SelectQuestion};

/** Radio buttons. Moving the focus selects, so that the effect is visible at once. */
export function Select({asked, ...question}: SelectProps): ReactNode {
  const symbols = useSymbols();
  const isOn = ({value}: Option) => value === asked.value;
  return (
    <>
      <OptionList
        {...question}
        asked={asked}
        role="radio"
        isOn={isOn}
        sign={option => (isOn(option) ? symbols.radioOn : symbols.radioOff)}
        label={({label, detail, mark, recommended}) => [
          label,
          detail,
          mark,
          recommended ? 'recommended' : undefined,
        ]}
      />
      {question.focused && question.reasons === 'shown' && (
        <Reason asked={asked} width={question.width} />
      )}
    </>
  );
}

/** The focused option's reason, padded to the longest one so that nothing below moves. */
function Reason({asked, width}: Pick<SelectProps, 'asked' | 'width'>): ReactNode {
  const symbols = useSymbols();
  const {options, value} = asked;
  if (options.every(({reason}) => reason === undefined)) return null;
  const chosen = options.find(option => option.value === value);
  if (chosen === undefined) return null;
  const reasonOf = ({reason = ''}: Option) => (
    <Paragraph indent={2} focus>
      {reason}
    </Paragraph>
  );
  const heightOf = (option: Option) => layOut(reasonOf(option), width, symbols.ellipsis).length;
  // On a narrow terminal, saving lines matters more than a stable layout.
  const tallest = width < besideFrom ? 0 : Math.max(...options.map(heightOf));
  const padding = Math.max(0, tallest - heightOf(chosen));
  return (
    <>
      <Paragraph />
      {reasonOf(chosen)}
      {Array.from({length: padding}, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an empty line has no identity.
        <Paragraph key={index} />
      ))}
    </>
  );
}
