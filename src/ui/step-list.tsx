import type {ReactNode} from 'react';
import type {StepStatusKind} from '../engine/step-status.js';
import {steps} from '../steps/index.js';
import type {Step, StepId} from '../steps/step.js';
import {lastObserved, questionsOf} from '../wizard/selectors.js';
import type {State} from '../wizard/state.js';
import {type View, viewOf} from '../wizard/view.js';
import {Paragraph} from './layout.js';
import {describeStatus} from './panels/overview-panel.js';
import {proofHeading} from './panels/proof-panel.js';
import {formatAnswer} from './questions/form.js';
import {padEnd, widthOf} from './text.js';
import {Accent, Bad, Chosen, Good, Muted, useSymbols, Warning} from './theme.js';

/** Lines of the list: the steps and the proof. */
export const stepListHeight = steps.length + 1;

interface StepListProps {
  readonly state: State;
  /** In a wide column, each step also shows the answers or its status. */
  readonly details: 'shown' | 'hidden';
}

/** All steps with their status. */
export function StepList({state, details}: StepListProps): ReactNode {
  const titleWidth = Math.max(...steps.map(({title}) => widthOf(title)));
  return entriesOf(state).map(({title, stepState, description}, index) => {
    const Title = isCurrent(stepState) ? Chosen : Plain;
    const hasDetails = details === 'shown' && description !== '';
    return (
      <Paragraph
        key={title}
        truncate
        aria-role="listitem"
        aria-label={`${index + 1} ${title}: ${stateLabels[stepState]}`}
      >
        <StateSymbol stepState={stepState} />
        <Muted>{`${index + 1} `}</Muted>
        <Title>{hasDetails ? padEnd(title, titleWidth) : title}</Title>
        {hasDetails && <Muted>{`   ${description}`}</Muted>}
      </Paragraph>
    );
  });
}

function Plain({children}: {readonly children: string}): ReactNode {
  return children;
}

/** Only the current step, if there is no room for a list. */
export function StepLine({state}: Pick<StepListProps, 'state'>): ReactNode {
  const entries = entriesOf(state);
  const index = entries.findIndex(({stepState}) => isCurrent(stepState));
  const entryIndex =
    index === -1 && entries.at(-1)?.stepState === 'done' ? entries.length - 1 : index;
  const entry = entries[entryIndex];
  if (entry === undefined) return null;
  const {heading, stepState} = entry;
  return (
    <Paragraph
      truncate
      aria-label={`Step ${entryIndex + 1} of ${entries.length}: ${heading}, ${stateLabels[stepState]}`}
    >
      <StateSymbol stepState={stepState} />
      <Muted>{`${entryIndex + 1}/${entries.length} `}</Muted>
      <Chosen>{heading}</Chosen>
    </Paragraph>
  );
}

type StepState = 'current' | 'busy' | 'failed' | 'done' | 'in-sync' | 'drifted' | 'todo';

function isCurrent(stepState: StepState): boolean {
  return stepState === 'current' || stepState === 'failed' || stepState === 'busy';
}

interface Entry {
  readonly title: string;
  readonly heading: string;
  readonly stepState: StepState;
  readonly description: string;
}

/** The steps, followed by the proof. */
function entriesOf(state: State): readonly Entry[] {
  const view = viewOf(state);
  return [
    ...steps.map(step => {
      const stepState = stepStateOf(view, step.id);
      return {...step, stepState, description: describeStep(view, step, stepState)};
    }),
    {title: proofHeading, heading: proofHeading, stepState: proofStateOf(view), description: ''},
  ];
}

function describeStep({state, statuses}: View, step: Step, stepState: StepState): string {
  const observed = lastObserved(state);
  const status = statuses.find(each => each.step === step.id)?.status;
  if (observed === undefined || status === undefined) return '';
  if (status.kind === 'in-sync') {
    return questionsOf(state, step, observed).map(formatAnswer).join(', ');
  }
  return stepState === 'drifted' ? describeStatus(status) : '';
}

function stepStateOf({state, screen, effect, statuses}: View, id: StepId): StepState {
  const status: StepStatusKind | undefined = statuses.find(({step}) => step === id)?.status.kind;
  if (effect?.kind === 'apply' && effect.steps.includes(id) && status !== 'in-sync') return 'busy';
  if (screen.kind === 'step' && screen.step.id === id) {
    return screen.problem === undefined ? 'current' : 'failed';
  }
  if (status === 'in-sync') {
    return state.completedSteps.has(id) && !state.skippedSteps.has(id) ? 'done' : 'in-sync';
  }
  return status !== undefined && state.rerun === 'rerun' ? 'drifted' : 'todo';
}

function proofStateOf({state, screen}: View): StepState {
  if (screen.kind !== 'proof' && screen.kind !== 'export') {
    return state.proof?.result === 'proved' ? 'done' : 'todo';
  }
  if (screen.busy) return 'busy';
  if (screen.problem !== undefined || state.proof?.result === 'not-proved') return 'failed';
  return state.proof === undefined ? 'current' : 'done';
}

const stateLabels: Readonly<Record<StepState, string>> = {
  current: 'current',
  busy: 'working',
  failed: 'failed',
  done: 'done',
  'in-sync': 'in sync',
  drifted: 'drifted',
  todo: 'to do',
};

/** What the symbols of the steps mean. */
export function StepLegend(): ReactNode {
  const explained = ['done', 'in-sync', 'drifted', 'failed', 'todo'] as const;
  return (
    <Paragraph>
      {explained.map(stepState => [
        <StateSymbol key={stepState} stepState={stepState} />,
        <Muted key="label">{`${stateLabels[stepState]}   `}</Muted>,
      ])}
    </Paragraph>
  );
}

function StateSymbol({stepState}: {readonly stepState: StepState}): ReactNode {
  const symbols = useSymbols();
  switch (stepState) {
    case 'current':
      return <Accent>{`${symbols.current} `}</Accent>;
    case 'busy':
      return <Accent>{`${symbols.busy} `}</Accent>;
    case 'failed':
      return <Bad>{`${symbols.failed} `}</Bad>;
    case 'done':
      return <Good>{`${symbols.done} `}</Good>;
    case 'in-sync':
      return <Muted>{`${symbols.inSync} `}</Muted>;
    case 'drifted':
      return <Warning>{`${symbols.drift} `}</Warning>;
    case 'todo':
      return <Muted>{`${symbols.todo} `}</Muted>;
  }
}
