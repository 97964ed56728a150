import type {ReactNode} from 'react';
import {steps} from '../steps/index.js';
import type {Step} from '../steps/step.js';
import {effectOf} from '../wizard/effects.js';
import {currentStep, lastRead, questionsOf, sessionOf, stepStatusOf} from '../wizard/selectors.js';
import type {State} from '../wizard/state.js';
import {Paragraph} from './layout.js';
import {answerOf} from './questions/form.js';
import {padEnd, widthOf} from './text.js';
import {Accent, Bad, Good, Muted, Strong, useSymbols, Warning} from './theme.js';

interface SummaryProps {
  readonly state: State;
  /** The command line to go on with. */
  readonly resume: string;
}

const titleWidth = Math.max(...steps.map(({title}) => widthOf(title)));

/** What stays in the scroll-back after the end: what was done, and how to go on. */
export function Summary({state, resume}: SummaryProps): ReactNode {
  const {done} = useSymbols();
  const domain = sessionOf(state)?.domain;
  if (domain === undefined) {
    const stays =
      state.domain === undefined
        ? 'Left. Nothing was changed. To start again:'
        : `Left ${state.domain}. What is done stays done. To go on:`;
    return <Paragraph>{`${stays} ${resume}`}</Paragraph>;
  }
  return (
    <>
      <Headline state={state} domain={domain} />
      <Paragraph />
      {lastRead(state) !== undefined &&
        steps.map(step => <StepRow key={step.id} state={state} step={step} />)}
      {state.proof?.result === 'proved' && (
        <Row sign={<Good>{`${done} `}</Good>} title="Proof">
          {`checked: ${state.proof.checks.map(({name}) => name).join(', ')}`}
        </Row>
      )}
      {state.summaryLines.map(sentence => (
        <Paragraph key={sentence} indent={1} hang={3}>
          <Good>{`${done} `}</Good>
          {sentence}
        </Paragraph>
      ))}
      <Paragraph />
      <Next state={state} resume={resume} />
    </>
  );
}

interface HeadlineProps {
  readonly state: State;
  readonly domain: string;
}

function Headline({state, domain}: HeadlineProps): ReactNode {
  const {done} = useSymbols();
  const {exit, proof, choices} = state;
  if (exit === 'done' && proof?.result === 'proved') {
    return (
      <Paragraph hang={2}>
        <Good>{`${done} `}</Good>
        <Strong>{`${domain} is set up, and proved with a real token.`}</Strong>
      </Paragraph>
    );
  }
  if (exit === 'done' || exit === 'left-in-sync') {
    const {authorized} = choices.blueprint.clientGrant;
    return (
      <Paragraph hang={2}>
        <Good>{`${done} `}</Good>
        <Strong>{exit === 'done' ? `${domain} is as you chose.` : `${domain} is in sync.`}</Strong>
        {!authorized && <Warning>{' The job is not authorized: it gets no token.'}</Warning>}
      </Paragraph>
    );
  }
  return (
    <Paragraph>
      <Strong>{`Left ${domain} before the end.`}</Strong>
      <WhatStays state={state} />
    </Paragraph>
  );
}

/** A demo tenant is gone with the program; of a write that was under way nobody knows. */
function WhatStays({state}: Pick<SummaryProps, 'state'>): ReactNode {
  if (state.demo === 'demo') return null;
  if (effectOf({...state, exit: undefined})?.kind === 'apply') {
    return (
      <Warning>
        {' A change was under way and may have been made; the next run looks first.'}
      </Warning>
    );
  }
  return (
    <Strong>{hasWritten(state) ? ' What is done stays done.' : ' Nothing was changed.'}</Strong>
  );
}

function hasWritten({calls}: State): boolean {
  return calls.some(
    ({method, path, progress}) =>
      method !== 'GET' &&
      path.startsWith('/api/v2/') &&
      progress.kind === 'answered' &&
      progress.status < 400,
  );
}

interface RowProps {
  readonly sign: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
}

function Row({sign, title, children}: RowProps): ReactNode {
  return (
    <Paragraph indent={1} hang={titleWidth + 6}>
      {sign}
      <Muted>{padEnd(title, titleWidth)}</Muted>
      {'   '}
      {children}
    </Paragraph>
  );
}

interface StepRowProps {
  readonly state: State;
  readonly step: Step;
}

function StepRow({state, step}: StepRowProps): ReactNode {
  const symbols = useSymbols();
  const observed = lastRead(state);
  if (state.failure !== undefined && currentStep(state)?.id === step.id) {
    return (
      <Row sign={<Bad>{`${symbols.failed} `}</Bad>} title={step.title}>
        <Muted>failed</Muted>
      </Row>
    );
  }
  const status = stepStatusOf(state, step.id)?.kind;
  if (status === 'in-sync' && observed !== undefined) {
    const answers = questionsOf(state, step, observed).map(answerOf);
    return (
      <Row sign={<Good>{`${symbols.done} `}</Good>} title={step.title}>
        {answers.join(', ')}
      </Row>
    );
  }
  if (status === 'blocked') {
    return (
      <Row sign={<Bad>{`${symbols.failed} `}</Bad>} title={step.title}>
        <Muted>can’t be done yet</Muted>
      </Row>
    );
  }
  if (status === 'drift' && state.rerun === 'rerun') {
    return (
      <Row sign={<Warning>{`${symbols.drift} `}</Warning>} title={step.title}>
        <Muted>there, and not as chosen</Muted>
      </Row>
    );
  }
  return (
    <Row sign={<Muted>{`${symbols.todo} `}</Muted>} title={step.title}>
      <Muted>not done</Muted>
    </Row>
  );
}

function Next({state: {exit, demo}, resume}: SummaryProps): ReactNode {
  const rows = nextRows(exit, demo, resume);
  const width = Math.max(...rows.map(([what]) => widthOf(what)));
  return rows.map(([what, command]) => (
    <Paragraph key={what} indent={1}>
      <Muted>{padEnd(what, width)}</Muted>
      {'   '}
      <Accent>{command}</Accent>
    </Paragraph>
  ));
}

type NextRow = readonly [what: string, command: string];

function nextRows(exit: State['exit'], demo: State['demo'], resume: string): readonly NextRow[] {
  if (demo === 'demo') {
    return [
      ['The demo once more', resume],
      ['On your own tenant', 'npx timesheets-setup'],
    ];
  }
  return exit === 'done' || exit === 'left-in-sync'
    ? [
        ['Look for drift later', 'npx timesheets-setup check'],
        ['Take it all back', 'npx timesheets-setup undo'],
      ]
    : [['To go on', resume]];
}
