import type {Observed} from '../engine/observed.js';
import type {Allowance} from '../engine/plan.js';
import type {Choices, StepId} from '../steps/step.js';
import {clientIdOf, currentStep, isUnread, observedOf, perState, stepsOfState} from './facts.js';
import type {HandOver, Session, SignInRequest} from './ports.js';
import type {Errand, State} from './state.js';

/** Work that the state implies, as data. Its key tells whether it is still the same work. */
export type Work = {readonly key: string} & (
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
      readonly kind: 'prove';
      readonly session: Session;
      readonly choices: Choices;
      readonly observed: Observed;
      readonly clientId: string;
    }
);

export type ErrandWork = {
  readonly key: string;
  readonly errand: Errand;
  readonly handOver: HandOver | undefined;
};

/** The one thing to be done now. What failed waits for a retry. */
export const workOf = perState((state): Work | undefined => {
  const work = impliedWork(state);
  return work === undefined || work.key === state.failure?.key ? undefined : work;
});

function impliedWork(state: State): Work | undefined {
  const {connection, attempt, choices, confirmed} = state;
  if (state.leaving !== undefined) return undefined;
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
  if (confirmed !== undefined) {
    const key = `apply ${confirmed.steps.join(',')} ${attempt}`;
    return {key, kind: 'apply', session, choices, observed, ...confirmed};
  }
  return proofWork(state, session, observed);
}

function proofWork(state: State, session: Session, observed: Observed): Work | undefined {
  if (state.place !== 'steps' || state.proof !== undefined || isUnread(state)) return undefined;
  if (currentStep(state) !== undefined || stepsOfState(state) !== 'in-sync') return undefined;
  const clientId = clientIdOf(state);
  // Where the application holds no grant there is nothing to prove, and the steps say so.
  if (clientId === undefined || !state.choices.blueprint.clientGrant.authorised) return undefined;
  const key = `prove ${state.attempt}`;
  return {key, kind: 'prove', session, choices: state.choices, observed, clientId};
}

export function errandsOf(state: State): readonly ErrandWork[] {
  const handOver = handOverOf(state);
  return state.errands.map(errand => ({key: `errand ${errand.id}`, errand, handOver}));
}

function handOverOf(state: State): HandOver | undefined {
  const observed = observedOf(state);
  const clientId = clientIdOf(state);
  if (state.connection.kind !== 'signed-in' || observed === undefined || clientId === undefined) {
    return undefined;
  }
  const {session} = state.connection;
  return {session, blueprint: state.choices.blueprint, observed, clientId};
}
