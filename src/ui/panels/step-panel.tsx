import type {ReactNode} from 'react';
import {words} from '../../scenario/words.js';
import {steps} from '../../steps/index.js';
import {invalidReason} from '../../wizard/questions.js';
import {getFocusedQuestion} from '../../wizard/screen.js';
import type {State} from '../../wizard/state.js';
import {Paragraph} from '../layout.js';
import {ProblemMessage} from '../problem.js';
import {Form} from '../questions/form.js';
import {TextField} from '../questions/text-field.js';
import {Muted, Strong, useSymbols, Warning} from '../theme.js';
import {BriefChanges, Changes, KeptAndNotes} from './changes.js';
import {formPropsOf, type PanelProps} from './panel-props.js';

export interface StepVariant {
  readonly preview: 'full' | 'brief';
  readonly reasons: 'shown' | 'hidden';
  readonly about: 'shown' | 'hidden';
  /** `short`: lists show few options, and only the confirmation is left while it is typed. */
  readonly form: 'whole' | 'short';
  /** What is ahead, on the first question of a first run. */
  readonly intro: 'shown' | 'hidden';
}

/** Lines for options where there is hardly any room. */
const fewOptionLines = 3;

/**
 * What Enter does must be visible, so shorten the preview first, then drop the explanations, then
 * shorten the form.
 */
const stepVariants: readonly StepVariant[] = [
  {preview: 'full', reasons: 'shown', about: 'shown', form: 'whole', intro: 'hidden'},
  {preview: 'brief', reasons: 'shown', about: 'shown', form: 'whole', intro: 'hidden'},
  {preview: 'brief', reasons: 'hidden', about: 'shown', form: 'whole', intro: 'hidden'},
  {preview: 'brief', reasons: 'hidden', about: 'hidden', form: 'whole', intro: 'hidden'},
  {preview: 'brief', reasons: 'hidden', about: 'hidden', form: 'short', intro: 'hidden'},
];

export function stepVariantsOf({state, screen}: PanelProps<'step'>): readonly StepVariant[] {
  const question = getFocusedQuestion(screen);
  // Where one of many applications is chosen, notes take the lines; the list counts more than they.
  const canShorten = question?.id === 'confirm' || question?.kind === 'multiselect';
  const variants = canShorten ? stepVariants : stepVariants.slice(0, -1);
  if (!isFirstQuestion(state, screen)) return variants;
  return [
    ...variants.slice(0, 2).map(variant => ({...variant, intro: 'shown' as const})),
    ...variants,
  ];
}

type StepScreen = PanelProps<'step'>['screen'];

interface StepPanelProps extends PanelProps<'step'> {
  readonly variant: StepVariant;
}

/** A step: its questions, and the changes or the problem. */
export function StepPanel({variant, ...props}: StepPanelProps): ReactNode {
  const {screen, state} = props;
  const {step, problem} = screen;
  const isShort = variant.form === 'short';
  const form = {...formPropsOf(props), ...(isShort && {maxOptionLines: fewOptionLines})};
  const questions = screen.questions.filter(({id}) => id !== 'confirm');
  const hidesForm = isShort && getFocusedQuestion(screen)?.id === 'confirm';
  // After a failure the problem replaces the preview, which the user has already read.
  const {about, reasons} =
    problem === undefined ? variant : {about: 'shown', reasons: form.reasons};
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
      {variant.intro === 'shown' && (
        <>
          <Paragraph />
          <Paragraph>{words.begins}</Paragraph>
        </>
      )}
      {!hidesForm && (
        <>
          <Paragraph />
          <Form {...form} questions={questions} reasons={reasons} />
          <Paragraph />
        </>
      )}
      {problem === undefined ? (
        <>
          <Preview {...props} preview={variant.preview} />
          <Confirm {...props} isShort={isShort} />
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
function isFirstQuestion(
  {rerun, completedSteps}: State,
  {questionIndex, step}: StepScreen,
): boolean {
  const isFirst = step === steps[0] && questionIndex === 0 && completedSteps.size === 0;
  return isFirst && rerun === 'first-run';
}

interface PreviewProps extends PanelProps<'step'> {
  readonly preview: StepVariant['preview'];
}

function Preview({screen, width, preview}: PreviewProps): ReactNode {
  const {status, questions} = screen;
  const isInvalid = questions.some(
    each => each.id !== 'confirm' && invalidReason(each) !== undefined,
  );
  if (isInvalid || status === undefined) {
    const until = isInvalid ? 'the value is valid' : 'this API has been read';
    return (
      <Paragraph>
        <Muted>{`Changes appear here once ${until}.`}</Muted>
      </Paragraph>
    );
  }
  return (
    <>
      {preview === 'full' ? (
        <Changes status={status} width={width} />
      ) : (
        <BriefChanges status={status} />
      )}
      <KeptAndNotes
        status={status}
        maxWidth={preview === 'full' ? Number.POSITIVE_INFINITY : 2 * (width - 4)}
        listsKept={questions.some(({kind}) => kind === 'multiselect')}
      />
    </>
  );
}

/** The typed confirmation, when it is the current question. */
export function Confirm({
  isShort = false,
  ...props
}: PanelProps & {readonly isShort?: boolean}): ReactNode {
  const {screen} = props;
  const {warning} = useSymbols();
  const question = getFocusedQuestion(screen);
  const acceptsInput = !screen.busy && screen.focus === 'question';
  if (question?.id !== 'confirm' || question.kind !== 'text' || !acceptsInput) return null;
  return (
    <>
      {!isShort && <Paragraph />}
      {/* A long sentence, so it goes above the field. */}
      <Paragraph hang={2} focus aria-label={`${question.label}. ${question.hint}`}>
        <Warning>{`${warning} `}</Warning>
        <Strong>{question.label}</Strong>
      </Paragraph>
      <TextField
        {...formPropsOf(props)}
        question={{...question, label: '', ...(isShort && {hint: ''})}}
        focused
        labelWidth={0}
      />
    </>
  );
}
