import type {ReactNode} from 'react';
import type {EvaluatedStep} from '../../engine/plan.js';
import {differencesOf, type StepStatus} from '../../engine/step-status.js';
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

const counts = ['Nothing', 'One thing', 'Two things', 'Three things', 'Four things', 'Five things'];

/** What a re-run begins with: how the tenant stands, and what to do about it. */
export function OverviewPanel(props: PanelProps<'overview'>): ReactNode {
  const {screen, state} = props;
  const symbols = useSymbols();
  const {statuses, breaks, problem} = screen;
  const drifted = statuses.filter(({status}) => status.kind !== 'in-sync').length;
  const showBreaks = state.menus.overview === 'repair' || screen.questionIndex > 0;
  return (
    <>
      <Heading
        heading={drifted === 0 ? 'Everything is in sync' : 'The tenant has drifted'}
        about={sinceWhen(props, drifted)}
      />
      {statuses.map(each => (
        <StepRow key={each.step} {...each} />
      ))}
      <Paragraph />
      <Form {...formOf(props)} questions={screen.questions.slice(0, 1)} at={screen.questionIndex} />
      {showBreaks && breaks.length > 0 && <Paragraph />}
      {showBreaks &&
        breaks.map(sentence => (
          <Paragraph key={sentence} hang={2}>
            <Warning>{`${symbols.warning} `}</Warning>
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

function sinceWhen({state}: PanelProps, drifted: number): string {
  const session = sessionOf(state);
  const last = session?.remembered.lastInSyncAt;
  const what = ` ${counts[drifted] ?? drifted} drifted.`;
  const host = session?.domain ?? '';
  if (drifted === 0) return `${host} is as it should be.`;
  if (last === undefined) return `${host}:${what.toLowerCase()}`;
  return `${host} was last in sync on ${dayOf(last)}.${what}`;
}

function dayOf(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleDateString('en-GB', {day: 'numeric', month: 'long', year: 'numeric'});
}

function StepRow({step: id, status}: EvaluatedStep<StepId>): ReactNode {
  const symbols = useSymbols();
  const nameWidth = Math.max(...steps.map(({title}) => widthOf(title)));
  const title = steps.find(step => step.id === id)?.title ?? id;
  const breaking = differencesOf(status).some(({breaks}) => breaks !== undefined);
  const words = standingOf(status);
  return (
    <Paragraph
      indent={1}
      hang={nameWidth + 6}
      aside={breaking && <Warning>{`${symbols.warning} breaking`}</Warning>}
      aria-role="listitem"
      aria-label={`${title}: ${words}${breaking ? ', breaking' : ''}`}
    >
      <StatusSign kind={status.kind} />
      <Strong>{padEnd(title, nameWidth)}</Strong>
      {'   '}
      {status.kind === 'in-sync' ? <Muted>{words}</Muted> : words}
    </Paragraph>
  );
}

function StatusSign({kind}: Pick<StepStatus, 'kind'>): ReactNode {
  const symbols = useSymbols();
  if (kind === 'in-sync') return <Good>{`${symbols.done} `}</Good>;
  if (kind === 'blocked') return <Bad>{`${symbols.failed} `}</Bad>;
  return <Warning>{`${symbols.drift} `}</Warning>;
}

/** How a step stands, in a few words. */
export function standingOf(status: EvaluatedStep<StepId>['status']): string {
  switch (status.kind) {
    case 'in-sync':
      return `in sync${status.kept.length > 0 ? `, ${status.kept.length} kept` : ''}`;
    case 'missing':
      return 'is not there';
    case 'blocked':
      return status.problem.message;
    case 'drift':
      return status.differences.map(inWords).join('; ');
  }
}
