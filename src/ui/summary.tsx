import type {ReactNode} from 'react';
import {planBatches} from '../engine/plan.js';
import {selectClientGrant} from '../engine/select-client.js';
import {resources} from '../model/resource.js';
import {steps, stepTitle} from '../steps/index.js';
import type {Step, StepId} from '../steps/step.js';
import {formatFirst} from '../text/format.js';
import {type Call, isWrite, mayHaveWritten} from '../wizard/call-log.js';
import {currentEffect, isProofKey} from '../wizard/effects.js';
import {
  currentStep,
  evaluatedSteps,
  lastObserved,
  questionsOf,
  selectionOf,
  sessionOf,
  stepStatusOf,
  syncState,
} from '../wizard/selectors.js';
import type {State} from '../wizard/state.js';
import {Link, Paragraph} from './layout.js';
import {countDrifted} from './panels/overview-panel.js';
import {formatAnswer} from './questions/form.js';
import {padEnd, widthOf} from './text.js';
import {Accent, Bad, Good, Muted, Strong, useSymbols, Warning} from './theme.js';

interface SummaryProps {
  readonly state: State;
  /** The command that continues the setup. */
  readonly resumeCommand: string;
}

const titleWidth = Math.max(...steps.map(({title}) => widthOf(title)));

/** Remains in the scrollback after the wizard ends: what was done, and what to run next. */
export function Summary({state, resumeCommand}: SummaryProps): ReactNode {
  const {done, failed} = useSymbols();
  const domain = sessionOf(state)?.domain;
  const failure = proofFailure(state);
  if (domain === undefined) {
    const sentence =
      state.domain === undefined
        ? 'You quit. Nothing was changed. To start again:'
        : `You quit. Changes already made to ${state.domain} stay. To continue:`;
    return <Paragraph>{`${sentence} ${resumeCommand}`}</Paragraph>;
  }
  return (
    <>
      <Headline state={state} domain={domain} />
      <Paragraph />
      {lastObserved(state) !== undefined &&
        steps.map(step => <StepRow key={step.id} state={state} step={step} />)}
      {state.proof?.result === 'proved' && (
        <Row symbol={<Good>{`${done} `}</Good>} title="Proof">
          {`verified: ${state.proof.checks.map(({name}) => name).join(', ')}`}
        </Row>
      )}
      {failure !== undefined && (
        <Row symbol={<Bad>{`${failed} `}</Bad>} title="Proof">
          {failure}
        </Row>
      )}
      {lastObserved(state) !== undefined && <ChangedObjects state={state} />}
      {state.summaryLines.map(sentence => (
        <Paragraph key={sentence} indent={1} hang={3}>
          <Good>{`${done} `}</Good>
          {sentence}
        </Paragraph>
      ))}
      <Paragraph />
      <NextCommands state={state} resumeCommand={resumeCommand} />
    </>
  );
}

interface HeadlineProps {
  readonly state: State;
  readonly domain: string;
}

/** How it ended depends on the tenant and the proof, not on the key that ended it. */
function Headline({state, domain}: HeadlineProps): ReactNode {
  const {done, warning} = useSymbols();
  if (syncState(state) !== 'in-sync') {
    const sentence =
      state.rerun === 'rerun'
        ? `You quit before ${domain} was repaired: ${countDrifted(evaluatedSteps(state))}.`
        : `You quit before ${domain} was fully set up.`;
    return (
      <Paragraph>
        <Strong>{sentence}</Strong>
        <QuitNote state={state} />
      </Paragraph>
    );
  }
  const {tone, headline, addition = ''} = inSyncHeadline(state, domain);
  return (
    <Paragraph hang={2}>
      {tone === 'good' ? <Good>{`${done} `}</Good> : <Warning>{`${warning} `}</Warning>}
      <Strong>{headline}</Strong>
      {addition}
    </Paragraph>
  );
}

function inSyncHeadline(
  state: State,
  domain: string,
): {
  readonly tone: 'good' | 'warning';
  readonly headline: string;
  readonly addition?: string;
} {
  const {exit, proof, choices} = state;
  if (!choices.blueprint.clientGrant.authorized) {
    return {
      tone: 'warning',
      headline: `${domain} matches your choices, but the job is not authorized.`,
      addition: ' It can’t get a token.',
    };
  }
  if (proofFailure(state) !== undefined) {
    return {tone: 'warning', headline: `${domain} matches your choices, but the proof failed.`};
  }
  if (proof?.result === 'proved') {
    return {tone: 'good', headline: `${domain} is set up and proved with a real token.`};
  }
  const addition = exit === 'done' ? ' The proof was not completed.' : '';
  return {tone: 'good', headline: `${domain} is in sync.`, addition};
}

