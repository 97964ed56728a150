import type {ReactNode} from 'react';
import {selectClientGrant} from '../engine/select-client.js';
import {steps} from '../steps/index.js';
import type {Step} from '../steps/step.js';
import {formatFirst} from '../text/format.js';
import {isWrite} from '../wizard/call-log.js';
import {currentEffect} from '../wizard/effects.js';
import {
  currentStep,
  evaluatedSteps,
  lastObserved,
  questionsOf,
  selectionOf,
  sessionOf,
  stepStatusOf,
} from '../wizard/selectors.js';
import type {State} from '../wizard/state.js';
import {Link, Paragraph} from './layout.js';
import {answerOf} from './questions/form.js';
import {padEnd, widthOf} from './text.js';
import {Accent, Bad, Good, Muted, Strong, useSymbols, Warning} from './theme.js';

interface SummaryProps {
  readonly state: State;
  /** The command that continues the setup. */
  readonly resume: string;
}

const titleWidth = Math.max(...steps.map(({title}) => widthOf(title)));

/** Remains in the scrollback after the wizard ends: what was done, and what to run next. */
export function Summary({state, resume}: SummaryProps): ReactNode {
  const {done} = useSymbols();
  const domain = sessionOf(state)?.domain;
  if (domain === undefined) {
    const stays =
      state.domain === undefined
        ? 'You quit. Nothing was changed. To start again:'
        : `You quit. Changes already made to ${state.domain} stay. To continue:`;
    return <Paragraph>{`${stays} ${resume}`}</Paragraph>;
  }
  return (
    <>
      <Headline state={state} domain={domain} />
      <Paragraph />
      {lastObserved(state) !== undefined &&
        steps.map(step => <StepRow key={step.id} state={state} step={step} />)}
      {state.proof?.result === 'proved' && (
        <Row sign={<Good>{`${done} `}</Good>} title="Proof">
          {`verified: ${state.proof.checks.map(({name}) => name).join(', ')}`}
        </Row>
      )}
      {lastObserved(state) !== undefined && <Written state={state} />}
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
  const {done, warning} = useSymbols();
  const {exit, proof, choices} = state;
  if (exit === 'done' && proof?.result === 'proved') {
    return (
      <Paragraph hang={2}>
        <Good>{`${done} `}</Good>
        <Strong>{`${domain} is set up and proved with a real token.`}</Strong>
      </Paragraph>
    );
  }
  if (exit === 'done' || exit === 'left-in-sync') {
    const {authorized} = choices.blueprint.clientGrant;
    if (!authorized) {
      return (
        <Paragraph hang={2}>
          <Warning>{`${warning} `}</Warning>
          <Strong>{`${domain} matches your choices, but the job is not authorized.`}</Strong>
          {' It can’t get a token.'}
        </Paragraph>
      );
    }
    return (
      <Paragraph hang={2}>
        <Good>{`${done} `}</Good>
        <Strong>{`${domain} is in sync.`}</Strong>
        {exit === 'done' && proof?.result !== 'proved' && ' The proof was not completed.'}
      </Paragraph>
    );
  }
  return (
    <Paragraph>
      <Strong>{`You quit before ${domain} was fully set up.`}</Strong>
      <WhatStays state={state} />
    </Paragraph>
  );
}

/** A demo's tenant ends with the program. The outcome of a write in progress is unknown. */
function WhatStays({state}: Pick<SummaryProps, 'state'>): ReactNode {
  if (state.isDemo) return null;
  if (currentEffect({...state, exit: undefined})?.kind === 'apply') {
    return (
      <Warning>
        {
          ' A change was in progress, and Auth0 may have made it. The next run reads the tenant first.'
        }
      </Warning>
    );
  }
  return (
    <Strong>{hasWritten(state) ? ' Changes already made stay.' : ' Nothing was changed.'}</Strong>
  );
}

function hasWritten({calls}: State): boolean {
  return calls.some(isWrite);
}

const deeds = {POST: 'Created', PATCH: 'Updated', DELETE: 'Removed'} as const;
type Deed = (typeof deeds)[keyof typeof deeds] | 'Unchanged' | 'Kept';

/** What this run did to each object, with links to the Dashboard. */
function Written({state}: Pick<SummaryProps, 'state'>): ReactNode {
  const rows = new Map<Deed, readonly string[]>();
  const add = (deed: Deed, what: string) => rows.set(deed, [...(rows.get(deed) ?? []), what]);
  for (const {what, collection, exists} of objectsOf(state)) {
    const deed = deedOn(state, collection);
    if (deed !== undefined) add(deed, what);
    else if (exists) add('Unchanged', what);
  }
  for (const {step, status} of evaluatedSteps(state)) {
    const title = steps.find(({id}) => id === step)?.title ?? step;
    if (status.kept.length > 0) add('Kept', `${title}: ${formatFirst(status.kept)}`);
  }
  const width = Math.max(...[...rows.keys()].map(widthOf));
  const pages = pagesOf(state);
  return (
    <>
      <Paragraph />
      {[...rows].map(([deed, what]) => (
        <Paragraph key={deed} indent={1} hang={width + 4}>
          <Muted>{padEnd(deed, width)}</Muted>
          {`   ${what.join(', ')}`}
        </Paragraph>
      ))}
      {pages.length > 0 && (
        <Paragraph indent={1}>
          <Muted>In the Dashboard</Muted>
        </Paragraph>
      )}
      {pages.map(page => (
        <Paragraph key={page} indent={3}>
          <Link href={page} />
        </Paragraph>
      ))}
    </>
  );
}

function objectsOf(state: State) {
  const observed = lastObserved(state);
  const selection = selectionOf(state);
  const client = selection?.kind === 'found' ? selection.client : undefined;
  const api = observed?.resourceServer;
  const grant = client && observed && selectClientGrant(observed, client.clientId);
  const named = (what: string, name = '') => (name === '' ? what : `${what} “${name}”`);
  return [
    {what: named('API', api?.name), collection: 'resource-servers', exists: api !== undefined},
    {what: named('application', client?.name), collection: 'clients', exists: client !== undefined},
    {what: 'client grant', collection: 'client-grants', exists: grant !== undefined},
  ];
}

/** An object created in this run counts as created even if it was updated afterwards. */
function deedOn({calls}: State, collection: string): Deed | undefined {
  const writes = calls.filter(
    call => isWrite(call) && call.path.split(/[/?]/)[3] === collection && call.method in deeds,
  );
  const last = writes.at(-1);
  if (last?.method === 'DELETE') return deeds.DELETE;
  if (writes.some(({method}) => method === 'POST')) return deeds.POST;
  return last === undefined ? undefined : deeds.PATCH;
}

function pagesOf(state: State): readonly string[] {
  const observed = lastObserved(state);
  const session = sessionOf(state);
  if (observed?.resourceServer === undefined || session === undefined) return [];
  const paths = steps
    .filter(({id}) => id === 'api' || id === 'application')
    .map(step => step.dashboard(observed, state.choices));
  return paths.flatMap(path => session.dashboardUrl(path) ?? []);
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
  const observed = lastObserved(state);
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
        <Muted>blocked</Muted>
      </Row>
    );
  }
  if (status === 'drift' && state.rerun === 'rerun') {
    return (
      <Row sign={<Warning>{`${symbols.drift} `}</Warning>} title={step.title}>
        <Muted>differs from the blueprint</Muted>
      </Row>
    );
  }
  return (
    <Row sign={<Muted>{`${symbols.todo} `}</Muted>} title={step.title}>
      <Muted>not done</Muted>
    </Row>
  );
}

function Next({state, resume}: SummaryProps): ReactNode {
  const rows = nextRows(state, resume);
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

function nextRows(state: State, resume: string): readonly NextRow[] {
  const {exit, isDemo} = state;
  if (isDemo) {
    return [
      ['Run the demo again', resume],
      ['Set up your own tenant', 'npx timesheets-setup'],
    ];
  }
  if (exit !== 'done' && exit !== 'left-in-sync') return [['Continue', resume]];
  return [
    ['Check for drift in CI', 'npx timesheets-setup check'],
    ...(hasWritten(state) ? [['Undo this run', 'npx timesheets-setup undo'] as const] : []),
  ];
}
