import type {ReactNode} from 'react';
import {invalidOf} from '../../wizard/questions.js';
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
}

/** What Enter does shall be in sight: the preview gets shorter first, then the explanations go. */
export const stepShapes: readonly StepShape[] = [
  {preview: 'in-full', reasons: 'shown', about: 'shown'},
  {preview: 'in-brief', reasons: 'shown', about: 'shown'},
  {preview: 'in-brief', reasons: 'hidden', about: 'shown'},
  {preview: 'in-brief', reasons: 'hidden', about: 'hidden'},
];

interface StepPanelProps extends PanelProps<'step'> {
  readonly shape: StepShape;
}

/** A step: what it is, its questions, what will change, and what went wrong. */
export function StepPanel({shape, ...props}: StepPanelProps): ReactNode {
  const {screen, state, steps} = props;
  const {step, problem} = screen;
  const form = formOf(props);
  const questions = screen.questions.filter(({id}) => id !== 'confirm');
  // What would change was read before it was tried: what went wrong needs the room.
  const {about, reasons} = problem === undefined ? shape : {about: 'shown', reasons: form.reasons};
  return (
    <>
      {/* Where the step stands in the line above, its heading does too. */}
      {steps === 'beside' && (
        <Paragraph>
          <Strong>{step.heading}</Strong>
        </Paragraph>
      )}
      {about === 'shown' && (
        <Paragraph>
          <Muted>{step.about}</Muted>
        </Paragraph>
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
          <Muted>Steps that are done stay done.</Muted>
        </Paragraph>
      )}
    </>
  );
}

interface PreviewProps extends PanelProps<'step'> {
  readonly preview: StepShape['preview'];
}

/** What Enter will change. */
function Preview({screen, width, preview}: PreviewProps): ReactNode {
  const {status, questions} = screen;
  const refused = questions.some(each => each.id !== 'confirm' && invalidOf(each) !== undefined);
  if (refused || status === undefined) {
    const until = refused ? 'once that can stand' : 'once this API has been looked up';
    return (
      <Paragraph>
        <Muted>{`What will change is shown ${until}.`}</Muted>
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

/** The typed confirmation, once it is its turn. */
export function Confirm(props: PanelProps): ReactNode {
  const {screen} = props;
  const {warning} = useSymbols();
  const asked = screen.questions[screen.questionIndex];
  const isAsked = screen.busy === 'idle' && screen.focus === 'question';
  if (asked?.id !== 'confirm' || asked.kind !== 'text' || !isAsked) return null;
  return (
    <>
      <Paragraph />
      {/* The sentence is long: it stands above its field. */}
      <Paragraph hang={2} focus aria-label={`${asked.label}. ${asked.hint}`}>
        <Warning>{`${warning} `}</Warning>
        <Strong>{asked.label}</Strong>
      </Paragraph>
      <TextField {...formOf(props)} asked={{...asked, label: ''}} focused labelWidth={0} />
    </>
  );
}
