import {selectClient} from '../engine/identify.js';
import type {Observed} from '../engine/observed.js';
import type {Outcome} from '../engine/outcome.js';
import {steps} from '../steps/index.js';
import {choicesOf} from '../steps/step.js';
import {logged} from './call-log.js';
import type {Arrival} from './event.js';
import type {Session} from './ports.js';
import {freshField, type State} from './state.js';
import {workOf} from './work.js';

/** What work found. An answer to work that is no longer wanted changes nothing. */
export function arrived(state: State, arrival: Arrival): State {
  switch (arrival.type) {
    case 'called':
      return {...state, calls: logged(state.calls, arrival.event, arrival.at)};
    case 'noticed':
      return {...state, notice: arrival.notice};
    case 'errand-done':
      return errandDone(state, arrival);
    case 'applied':
      if (state.failure?.key === arrival.key) return learnt(state, arrival.outcome);
      return workOf(state)?.key === arrival.key ? found(state, arrival) : state;
    case 'signed-in':
    case 'observed':
    case 'proved':
    case 'failed':
      return workOf(state)?.key === arrival.key ? found(state, arrival) : state;
  }
}

function found(state: State, arrival: Extract<Arrival, {key: string}>): State {
  switch (arrival.type) {
    case 'signed-in':
      return signedIn(state, arrival.session);
    case 'observed':
      return observed(state, arrival);
    case 'applied':
      return applied(state, arrival.key, arrival.outcome);
    case 'proved':
      return {...state, proof: arrival.proof, failure: undefined, at: 0, field: freshField};
    case 'failed':
      return {...state, failure: {key: arrival.key, problem: arrival.problem}};
  }
}

/** Writing was broken off: what was written until then is known all the same. */
function learnt(state: State, {observed}: Outcome): State {
  const {connection} = state;
  if (connection.kind !== 'signed-in' || connection.reading.kind !== 'read') return state;
  const reading = {...connection.reading, observed};
  return {...state, created: observed.created, connection: {...connection, reading}};
}

function signedIn(state: State, session: Session): State {
  const here: State = {
    ...state,
    connection: {kind: 'signed-in', session, reading: {kind: 'unread'}},
    failure: undefined,
    ...(session.warning !== undefined && {
      notice: {kind: 'warning' as const, text: session.warning},
    }),
    at: 0,
    field: freshField,
  };
  if (state.domain === session.domain) return here;
  const {remembered} = session;
  const blueprint = state.blueprint === 'given' ? undefined : remembered.blueprint;
  const {identifier: audience} = (blueprint ?? state.choices.blueprint).resourceServer;
  const rememberedClientId = remembered.clientIds?.get(audience);
  const {clientId} = state.domain === undefined ? state.choices.hints : {};
  const hints = {
    ...(clientId === undefined ? {} : {clientId}),
    ...(rememberedClientId === undefined ? {} : {rememberedClientId}),
  };
  return {
    ...here,
    domain: session.domain,
    choices: blueprint === undefined ? {...state.choices, hints} : choicesOf(blueprint, hints),
    audience,
    ours: remembered.clientIds ?? new Map(),
    created: new Set(),
    opened: undefined,
    passed: new Set(),
    rerun: 'unknown',
    place: 'steps',
    proof: undefined,
  };
}

function observed(state: State, arrival: Extract<Arrival, {type: 'observed'}>): State {
  const {connection} = state;
  if (connection.kind !== 'signed-in') return state;
  const {session} = connection;
  const {observed, lacking} = arrival;
  const read: State = {
    ...state,
    connection: {kind: 'signed-in', session, reading: {kind: 'read', observed, lacking}},
    failure: undefined,
  };
  // Of a name that is only being typed, nothing follows yet.
  const {blueprint, given} = state.choices;
  const known = blueprint.client.name === given.client.name ? knowingOurs(read, observed) : read;
  if (state.rerun !== 'unknown') return known;
  const rerun = wasSetUp(state, session, arrival) ? 'rerun' : 'first-run';
  return {...known, rerun, place: rerun === 'rerun' ? 'overview' : 'steps', at: 0};
}

/** Ours stays ours, whatever name is typed for it: that renames it, and makes no other. */
function knowingOurs(state: State, observed: Observed): State {
  const {choices} = state;
  const selection = selectClient(choices.blueprint, {...observed, hints: choices.hints});
  if (selection.kind !== 'found' || selection.via !== 'name') return state;
  const {clientId} = selection.client;
  const hints = {...choices.hints, rememberedClientId: clientId};
  const ours = new Map([...state.ours, [observed.audience, clientId] as const]);
  return {...state, ours, choices: {...choices, hints}};
}

/** The Dashboard's test application beside an API is no set-up yet; what bears our name is. */
function wasSetUp(
  {choices}: State,
  {remembered}: Session,
  {observed}: Extract<Arrival, {type: 'observed'}>,
): boolean {
  if (remembered.blueprint !== undefined || remembered.lastInSyncAt !== undefined) return true;
  if (observed.resourceServer === undefined) return false;
  const selection = selectClient(choices.blueprint, observed);
  return selection.kind === 'found' && selection.via !== 'test-application';
}

function applied(state: State, key: string, outcome: Outcome): State {
  const {connection, confirmed} = state;
  if (connection.kind !== 'signed-in' || connection.reading.kind !== 'read') return state;
  const {session, reading} = connection;
  const {observed} = outcome;
  const after: State = {
    ...state,
    connection: {kind: 'signed-in', session, reading: {...reading, observed}},
    created: observed.created,
    proof: undefined,
    confirm: '',
    field: freshField,
  };
  switch (outcome.kind) {
    case 'failed':
      return {...after, failure: {key, problem: outcome.problem}};
    case 'moved':
      return {
        ...after,
        confirmed: undefined,
        at: state.place === 'overview' ? 0 : 'last',
        notice: {
          kind: 'warning',
          text: 'The tenant changed meanwhile. Nothing was overwritten: this is how it stands now.',
        },
      };
    case 'done': {
      const repaired = confirmed?.steps.length === steps.length;
      const passed = repaired ? steps.map(({id}) => id) : (confirmed?.steps ?? []);
      return {
        ...knowingOurs(after, observed),
        confirmed: undefined,
        failure: undefined,
        notice: undefined,
        passed: new Set([...state.passed, ...passed]),
        place: 'steps',
        at: 0,
      };
    }
  }
}

function errandDone(state: State, arrival: Extract<Arrival, {type: 'errand-done'}>): State {
  const {id, notice, done, handedOver} = arrival;
  return {
    ...state,
    ...(handedOver === undefined ? {} : {handedOver, overlay: 'handed-over', overlayScroll: 0}),
    errands: state.errands.filter(errand => errand.id !== id),
    notice,
    done: done === undefined ? state.done : [...state.done, done],
  };
}
