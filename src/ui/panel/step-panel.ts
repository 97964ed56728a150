import {invalidOf, type ScreenQuestion} from '../../wizard/questions.js';
import {type Block, blank, block, span} from '../block.js';
import {layOut} from '../layout.js';
import {problemBlocks} from '../problem.js';
import {formBlocks} from '../question/form.js';
import {textBlocks} from '../question/text.js';
import {widthOf} from '../text.js';
import {askingOf, type PanelView} from './panel-view.js';
import {briefVerdictBlocks, findingBlocks, verdictBlocks} from './verdict-view.js';

/** A step: what it is, its questions, what will change, and what went wrong. */
export function stepPanel(view: PanelView<'step'>): readonly Block[] {
  const {screen} = view;
  const questions = screen.questions.filter(({id}) => id !== 'confirm');
  const trouble = troubleBlocks(view);
  // What would change was read before it was tried: what went wrong needs the room.
  if (trouble.length > 0) {
    const form = formBlocks({...askingOf(view), questions});
    return [...heading(view, 'shown'), ...form, blank, ...trouble];
  }
  let panel: readonly Block[] = [];
  for (const shape of shapes) {
    panel = askedPanel(view, questions, shape);
    if (fits(panel, view)) break;
  }
  return panel;
}

interface Shape {
  readonly preview: 'in-full' | 'in-brief';
  readonly reasons: 'shown' | 'hidden';
  readonly about: 'shown' | 'hidden';
}

/** What Enter does shall be in sight: the preview gets shorter first, then the explanations go. */
const shapes: readonly Shape[] = [
  {preview: 'in-full', reasons: 'shown', about: 'shown'},
  {preview: 'in-brief', reasons: 'shown', about: 'shown'},
  {preview: 'in-brief', reasons: 'hidden', about: 'shown'},
  {preview: 'in-brief', reasons: 'hidden', about: 'hidden'},
];

/** Where the step stands in the line above, its heading does too. */
function heading(
  {screen: {step}, steps}: PanelView<'step'>,
  about: 'shown' | 'hidden',
): readonly Block[] {
  return [
    ...(steps === 'beside' ? [block(span(step.heading, 'heading'))] : []),
    ...(about === 'shown' ? [block(span(step.about, 'muted'))] : []),
    blank,
  ];
}

function askedPanel(
  view: PanelView<'step'>,
  questions: readonly ScreenQuestion[],
  {preview, reasons, about}: Shape,
): readonly Block[] {
  const {screen, symbols, width} = view;
  const {status} = screen;
  const {asking, at} = askingOf(view);
  const refused = questions.some(each => invalidOf(each) !== undefined);
  return [
    ...heading(view, about),
    ...formBlocks({questions, at, asking: {...asking, reasons}}),
    blank,
    ...(refused || status === undefined
      ? [
          block(
            span(
              refused
                ? 'What will change is shown once that can stand.'
                : 'What will change is shown once this API has been looked up.',
              'muted',
            ),
          ),
        ]
      : [
          ...(preview === 'in-full'
            ? verdictBlocks(status, width, symbols)
            : briefVerdictBlocks(status, symbols)),
          ...findingBlocks(status, listing(questions), symbols),
        ]),
    ...confirmBlocks(view),
  ];
}

function fits(blocks: readonly Block[], {width, height, symbols}: PanelView): boolean {
  return layOut(blocks, width, symbols.cut).length <= height;
}

function listing(questions: readonly ScreenQuestion[]): 'kept-listed' | 'kept-unlisted' {
  return questions.some(asked => asked.kind === 'multiselect') ? 'kept-listed' : 'kept-unlisted';
}

/** The typed confirmation, once it is its turn. */
export function confirmBlocks(view: PanelView): readonly Block[] {
  const {screen, symbols} = view;
  const asked = screen.questions[screen.questionIndex];
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
  const done = state.completedSteps.size > 0 ? 'Steps that are done stay done.' : '';
  if (problem === undefined) return [];
  return [
    ...problemBlocks(problem, symbols),
    ...(done === '' ? [] : [block(span(done, 'muted'), {indent: 2})]),
  ];
}
