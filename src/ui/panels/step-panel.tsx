import type {ReactNode} from 'react';
import {words} from '../../scenario/words.js';
import {steps} from '../../steps/index.js';
import {invalidReason} from '../../wizard/questions.js';
import type {State} from '../../wizard/state.js';
import {Paragraph} from '../layout.js';
import {ProblemMessage} from '../problem.js';
import {Form} from '../questions/form.js';
import {TextField} from '../questions/text-field.js';
import {Muted, Strong, useSymbols, Warning} from '../theme.js';
import {BriefChanges, Changes, Findings} from './changes.js';
import {formOf, type PanelProps} from './panel-props.js';

export interface StepShape {
  readonly preview: 'in-full' | 'in-brief';
  readonly reasons: 'shown' | 'hidden';
  readonly about: 'shown' | 'hidden';
  /** What is ahead, on the first question of a first run. */
  readonly intro: 'shown' | 'hidden';
}

/** What Enter does must be visible, so shorten the preview first, then drop the explanations. */
const stepShapes: readonly StepShape[] = [
  {preview: 'in-full', reasons: 'shown', about: 'shown', intro: 'hidden'},
  {preview: 'in-brief', reasons: 'shown', about: 'shown', intro: 'hidden'},
  {preview: 'in-brief', reasons: 'hidden', about: 'shown', intro: 'hidden'},
  {preview: 'in-brief', reasons: 'hidden', about: 'hidden', intro: 'hidden'},
];

export function stepShapesOf({state, screen}: PanelProps<'step'>): readonly StepShape[] {
  if (!isBeginning(state, screen)) return stepShapes;
  return [
    ...stepShapes.slice(0, 2).map(shape => ({...shape, intro: 'shown' as const})),
    ...stepShapes,
  ];
}

type StepScreen = PanelProps<'step'>['screen'];

interface StepPanelProps extends PanelProps<'step'> {
  readonly shape: StepShape;
}

/** A step: its questions, and the changes or the problem. */
export function StepPanel({shape, ...props}: StepPanelProps): ReactNode {
  const {screen, state} = props;
  const {step, problem} = screen;
  const form = formOf(props);
  const questions = screen.questions.filter(({id}) => id !== 'confirm');
  // After a failure the problem replaces the preview, which the user has already read.
  const {about, reasons} = problem === undefined ? shape : {about: 'shown', reasons: form.reasons};
  return (
    <>
      {/* If the steps are above, that line already shows the heading. */}
      {props.steps === 'beside' && (
        <Paragraph>
          <Strong>{step.heading}</Strong>
        </Paragraph>
      )}
      {about === 'shown' && (
        <Paragraph>
          <Muted>{step.about}</Muted>
        </Paragraph>
      )}
      {shape.intro === 'shown' && (
        <>
          <Paragraph />
          <Paragraph>{words.begins}</Paragraph>
        </>
      )}
      <Paragraph />
      <Form {...form} questions={questions} reasons={reasons} />
      <Paragraph />
      {problem === undefined ? (
        <>
          <Preview {...props} preview={shape.preview} />
          <Confirm {...props} />
        </>
      ) : (
        <ProblemMessage problem={problem} />
      )}
      {problem !== undefined && state.completedSteps.size > 0 && (
        <Paragraph indent={2}>
          <Muted>Completed steps won’t be undone.</Muted>
        </Paragraph>
      )}
    </>
  );
}

/** The first question of a first run. */
function isBeginning({rerun, completedSteps}: State, {questionIndex, step}: StepScreen): boolean {
  const isFirst = step === steps[0] && questionIndex === 0 && completedSteps.size === 0;
  return isFirst && rerun === 'first-run';
}

interface PreviewProps extends PanelProps<'step'> {
  readonly preview: StepShape['preview'];
}

function Preview({screen, width, preview}: PreviewProps): ReactNode {
  const {status, questions} = screen;
  const refused = questions.some(
    each => each.id !== 'confirm' && invalidReason(each) !== undefined,
  );
  if (refused || status === undefined) {
    const until = refused ? 'the value is valid' : 'this API has been read';
    return (
      <Paragraph>
        <Muted>{`Changes appear here once ${until}.`}</Muted>
      </Paragraph>
    );
  }
  return (
    <>
      {preview === 'in-full' ? (
        <Changes status={status} width={width} />
      ) : (
        <BriefChanges status={status} />
      )}
      <Findings status={status} listed={questions.some(({kind}) => kind === 'multiselect')} />
    </>
  );
}

/** The typed confirmation, when it is the current question. */
export function Confirm(props: PanelProps): ReactNode {
  const {screen} = props;
  const {warning} = useSymbols();
  const asked = screen.questions[screen.questionIndex];
  const isAsked = !screen.busy && screen.focus === 'question';
  if (asked?.id !== 'confirm' || asked.kind !== 'text' || !isAsked) return null;
  return (
    <>
      <Paragraph />
      {/* A long sentence, so it goes above the field. */}
      <Paragraph hang={2} focus aria-label={`${asked.label}. ${asked.hint}`}>
        <Warning>{`${warning} `}</Warning>
        <Strong>{asked.label}</Strong>
      </Paragraph>
      <TextField {...formOf(props)} asked={{...asked, label: ''}} focused labelWidth={0} />
    </>
  );
}