/** Why the job's token was refused, or what is wrong with it. */
function proofFailure({proof, failure}: State): string | undefined {
  if (failure !== undefined && isProofKey(failure.key)) return failure.problem.message;
  if (proof?.result !== 'not-proved') return undefined;
  const failed = proof.checks.filter(({result}) => result === 'failed');
  return `not proved: ${failed.map(({name}) => name).join(', ')}`;
}

/** A demo's tenant ends with the program. The outcome of a write in progress is unknown. */
function QuitNote({state}: Pick<SummaryProps, 'state'>): ReactNode {
  if (state.isDemo) return null;
  if (uncertainCollections(state).size > 0) {
    return (
      <Warning>
        {
          ' A change was in progress, and Auth0 may have made it. The next run reads the tenant first.'
        }
      </Warning>
    );
  }
  return (
    <Strong>{hasWrites(state) ? ' Changes already made stay.' : ' Nothing was changed.'}</Strong>
  );
}

/** The steps of a write that was in progress when the user quit. */
function interruptedSteps(state: State): readonly StepId[] {
  const effect = currentEffect({...state, exit: undefined});
  return effect?.kind === 'apply' ? effect.steps : [];
}

function hasWrites({calls}: State): boolean {
  return calls.some(isWrite);
}

const actions = {POST: 'Created', PATCH: 'Updated', DELETE: 'Removed'} as const;
type Action = (typeof actions)[keyof typeof actions] | 'May have changed' | 'Unchanged' | 'Kept';

/** What this run did to each object, with links to the Dashboard. */
function ChangedObjects({state}: Pick<SummaryProps, 'state'>): ReactNode {
  const rows = new Map<Action, readonly string[]>();
  const add = (action: Action, label: string) =>
    rows.set(action, [...(rows.get(action) ?? []), label]);
  const uncertain = uncertainCollections(state);
  for (const {label, collection, exists} of objectsOf(state)) {
    const action = uncertain.has(collection) ? 'May have changed' : actionOn(state, collection);
    if (action !== undefined) add(action, label);
    else if (exists) add('Unchanged', label);
  }
  for (const {step, status} of evaluatedSteps(state)) {
    if (status.kept.length > 0) add('Kept', `${stepTitle(step)}: ${formatFirst(status.kept)}`);
  }
  const width = Math.max(...[...rows.keys()].map(widthOf));
  const urls = dashboardUrls(state);
  return (
    <>
      <Paragraph />
      {[...rows].map(([action, labels]) => (
        <Paragraph key={action} indent={1} hang={width + 4}>
          <Muted>{padEnd(action, width)}</Muted>
          {`   ${labels.join(', ')}`}
        </Paragraph>
      ))}
      {urls.length > 0 && (
        <Paragraph indent={1}>
          <Muted>In the Dashboard</Muted>
        </Paragraph>
      )}
      {urls.map(url => (
        <Paragraph key={url} indent={3}>
          <Link href={url} />
        </Paragraph>
      ))}
    </>
  );
}

/** The collections that Auth0 may have changed without an answer, by their last write. */
function uncertainCollections(state: State): ReadonlySet<string> {
  const ids: ReadonlySet<string> = new Set(interruptedSteps(state));
  const writes = planBatches(evaluatedSteps(state), 'all').flat();
  const planned = writes
    .filter(write => write.steps.some(id => ids.has(id)))
    .map(({change}) => resources[change.resource].path);
  const sent = state.calls.filter(call => isWrite(call) || mayHaveWritten(call));
  const last = new Map(sent.map(call => [collectionOf(call), call]));
  const unanswered = [...last].flatMap(([name, call]) => (mayHaveWritten(call) ? [name] : []));
  return new Set([...planned, ...unanswered]);
}

function collectionOf({path}: Call): string {
  return path.split(/[/?]/)[3] ?? '';
}

