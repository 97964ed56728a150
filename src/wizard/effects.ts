import type {Allowance} from '../engine/plan.js';
import type {Observed} from '../model/observed.js';
import type {Choices, StepId} from '../steps/step.js';
import type {ExportSource, Session, SignInRequest} from './ports.js';
import {clientIdOf, currentStep, isUnread, observedOf, perState, syncState} from './selectors.js';
import type {State, Task} from './state.js';

/**
 * Work that the state implies, as data. If the key changes, the effect is aborted and the new one
 * starts.
 */
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
      readonly source: ExportSource;
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
  readonly source: ExportSource | undefined;
};

const proofKey = 'prove';

/** Whether the key of a failed effect is that of the proof. */
export function isProofKey(key: string): boolean {
  return key.startsWith(proofKey);
}

/** The effect to run now; a failed one runs again only after a retry. */
export const currentEffect = perState((state): Effect | undefined => {
  const effect = impliedEffect(state);
  return effect === undefined || effect.key === state.failure?.key ? undefined : effect;
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
    const source = exportSourceOf(state);
    const key = `rotate ${attempt}`;
    return source === undefined ? undefined : {key, kind: 'rotate', session, source};
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
  // Without a grant, Auth0 issues no token, so there is nothing to prove.
  if (clientId === undefined || !state.choices.blueprint.clientGrant.authorized) return undefined;
  const key = `${proofKey} ${state.attempt}`;
  return {key, kind: 'prove', session, choices: state.choices, observed, clientId};
}

export function pendingTasks(state: State): readonly TaskEffect[] {
  const source = exportSourceOf(state);
  return state.tasks.map(task => ({key: `task ${task.id}`, task, source}));
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
