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

/** A longer label pushes its value away, and no other. */
const maxLabelWidth = 16;

export interface FormProps extends Omit<QuestionProps, 'focused' | 'labelWidth'> {
  /** Columns for the labels, where those on display don't decide. */
  readonly labelWidth?: number;
  readonly questions: readonly ScreenQuestion[];
  /** Which one has the focus; none where the index is that of no question. */
  readonly at: number;
}

/** Questions one below the other: the one that has the focus is open, the others say their answer. */
export function Form({questions, at, labelWidth: given, ...place}: FormProps): ReactNode {
  // All of them, whichever is open: nothing jumps as the focus moves.
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
