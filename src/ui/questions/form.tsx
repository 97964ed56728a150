import type {ReactNode} from 'react';
import {formatFirst} from '../../text/format.js';
import type {ScreenQuestion} from '../../wizard/questions.js';
import {Paragraph} from '../layout.js';
import {widthOf} from '../text.js';
import {FormRow, type QuestionProps} from './field.js';
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
  readonly focusedIndex: number;
}

/** The form's questions: the focused one is open, the others show their answers. */
export function Form({
  questions,
  focusedIndex,
  labelWidth: fixedLabelWidth,
  ...layout
}: FormProps): ReactNode {
  // Includes closed questions, so that nothing moves with the focus.
  const widest = Math.max(0, ...questions.map(({label}) => widthOf(label)));
  const labelWidth = fixedLabelWidth ?? Math.min(widest, maxLabelWidth);
  return questions.map((question, index) => {
    const props = {...layout, focused: index === focusedIndex, labelWidth};
    const hasOptions = question.kind === 'select' || question.kind === 'multiselect';
    if (questions.length === 1 || !hasOptions) {
      return <Question key={question.id} question={question} {...props} />;
    }
    if (!props.focused) return <Answer key={question.id} question={question} {...props} />;
    return (
      <OpenQuestion
        key={question.id}
        question={question}
        isLast={index === questions.length - 1}
        {...props}
      />
    );
  });
}

type AnyQuestionProps = QuestionProps & {readonly question: ScreenQuestion};

export function Question({question, ...layout}: AnyQuestionProps): ReactNode {
  switch (question.kind) {
    case 'text':
    case 'secret':
      return <TextField question={question} {...layout} />;
    case 'select':
      return <Select question={question} {...layout} />;
    case 'multiselect':
      return <Multiselect question={question} {...layout} />;
    case 'toggle':
      return <Toggle question={question} {...layout} />;
    case 'menu':
      return <Menu question={question} {...layout} />;
  }
}

/** A question's label with its options below. */
function OpenQuestion({
  isLast,
  ...props
}: AnyQuestionProps & {readonly isLast: boolean}): ReactNode {
  const {label} = props.question;
  return (
    <>
      <FormRow {...props} focused={false} label={label} isHeading aria-label={`${label}:`} />
      <Question {...props} />
      {!isLast && <Paragraph />}
    </>
  );
}

function Answer({question, ...layout}: AnyQuestionProps): ReactNode {
  const answer = formatAnswer(question);
  return (
    <FormRow {...layout} label={question.label} aria-label={`${question.label}: ${answer}`}>
      {answer}
    </FormRow>
  );
}

export function formatAnswer(question: ScreenQuestion): string {
  switch (question.kind) {
    case 'text':
      return question.value;
    case 'secret':
      return question.value === '' ? '' : 'given';
    case 'select':
    case 'menu':
      return question.options.find(({value}) => value === question.value)?.label ?? question.value;
    case 'multiselect':
      return question.values.length === 0 ? 'none' : formatFirst(question.values);
    case 'toggle':
      return question[question.value];
  }
}
