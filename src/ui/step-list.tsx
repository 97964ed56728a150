import type {ReactNode} from 'react';
import type {StepStatusKind} from '../engine/step-status.js';
import {steps} from '../steps/index.js';
import type {Step, StepId} from '../steps/step.js';
import {lastObserved, questionsOf} from '../wizard/selectors.js';
import type {State} from '../wizard/state.js';
import {type View, viewOf} from '../wizard/view.js';
import {Paragraph} from './layout.js';
import {standingOf} from './panels/overview-panel.js';
import {proofHeading} from './panels/proof-panel.js';
import {answerOf} from './questions/form.js';
import {padEnd, widthOf} from './text.js';
import {Accent, Bad, Chosen, Good, Muted, useSymbols, Warning} from './theme.js';

/** Lines of the list: the steps and the proof. */
export const listHeight = steps.length + 1;

interface StepListProps {
  readonly state: State;
  /** In a wide column, each step also shows the answers or its status. */
  readonly details: 'shown' | 'hidden';
}

/** All steps with their status. */
export function StepList({state, details}: StepListProps): ReactNode {
  const titleWidth = Math.max(...steps.map(({title}) => widthOf(title)));
  return entriesOf(state).map(({title, standing, about}, index) => {
    const Title = isHere(standing) ? Chosen : Plain;
    const hasDetails = details === 'shown' && about !== '';
    return (
      <Paragraph
        key={title}
        cut
        aria-role="listitem"
        aria-label={`${index + 1} ${title}: ${spoken[standing]}`}
      >
        <Sign standing={standing} />
        <Muted>{`${index + 1} `}</Muted>
        <Title>{hasDetails ? padEnd(title, titleWidth) : title}</Title>
        {hasDetails && <Muted>{`   ${about}`}</Muted>}
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
  const index = entries.findIndex(({standing}) => isHere(standing));
  const at = index === -1 && entries.at(-1)?.standing === 'done' ? entries.length - 1 : index;
  const entry = entries[at];
  if (entry === undefined) return null;
  const {heading, standing} = entry;
  return (
    <Paragraph
      cut
      aria-label={`Step ${at + 1} of ${entries.length}: ${heading}, ${spoken[standing]}`}
    >
      <Sign standing={standing} />
      <Muted>{`${at + 1}/${entries.length} `}</Muted>
      <Chosen>{heading}</Chosen>
    </Paragraph>
  );
}

type Standing = 'current' | 'busy' | 'failed' | 'done' | 'synced' | 'drifted' | 'todo';

function isHere(standing: Standing): boolean {
  return standing === 'current' || standing === 'failed' || standing === 'busy';
}

interface Entry {
  readonly title: string;
  readonly heading: string;
  readonly standing: Standing;
  readonly about: string;
}

/** The steps, followed by the proof. */
function entriesOf(state: State): readonly Entry[] {
  const view = viewOf(state);
  return [
    ...steps.map(step => {
      const standing = standingIn(view, step.id);
      return {...step, standing, about: aboutStep(view, step, standing)};
    }),
    {title: proofHeading, heading: proofHeading, standing: proofStanding(view), about: ''},
  ];
}

function aboutStep({state, statuses}: View, step: Step, standing: Standing): string {
  const observed = lastObserved(state);
  const status = statuses.find(each => each.step === step.id)?.status;
  if (observed === undefined || status === undefined) return '';
  if (status.kind === 'in-sync') {
    return questionsOf(state, step, observed).map(answerOf).join(', ');
  }
  return standing === 'drifted' ? standingOf(status) : '';
}

function standingIn({state, screen, effect, statuses}: View, id: StepId): Standing {
  const status: StepStatusKind | undefined = statuses.find(({step}) => step === id)?.status.kind;
  if (effect?.kind === 'apply' && effect.steps.includes(id) && status !== 'in-sync') return 'busy';
  if (screen.kind === 'step' && screen.step.id === id) {
    return screen.problem === undefined ? 'current' : 'failed';
  }
  if (status === 'in-sync') {
    return state.completedSteps.has(id) && !state.skippedSteps.has(id) ? 'done' : 'synced';
  }
  return status !== undefined && state.rerun === 'rerun' ? 'drifted' : 'todo';
}

function proofStanding({state, screen}: View): Standing {
  if (screen.kind !== 'proof' && screen.kind !== 'export') {
    return state.proof?.result === 'proved' ? 'done' : 'todo';
  }
  if (screen.busy) return 'busy';
  if (screen.problem !== undefined || state.proof?.result === 'not-proved') return 'failed';
  return state.proof === undefined ? 'current' : 'done';
}

const spoken: Readonly<Record<Standing, string>> = {
  current: 'current',
  busy: 'working',
  failed: 'failed',
  done: 'done',
  synced: 'in sync',
  drifted: 'drifted',
  todo: 'to do',
};

function Sign({standing}: {readonly standing: Standing}): ReactNode {
  const symbols = useSymbols();
  switch (standing) {
    case 'current':
      return <Accent>{`${symbols.current} `}</Accent>;
    case 'busy':
      return <Accent>{`${symbols.busy} `}</Accent>;
    case 'failed':
      return <Bad>{`${symbols.failed} `}</Bad>;
    case 'done':
      return <Good>{`${symbols.done} `}</Good>;
    case 'synced':
      return <Muted>{`${symbols.synced} `}</Muted>;
    case 'drifted':
      return <Warning>{`${symbols.drift} `}</Warning>;
    case 'todo':
      return <Muted>{`${symbols.todo} `}</Muted>;
  }
}
