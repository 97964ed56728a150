import type {Asked} from '../../wizard/questions.js';
import {type Block, blank, block, span} from '../block.js';
import {layOut} from '../layout.js';
import {problemBlocks} from '../problem.js';
import {formBlocks} from '../question/form.js';
import {textBlocks} from '../question/text.js';
import {widthOf} from '../text.js';
import {askingOf, headed, type PanelView} from './panel-view.js';
import {briefVerdictBlocks, findingBlocks, verdictBlocks} from './verdict-view.js';

/** A step: what it is, its questions, what will change, and what went wrong. */
export function stepPanel(view: PanelView<'step'>): readonly Block[] {
  const {screen} = view;
  const {step} = screen;
  const questions = screen.questions.filter(({id}) => id !== 'confirm');
  const trouble = troubleBlocks(view);
  // What would change was read before it was tried: what went wrong needs the room.
  if (trouble.length > 0) {
    const form = formBlocks({...askingOf(view), questions});
    return [...headed(step.heading, step.about), ...form, blank, ...trouble];
  }
  // What Enter does shall be in sight: its preview gets shorter first, then the reasons go.
  const whole = askedPanel(view, questions, {preview: 'in-full', reasons: 'shown'});
  if (fits(whole, view)) return whole;
  const brief = askedPanel(view, questions, {preview: 'in-brief', reasons: 'shown'});
  if (fits(brief, view)) return brief;
  return askedPanel(view, questions, {preview: 'in-brief', reasons: 'hidden'});
}

interface Shape {
  readonly preview: 'in-full' | 'in-brief';
  readonly reasons: 'shown' | 'hidden';
}

function askedPanel(
  view: PanelView<'step'>,
  questions: readonly Asked[],
  {preview, reasons}: Shape,
): readonly Block[] {
  const {screen, symbols, width} = view;
  const {step, verdict} = screen;
  const {asking, at} = askingOf(view);
  return [
    ...headed(step.heading, step.about),
    ...formBlocks({questions, at, asking: {...asking, reasons}}),
    blank,
    ...(verdict === undefined
      ? [block(span('What will change is shown once this API was looked up.', 'muted'))]
      : [
          ...(preview === 'in-full'
            ? verdictBlocks(verdict, width, symbols)
            : briefVerdictBlocks(verdict, symbols)),
          ...findingBlocks(verdict, listing(questions), symbols),
        ]),
    ...confirmBlocks(view),
  ];
}

function fits(blocks: readonly Block[], {width, height, symbols}: PanelView): boolean {
  return layOut(blocks, width, symbols.cut).length <= height;
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
