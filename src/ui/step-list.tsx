import type {ReactNode} from 'react';
import type {StepStatusKind} from '../engine/step-status.js';
import {steps} from '../steps/index.js';
import type {StepId} from '../steps/step.js';
import {effectOf} from '../wizard/effects.js';
import {type Screen, screenOf} from '../wizard/screen.js';
import {evaluatedSteps} from '../wizard/selectors.js';
import type {State} from '../wizard/state.js';
import {type Block, block, type Span, span} from './block.js';
import {Blocks} from './lines.js';
import {proofHeading} from './panel/proof-panel.js';
import {type Symbols, useSymbols} from './theme.js';

interface StepListProps {
  readonly state: State;
  readonly width: number;
  readonly form: 'column' | 'line';
}

/** Where you are, and how each step stands. */
export function StepList({state, width, form}: StepListProps): ReactNode {
  const symbols = useSymbols();
  const entries = entriesOf(state);
  const blocks = form === 'column' ? columnOf(entries, symbols) : lineOf(entries, symbols);
  return <Blocks blocks={blocks} width={width} />;
}

type Standing = 'current' | 'busy' | 'failed' | 'done' | 'synced' | 'drifted' | 'todo';

/** Lines of the list in a column: the steps, and the proof. */
export const listHeight = steps.length + 1;

interface Entry {
  readonly title: string;
  readonly heading: string;
  readonly standing: Standing;
}

/** The steps, and the proof as the last of them. */
export function entriesOf(state: State): readonly Entry[] {
  const screen = screenOf(state);
  const statuses = evaluatedSteps(state);
  const own = steps.map(step => {
    const status = statuses.find(each => each.step === step.id)?.status.kind;
    return {
      title: step.title,
      heading: step.heading,
      standing: standingOf(step.id, status, screen, state),
    };
  });
  return [
    ...own,
    {title: proofHeading, heading: proofHeading, standing: proofStanding(screen, state)},
  ];
}

function standingOf(
  id: StepId,
  status: StepStatusKind | undefined,
  screen: Screen,
  state: State,
): Standing {
  const work = effectOf(state);
  if (work?.kind === 'apply' && work.steps.includes(id) && status !== 'in-sync') return 'busy';
  if (screen.kind === 'step' && screen.step.id === id) {
    return screen.problem === undefined ? 'current' : 'failed';
  }
  if (status === 'in-sync') return state.completedSteps.has(id) ? 'done' : 'synced';
  return status !== undefined && state.rerun === 'rerun' ? 'drifted' : 'todo';
}

function proofStanding(screen: Screen, state: State): Standing {
  if (screen.kind !== 'proof' && screen.kind !== 'export') {
    return state.proof?.result === 'proved' ? 'done' : 'todo';
  }
  if (screen.busy === 'busy') return 'busy';
  if (screen.problem !== undefined || state.proof?.result === 'not-proved') return 'failed';
  return state.proof === undefined ? 'current' : 'done';
}

function columnOf(entries: readonly Entry[], symbols: Symbols): readonly Block[] {
  return entries.map((entry, index) => {
    const {standing, title} = entry;
    const at = standing === 'current' || standing === 'failed' || standing === 'busy';
    return block(
      [
        signOf(standing, symbols),
        span(`${index + 1} `, 'muted'),
        span(title, at ? 'chosen' : 'plain'),
      ],
      {
        fit: 'cut',
        aria: {role: 'listitem', label: `${index + 1} ${title}: ${spoken[standing]}`},
      },
    );
  });
}

function lineOf(entries: readonly Entry[], symbols: Symbols): readonly Block[] {
  const index = entries.findIndex(({standing}) => ['current', 'busy', 'failed'].includes(standing));
  const last = entries.at(-1);
  const at = index === -1 && last?.standing === 'done' ? entries.length - 1 : index;
  const entry = entries[at];
  if (entry === undefined) return [];
  return [
    block(
      [
        signOf(entry.standing, symbols),
        span(`${at + 1}/${entries.length} `, 'muted'),
        span(entry.heading, 'chosen'),
      ],
      {
        fit: 'cut',
        aria: {
          label: `Step ${at + 1} of ${entries.length}: ${entry.heading}, ${spoken[entry.standing]}`,
        },
      },
    ),
  ];
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

function signOf(standing: Standing, symbols: Symbols): Span {
  switch (standing) {
    case 'current':
      return span(`${symbols.current} `, 'accent');
    case 'busy':
      return span(`${symbols.busy} `, 'accent');
    case 'failed':
      return span(`${symbols.failed} `, 'bad');
    case 'done':
      return span(`${symbols.done} `, 'good');
    case 'synced':
      return span(`${symbols.done} `, 'muted');
    case 'drifted':
      return span(`${symbols.drift} `, 'warning');
    case 'todo':
      return span(`${symbols.todo} `, 'muted');
  }
}
