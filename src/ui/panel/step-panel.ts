import type {Asked} from '../../wizard/questions.js';
import {type Block, blank, block, span} from '../block.js';
import {problemBlocks} from '../problem.js';
import {formBlocks} from '../question/form.js';
import {textBlocks} from '../question/text.js';
import {widthOf} from '../text.js';
import {askingOf, headed, type PanelView} from './panel-view.js';
import {findingBlocks, verdictBlocks} from './verdict-view.js';

/** A step: what it is, its questions, what will change, and what went wrong. */
export function stepPanel(view: PanelView<'step'>): readonly Block[] {
  const {screen, symbols, width} = view;
  const {step, verdict} = screen;
  const questions = screen.questions.filter(({id}) => id !== 'confirm');
  const trouble = troubleBlocks(view);
  // What would change was read before it was tried: what went wrong needs the room.
  if (trouble.length > 0) {
    const form = formBlocks({...askingOf(view), questions});
    return [...headed(step.heading, step.about), ...form, blank, ...trouble];
  }
  return [
    ...headed(step.heading, step.about),
    ...formBlocks({...askingOf(view), questions}),
    blank,
    ...(verdict === undefined
      ? [block(span('What will change is shown once this API was looked up.', 'muted'))]
      : verdictBlocks(verdict, width, symbols)),
    ...(verdict === undefined ? [] : findingBlocks(verdict, listing(questions), symbols)),
    ...confirmBlocks(view),
  ];
}

function listing(questions: readonly Asked[]): 'kept-listed' | 'kept-unlisted' {
  return questions.some(asked => asked.kind === 'many-of') ? 'kept-listed' : 'kept-unlisted';
}

/** The typed confirmation, once it is its turn. */
export function confirmBlocks(view: PanelView): readonly Block[] {
  const {screen, symbols} = view;
  const asked = screen.questions[screen.at];
  if (
    asked?.id !== 'confirm' ||
    asked.kind !== 'text' ||
    screen.busy === 'busy' ||
    screen.focus === 'problem'
  ) {
    return [];
  }
  const {asking} = askingOf(view);
  const labelWidth = widthOf(asked.label);
  // The sentence is long: it stands above its field.
  const label = block([span(`${symbols.warning} `, 'warning'), span(asked.label, 'strong')], {
    hang: 2,
    focus: 'focus',
  });
  const field = textBlocks({...asked, label: ''}, {...asking, focus: 'focus', labelWidth: 0});
  return [
    blank,
    {...label, aria: {label: `${asked.label}. ${labelWidth > 0 ? asked.hint : ''}`}},
    ...field,
  ];
}

function troubleBlocks({screen, symbols, state}: PanelView<'step'>): readonly Block[] {
  const {problem} = screen;
  const done = state.passed.size > 0 ? 'Steps that are done stay done.' : '';
  if (problem === undefined) return [];
  return [
    ...problemBlocks(problem, symbols),
    ...(done === '' ? [] : [block(span(done, 'muted'), {indent: 2})]),
  ];
}
