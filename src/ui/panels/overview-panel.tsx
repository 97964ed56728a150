import type {ReactNode} from 'react';
import {type EvaluatedStep, isInSync} from '../../engine/plan.js';
import {
  changesOf,
  differencesOf,
  labeledDifferences,
  type StepStatus,
} from '../../engine/step-status.js';
import {steps, stepTitle} from '../../steps/index.js';
import type {StepId} from '../../steps/step.js';
import {sessionOf} from '../../wizard/selectors.js';
import {Paragraph} from '../layout.js';
import {ProblemMessage} from '../problem.js';
import {Form} from '../questions/form.js';
import {padEnd, widthOf} from '../text.js';
import {Bad, Good, Muted, Strong, useSymbols, Warning} from '../theme.js';
import {describeDifference} from './changes.js';
import {formPropsOf, Heading, type PanelProps} from './panel-props.js';
import {Confirm} from './step-panel.js';

export interface OverviewVariant {
  /** Also show the description and the menu, if there is room. */
  readonly surroundings: 'shown' | 'hidden';
  readonly rows: 'wrapped' | 'truncated';
}

/** While the user types the tenant's name, every row must stay in view. */
export const overviewVariants: readonly OverviewVariant[] = [
  {surroundings: 'shown', rows: 'wrapped'},
  {surroundings: 'hidden', rows: 'wrapped'},
  {surroundings: 'hidden', rows: 'truncated'},
];

interface OverviewPanelProps extends PanelProps<'overview'> {
  readonly variant: OverviewVariant;
}

/** The first screen of a re-run: the tenant's state, and what to do about it. */
export function OverviewPanel({variant, ...props}: OverviewPanelProps): ReactNode {
  const {screen, state} = props;
  const {statuses, breaks, problem, questions, questionIndex} = screen;
  const {warning} = useSymbols();
  const heading = isInSync(statuses) ? 'In sync' : `Drift found: ${countDrifted(statuses)}`;
  const isConfirming = questionIndex > 0;
  const {overview} = state.menus;
  const showsSurroundings = variant.surroundings === 'shown' || !isConfirming;
  return (
    <>
      {showsSurroundings ? (
        <Heading heading={heading} about={describeDrift(props)} />
      ) : (
        <Paragraph>
          <Strong>{heading}</Strong>
        </Paragraph>
      )}
      {statuses.map(each => (
        <StatusRow
          key={each.step}
          {...each}
          showsBreaks={overview === 'repair'}
          truncate={variant.rows === 'truncated'}
        />
      ))}
      {showsSurroundings && <Paragraph />}
      {showsSurroundings && (
        <Form
          {...formPropsOf(props)}
          questions={questions.slice(0, 1)}
          focusedIndex={questionIndex}
        />
      )}
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

/** `3 of 5 steps differ`. */
export function countDrifted(statuses: readonly EvaluatedStep<StepId>[]): string {
  const count = statuses.filter(({status}) => status.kind !== 'in-sync').length;
  return `${count} of ${statuses.length} steps ${count === 1 ? 'differs' : 'differ'}`;
}

function describeDrift({screen, state}: PanelProps<'overview'>): string {
  const session = sessionOf(state);
  const last = session?.remembered.lastInSyncAt;
  const host = session?.domain ?? 'The tenant';
  if (isInSync(screen.statuses)) return `${host} matches your choices.`;
  const since = last === undefined ? '' : ` It was last in sync on ${formatDay(last)}.`;
  return `${host} differs from your choices.${since}`;
}

function formatDay(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleDateString('en-US', {day: 'numeric', month: 'long', year: 'numeric'});
}

type StatusRowProps = EvaluatedStep<StepId> & {
  /** Whether to say what the step's changes may break. */
  readonly showsBreaks: boolean;
  readonly truncate: boolean;
};

function StatusRow({step: id, status, showsBreaks, truncate}: StatusRowProps): ReactNode {
  const symbols = useSymbols();
  const nameWidth = Math.max(...steps.map(({title}) => widthOf(title)));
  const title = stepTitle(id);
  const isBreaking = differencesOf(status).some(({breaks}) => breaks !== undefined);
  const description = describeStatus(status);
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
        aside={isBreaking && !showsBreaks && <Warning>{`${symbols.warning} breaking`}</Warning>}
        aria-role="listitem"
        aria-label={`${title}: ${description}${isBreaking ? ', breaking' : ''}`}
      >
        <StatusSymbol kind={status.kind} />
        <Strong>{padEnd(title, nameWidth)}</Strong>
        {'   '}
        {status.kind === 'in-sync' ? <Muted>{description}</Muted> : description}
      </Paragraph>
      {showsBreaks &&
        [...sentences].map(sentence => (
          <Paragraph key={sentence} indent={3} hang={5}>
            <Warning>{`${symbols.warning} breaking: `}</Warning>
            {sentence}
          </Paragraph>
        ))}
    </>
  );
}

function StatusSymbol({kind}: Pick<StepStatus, 'kind'>): ReactNode {
  const symbols = useSymbols();
  if (kind === 'in-sync') return <Good>{`${symbols.done} `}</Good>;
  if (kind === 'blocked') return <Bad>{`${symbols.failed} `}</Bad>;
  return <Warning>{`${symbols.drift} `}</Warning>;
}

/** A step's status in a few words. */
export function describeStatus(status: EvaluatedStep<StepId>['status']): string {
  switch (status.kind) {
    case 'in-sync':
      return `in sync${status.kept.length > 0 ? `, ${status.kept.length} kept` : ''}`;
    case 'missing':
      return 'missing';
    case 'blocked':
      return status.problem.message;
    case 'drift':
      return labeledDifferences(status).map(describeDifference).join('; ');
  }
}
