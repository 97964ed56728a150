import type {ReactNode} from 'react';
import {formatFirst} from '../../text/format.js';
import type {ScreenQuestion} from '../../wizard/questions.js';
import {Paragraph} from '../layout.js';
import {widthOf} from '../text.js';
import {Labeled, type QuestionProps} from './field.js';
import {Menu} from './menu.js';
import {Multiselect} from './multiselect.js';
import {Select} from './select.js';
import {TextField} from './text-field.js';
import {Toggle} from './toggle.js';

/** A longer label shifts only its own value. */
const maxLabelWidth = 16;

export interface FormProps extends Omit<QuestionProps, 'focused' | 'labelWidth'> {
  /** A fixed label width, if the labels on display should not decide. */
  readonly labelWidth?: number;
  readonly questions: readonly ScreenQuestion[];
  /** Index of the focused question; none is focused if no question has this index. */
  readonly at: number;
}

/** The form's questions: the focused one is open, the others show their answers. */
export function Form({questions, at, labelWidth: given, ...place}: FormProps): ReactNode {
  // Includes closed questions, so that nothing moves with the focus.
  const widest = Math.max(0, ...questions.map(({label}) => widthOf(label)));
  const labelWidth = given ?? Math.min(widest, maxLabelWidth);
  return questions.map((asked, index) => {
    const question = {...place, focused: index === at, labelWidth};
    const hasOptions = asked.kind === 'select' || asked.kind === 'multiselect';
    if (questions.length === 1 || !hasOptions) {
      return <Question key={asked.id} asked={asked} {...question} />;
    }
    if (!question.focused) return <Answer key={asked.id} asked={asked} {...question} />;
    return (
      <OpenQuestion
        key={asked.id}
        asked={asked}
        last={index === questions.length - 1}
        {...question}
      />
    );
  });
}

type OneProps = QuestionProps & {readonly asked: ScreenQuestion};

export function Question({asked, ...question}: OneProps): ReactNode {
  switch (asked.kind) {
    case 'text':
    case 'secret':
      return <TextField asked={asked} {...question} />;
    case 'select':
      return <Select asked={asked} {...question} />;
    case 'multiselect':
      return <Multiselect asked={asked} {...question} />;
    case 'toggle':
      return <Toggle asked={asked} {...question} />;
    case 'menu':
      return <Menu asked={asked} {...question} />;
  }
}

/** A question's label with its options below. */
function OpenQuestion({last, ...question}: OneProps & {readonly last: boolean}): ReactNode {
  const {label} = question.asked;
  return (
    <>
      <Labeled {...question} focused={false} label={label} heads aria-label={`${label}:`} />
      <Question {...question} />
      {!last && <Paragraph />}
    </>
  );
}

function Answer({asked, ...question}: OneProps): ReactNode {
  const answer = answerOf(asked);
  return (
    <Labeled {...question} label={asked.label} aria-label={`${asked.label}: ${answer}`}>
      {answer}
    </Labeled>
  );
}

export function answerOf(asked: ScreenQuestion): string {
  switch (asked.kind) {
    case 'text':
      return asked.value;
    case 'secret':
      return asked.value === '' ? '' : 'given';
    case 'select':
    case 'menu':
      return asked.options.find(({value}) => value === asked.value)?.label ?? asked.value;
    case 'multiselect':
      return asked.values.length === 0 ? 'none' : formatFirst(asked.values);
    case 'toggle':
      return asked[asked.value];
  }
}
