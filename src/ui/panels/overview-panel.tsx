import type {ReactNode} from 'react';
import type {EvaluatedStep} from '../../engine/plan.js';
import {changesOf, differencesOf, type StepStatus} from '../../engine/step-status.js';
import {steps} from '../../steps/index.js';
import type {StepId} from '../../steps/step.js';
import {sessionOf} from '../../wizard/selectors.js';
import {Paragraph} from '../layout.js';
import {ProblemMessage} from '../problem.js';
import {Form} from '../questions/form.js';
import {padEnd, widthOf} from '../text.js';
import {Bad, Good, Muted, Strong, useSymbols, Warning} from '../theme.js';
import {inWords} from './changes.js';
import {formOf, Heading, type PanelProps} from './panel-props.js';
import {Confirm} from './step-panel.js';

export interface OverviewShape {
  /** Also show the description and the menu, if there is room. */
  readonly around: 'shown' | 'hidden';
  readonly rows: 'whole' | 'one-line';
}

/** While the user types the tenant's name, every row must stay in view. */
export const overviewShapes: readonly OverviewShape[] = [
  {around: 'shown', rows: 'whole'},
  {around: 'hidden', rows: 'whole'},
  {around: 'hidden', rows: 'one-line'},
];

interface OverviewPanelProps extends PanelProps<'overview'> {
  readonly shape: OverviewShape;
}

/** The first screen of a re-run: the tenant's state, and what to do about it. */
export function OverviewPanel({shape, ...props}: OverviewPanelProps): ReactNode {
  const {screen, state} = props;
  const {statuses, breaks, problem, questions, questionIndex} = screen;
  const {warning} = useSymbols();
  const drifted = statuses.filter(({status}) => status.kind !== 'in-sync').length;
  const confirming = questionIndex > 0;
  const {overview} = state.menus;
  const around = shape.around === 'shown' || !confirming;
  return (
    <>
      {around ? (
        <Heading heading={headingOf(drifted, statuses.length)} about={sinceWhen(props, drifted)} />
      ) : (
        <Paragraph>
          <Strong>{headingOf(drifted, statuses.length)}</Strong>
        </Paragraph>
      )}
      {statuses.map(each => (
        <StepRow
          key={each.step}
          {...each}
          breaks={overview === 'repair'}
          truncate={shape.rows === 'one-line'}
        />
      ))}
      {around && <Paragraph />}
      {around && <Form {...formOf(props)} questions={questions.slice(0, 1)} at={questionIndex} />}
      {overview === 'rotate' && <Paragraph />}
      {overview === 'rotate' &&
        breaks.map(sentence => (
          <Paragraph key={sentence} hang={2}>
            <Warning>{`${warning} `}</Warning>
            {sentence}
          </Paragraph>
        ))}
      <Confirm {...props} />
      {problem !== undefined && (
        <>
          <Paragraph />
          <ProblemMessage problem={problem} />
        </>
      )}
    </>
  );
}

function headingOf(drifted: number, all: number): string {
  if (drifted === 0) return 'In sync';
  return `Drift found: ${drifted} of ${all} steps ${drifted === 1 ? 'differs' : 'differ'}`;
}

function sinceWhen({state}: PanelProps, drifted: number): string {
  const session = sessionOf(state);
  const last = session?.remembered.lastInSyncAt;
  const host = session?.domain ?? 'The tenant';
  if (drifted === 0) return `${host} matches the blueprint.`;
  const since = last === undefined ? '' : ` It was last in sync on ${dayOf(last)}.`;
  return `${host} differs from the blueprint.${since}`;
}

function dayOf(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleDateString('en-US', {day: 'numeric', month: 'long', year: 'numeric'});
}

type StepRowProps = EvaluatedStep<StepId> & {
  /** Whether to say what the step's changes may break. */
  readonly breaks: boolean;
  readonly truncate: boolean;
};

function StepRow({step: id, status, breaks, truncate}: StepRowProps): ReactNode {
  const symbols = useSymbols();
  const nameWidth = Math.max(...steps.map(({title}) => widthOf(title)));
  const title = steps.find(step => step.id === id)?.title ?? id;
  const breaking = differencesOf(status).some(({breaks}) => breaks !== undefined);
  const words = standingOf(status);
  const sentences = new Set(
    changesOf(status).flatMap(change => (change.breaks ? [change.breaks.sentence] : [])),
  );
  return (
    <>
      <Paragraph
        indent={1}
        hang={nameWidth + 6}
        truncate={truncate}
        // The warning below the row already says this.
        aside={breaking && !breaks && <Warning>{`${symbols.warning} breaking`}</Warning>}
        aria-role="listitem"
        aria-label={`${title}: ${words}${breaking ? ', breaking' : ''}`}
      >
        <StatusSign kind={status.kind} />
        <Strong>{padEnd(title, nameWidth)}</Strong>
        {'   '}
        {status.kind === 'in-sync' ? <Muted>{words}</Muted> : words}
      </Paragraph>
      {breaks &&
        [...sentences].map(sentence => (
          <Paragraph key={sentence} indent={3} hang={5}>
            <Warning>{`${symbols.warning} breaking: `}</Warning>
            {sentence}
          </Paragraph>
        ))}
    </>
  );
}

function StatusSign({kind}: Pick<StepStatus, 'kind'>): ReactNode {
  const symbols = useSymbols();
  if (kind === 'in-sync') return <Good>{`${symbols.done} `}</Good>;
  if (kind === 'blocked') return <Bad>{`${symbols.failed} `}</Bad>;
  return <Warning>{`${symbols.drift} `}</Warning>;
}

/** A step's status in a few words. */
export function standingOf(status: EvaluatedStep<StepId>['status']): string {
  switch (status.kind) {
    case 'in-sync':
      return `in sync${status.kept.length > 0 ? `, ${status.kept.length} kept` : ''}`;
    case 'missing':
      return 'missing';
    case 'blocked':
      return status.problem.message;
    case 'drift':
      return status.differences.map(inWords).join('; ');
  }
}
