import type {ReactNode} from 'react';
import type {StepVerdict} from '../../engine/plan.js';
import {differencesOf} from '../../engine/verdict.js';
import {steps} from '../../steps/index.js';
import type {StepId} from '../../steps/step.js';
import {sessionOf} from '../../wizard/facts.js';
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
  const {verdicts, breaks, problem} = screen;
  const drifted = verdicts.filter(({verdict}) => verdict.status !== 'in-sync').length;
  const showBreaks = state.menus.overview === 'repair' || screen.at > 0;
  return (
    <>
      <Heading
        heading={drifted === 0 ? 'Everything is in sync' : 'The tenant has drifted'}
        about={sinceWhen(props, drifted)}
      />
      {verdicts.map(each => (
        <StepRow key={each.step} {...each} />
      ))}
      <Paragraph />
      <Form {...formOf(props)} questions={screen.questions.slice(0, 1)} at={screen.at} />
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

function StepRow({step: id, verdict}: StepVerdict<StepId>): ReactNode {
  const symbols = useSymbols();
  const nameWidth = Math.max(...steps.map(({title}) => widthOf(title)));
  const title = steps.find(step => step.id === id)?.title ?? id;
  const breaking = differencesOf(verdict).some(({breaks}) => breaks !== undefined);
  const words = standingOf(verdict);
  return (
    <Paragraph
      indent={1}
      hang={nameWidth + 6}
      aside={breaking && <Warning>{`${symbols.warning} breaking`}</Warning>}
      aria-role="listitem"
      aria-label={`${title}: ${words}${breaking ? ', breaking' : ''}`}
    >
      <StatusSign status={verdict.status} />
      <Strong>{padEnd(title, nameWidth)}</Strong>
      {'   '}
      {verdict.status === 'in-sync' ? <Muted>{words}</Muted> : words}
    </Paragraph>
  );
}

function StatusSign({status}: Pick<StepVerdict<StepId>['verdict'], 'status'>): ReactNode {
  const symbols = useSymbols();
  if (status === 'in-sync') return <Good>{`${symbols.done} `}</Good>;
  if (status === 'blocked') return <Bad>{`${symbols.failed} `}</Bad>;
  return <Warning>{`${symbols.drift} `}</Warning>;
}

/** How a step stands, in a few words. */
export function standingOf(verdict: StepVerdict<StepId>['verdict']): string {
  switch (verdict.status) {
    case 'in-sync':
      return `in sync${verdict.kept.length > 0 ? `, ${verdict.kept.length} kept` : ''}`;
    case 'missing':
      return 'is not there';
    case 'blocked':
      return verdict.problem.message;
    case 'drift':
      return verdict.differences.map(inWords).join('; ');
  }
}
