import type {ReactNode} from 'react';
import {someOf} from '../../engine/in-words.js';
import type {Asked} from '../../wizard/questions.js';
import {Paragraph} from '../layout.js';
import {widthOf} from '../text.js';
import {Labeled, type QuestionProps} from './field.js';
import {Menu} from './menu.js';
import {Multiselect} from './multiselect.js';
import {Select} from './select.js';
import {TextField} from './text-field.js';
import {Toggle} from './toggle.js';

/** A longer label pushes its value away, and no other. */
const mostLabel = 16;

export interface FormProps extends Omit<QuestionProps, 'focused' | 'labelWidth'> {
  readonly questions: readonly Asked[];
  /** Which one has the focus; none where the index is that of no question. */
  readonly at: number;
}

/** Questions one below the other: the one that has the focus is open, the others say their answer. */
export function Form({questions, at, ...place}: FormProps): ReactNode {
  const beside = questions.filter(({kind}, index) => index !== at || kind !== 'one-of');
  const widest = Math.max(0, ...beside.map(({label}) => widthOf(label)));
  const labelWidth = Math.min(widest, mostLabel);
  return questions.map((asked, index) => {
    const question = {...place, focused: index === at, labelWidth};
    const hasOptions = asked.kind === 'one-of' || asked.kind === 'many-of';
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

type OneProps = QuestionProps & {readonly asked: Asked};

export function Question({asked, ...question}: OneProps): ReactNode {
  switch (asked.kind) {
    case 'text':
    case 'secret':
      return <TextField asked={asked} {...question} />;
    case 'one-of':
      return <Select asked={asked} {...question} />;
    case 'many-of':
      return <Multiselect asked={asked} {...question} />;
    case 'switch':
      return <Toggle asked={asked} {...question} />;
    case 'menu':
      return <Menu asked={asked} {...question} />;
  }
}

/** Its label, and below that its options. */
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

/** An answer in a few words. */
export function answerOf(asked: Asked): string {
  switch (asked.kind) {
    case 'text':
      return asked.value;
    case 'secret':
      return asked.value === '' ? '' : 'given';
    case 'one-of':
    case 'menu':
      return asked.options.find(({value}) => value === asked.value)?.label ?? asked.value;
    case 'many-of':
      return asked.values.length === 0 ? 'none' : someOf(asked.values);
    case 'switch':
      return asked[asked.value];
  }
}
