import type {ReactNode} from 'react';
import type {Option, SelectQuestion} from '../../steps/step.js';
import {layOut, Paragraph} from '../layout.js';
import {useSymbols} from '../theme.js';
import {minSideBySideWidth, type QuestionProps} from './field.js';
import {OptionList} from './option-list.js';

type SelectProps = QuestionProps & {readonly question: SelectQuestion};

/** Radio buttons. Moving the focus selects, so that the effect is visible at once. */
export function Select({question, ...layout}: SelectProps): ReactNode {
  const symbols = useSymbols();
  const isOn = ({value}: Option) => value === question.value;
  return (
    <>
      <OptionList
        {...layout}
        question={question}
        role="radio"
        isOn={isOn}
        symbol={option => (isOn(option) ? symbols.radioOn : symbols.radioOff)}
        ariaLabelParts={({label, detail, mark, recommended}) => [
          label,
          detail,
          mark,
          recommended ? 'recommended' : undefined,
        ]}
      />
      {layout.focused && layout.reasons === 'shown' && (
        <Reason question={question} width={layout.width} />
      )}
    </>
  );
}

/** The focused option's reason, padded to the longest one so that nothing below moves. */
function Reason({question, width}: Pick<SelectProps, 'question' | 'width'>): ReactNode {
  const symbols = useSymbols();
  const {options, value} = question;
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
  const tallest = width < minSideBySideWidth ? 0 : Math.max(...options.map(heightOf));
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