function objectsOf(state: State) {
  const observed = lastObserved(state);
  const selection = selectionOf(state);
  const client = selection?.kind === 'found' ? selection.client : undefined;
  const api = observed?.resourceServer;
  const grant = client && observed && selectClientGrant(observed, client.clientId);
  const labelOf = (kind: string, name = '') => (name === '' ? kind : `${kind} “${name}”`);
  return [
    {label: labelOf('API', api?.name), collection: 'resource-servers', exists: api !== undefined},
    {
      label: labelOf('application', client?.name),
      collection: 'clients',
      exists: client !== undefined,
    },
    {label: 'client grant', collection: 'client-grants', exists: grant !== undefined},
  ];
}

/** A rotated secret can't be undone. */
function isRotation({path}: Call): boolean {
  return path.endsWith('/rotate-secret');
}

/** An object created in this run counts as created even if it was updated afterwards. */
function actionOn({calls}: State, collection: string): Action | undefined {
  const writes = calls.filter(
    call => isWrite(call) && collectionOf(call) === collection && call.method in actions,
  );
  const last = writes.at(-1);
  if (last?.method === 'DELETE') return actions.DELETE;
  if (writes.some(call => call.method === 'POST' && !isRotation(call))) return actions.POST;
  return last === undefined ? undefined : actions.PATCH;
}

function dashboardUrls(state: State): readonly string[] {
  const observed = lastObserved(state);
  const session = sessionOf(state);
  if (observed?.resourceServer === undefined || session === undefined) return [];
  const paths = steps
    .filter(({id}) => id === 'api' || id === 'application')
    .map(step => step.dashboard(observed, state.choices));
  return paths.flatMap(path => session.dashboardUrl(path) ?? []);
}

interface RowProps {
  readonly symbol: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
}

function Row({symbol, title, children}: RowProps): ReactNode {
  return (
    <Paragraph indent={1} hang={titleWidth + 6}>
      {symbol}
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
      <Row symbol={<Bad>{`${symbols.failed} `}</Bad>} title={step.title}>
        <Muted>failed</Muted>
      </Row>
    );
  }
  if (interruptedSteps(state).includes(step.id)) {
    return (
      <Row symbol={<Warning>{`${symbols.warning} `}</Warning>} title={step.title}>
        <Muted>interrupted: it may be done</Muted>
      </Row>
    );
  }
  const status = stepStatusOf(state, step.id)?.kind;
  if (status === 'in-sync' && observed !== undefined) {
    const answers = questionsOf(state, step, observed).map(formatAnswer);
    return (
      <Row symbol={<Good>{`${symbols.done} `}</Good>} title={step.title}>
        {answers.join(', ')}
      </Row>
    );
  }
  if (status === 'blocked') {
    return (
      <Row symbol={<Bad>{`${symbols.failed} `}</Bad>} title={step.title}>
        <Muted>blocked</Muted>
      </Row>
    );
  }
  if (status === 'drift' && state.rerun === 'rerun') {
    return (
      <Row symbol={<Warning>{`${symbols.drift} `}</Warning>} title={step.title}>
        <Muted>differs from your choices</Muted>
      </Row>
    );
  }
  return (
    <Row symbol={<Muted>{`${symbols.todo} `}</Muted>} title={step.title}>
      <Muted>not done</Muted>
    </Row>
  );
}

function NextCommands({state, resumeCommand}: SummaryProps): ReactNode {
  const rows = nextRows(state, resumeCommand);
  const width = Math.max(...rows.map(([label]) => widthOf(label)));
  return rows.map(([label, command]) => (
    <Paragraph key={label} indent={1}>
      <Muted>{padEnd(label, width)}</Muted>
      {'   '}
      <Accent>{command}</Accent>
    </Paragraph>
  ));
}

type NextRow = readonly [label: string, command: string];

function nextRows(state: State, resumeCommand: string): readonly NextRow[] {
  const {isDemo} = state;
  if (isDemo) {
    return [
      ['Run the demo again', resumeCommand],
      ['Set up your own tenant', 'npx timesheets-setup'],
    ];
  }
  const isUndoable =
    state.calls.some(call => isWrite(call) && !isRotation(call)) ||
    uncertainCollections(state).size > 0;
  const undo: readonly NextRow[] = isUndoable
    ? [['Undo this run', 'npx timesheets-setup undo']]
    : [];
  return syncState(state) === 'in-sync'
    ? [['Check for drift in CI', 'npx timesheets-setup check'], ...undo]
    : [['Continue', resumeCommand], ...undo];
}
