import type {Allowance} from '../engine/plan.js';
import type {Observed} from '../model/observed.js';
import type {Choices, StepId} from '../steps/step.js';
import type {ExportSource, Session, SignInRequest} from './ports.js';
import {clientIdOf, currentStep, isUnread, observedOf, perState, syncState} from './selectors.js';
import type {State, Task} from './state.js';

/** Work that the state implies, as data. Its key tells whether it is still the same work. */
export type Effect = {readonly key: string} & (
  | {readonly kind: 'sign-in'; readonly request: SignInRequest}
  | {
      readonly kind: 'observe';
      readonly session: Session;
      readonly choices: Choices;
      readonly created: ReadonlySet<string>;
    }
  | {
      readonly kind: 'apply';
      readonly session: Session;
      readonly choices: Choices;
      readonly observed: Observed;
      readonly steps: readonly StepId[];
      readonly allowance: Allowance;
    }
  | {
      readonly kind: 'rotate';
      readonly session: Session;
      readonly handOver: ExportSource;
    }
  | {
      readonly kind: 'prove';
      readonly session: Session;
      readonly choices: Choices;
      readonly observed: Observed;
      readonly clientId: string;
    }
);

export type TaskEffect = {
  readonly key: string;
  readonly task: Task;
  readonly handOver: ExportSource | undefined;
};

/** The one thing to be done now. What failed waits for a retry. */
export const effectOf = perState((state): Effect | undefined => {
  const work = impliedEffect(state);
  return work === undefined || work.key === state.failure?.key ? undefined : work;
});

function impliedEffect(state: State): Effect | undefined {
  const {connection, attempt, choices, confirmed} = state;
  if (state.exit !== undefined) return undefined;
  if (connection.kind === 'signed-out') return undefined;
  if (connection.kind === 'signing-in') {
    return {key: `sign-in ${attempt}`, kind: 'sign-in', request: connection.request};
  }
  const {session} = connection;
  const observed = observedOf(state);
  if (observed === undefined) {
    return {
      key: `observe ${state.audience} ${attempt}`,
      kind: 'observe',
      session,
      choices,
      created: state.created,
    };
  }
  if (confirmed?.rotate) {
    const handOver = exportSourceOf(state);
    const key = `rotate ${attempt}`;
    return handOver === undefined ? undefined : {key, kind: 'rotate', session, handOver};
  }
  if (confirmed !== undefined) {
    const key = `apply ${confirmed.steps.join(',')} ${attempt}`;
    return {key, kind: 'apply', session, choices, observed, ...confirmed};
  }
  return proofEffect(state, session, observed);
}

function proofEffect(state: State, session: Session, observed: Observed): Effect | undefined {
  if (state.view !== 'steps' || state.proof !== undefined || isUnread(state)) return undefined;
  if (currentStep(state) !== undefined || syncState(state) !== 'in-sync') return undefined;
  const clientId = clientIdOf(state);
  // Where the application holds no grant there is nothing to prove, and the steps say so.
  if (clientId === undefined || !state.choices.blueprint.clientGrant.authorized) return undefined;
  const key = `prove ${state.attempt}`;
  return {key, kind: 'prove', session, choices: state.choices, observed, clientId};
}

export function tasksOf(state: State): readonly TaskEffect[] {
  const handOver = exportSourceOf(state);
  return state.tasks.map(task => ({key: `errand ${task.id}`, task, handOver}));
}

function exportSourceOf(state: State): ExportSource | undefined {
  const observed = observedOf(state);
  const clientId = clientIdOf(state);
  if (state.connection.kind !== 'signed-in' || observed === undefined || clientId === undefined) {
    return undefined;
  }
  const {session} = state.connection;
  return {session, blueprint: state.choices.blueprint, observed, clientId};
}
