import {steps} from '../steps/index.js';
import type {StepId, TextQuestion} from '../steps/step.js';
import {answered, settled} from './answering.js';
import {readDomain} from './domain.js';
import {errand} from './errands.js';
import {currentStep, stepsOfState, verdictsOf} from './facts.js';
import {signOut} from './leaving.js';
import {type Asked, invalidOf} from './questions.js';
import {askedOf, type Screen, screenOf} from './screen.js';
import {requestOf} from './sign-in-request.js';
import {type Confirmed, freshField, type State} from './state.js';

/** Enter: the answer on display stands. On to the next question, or, after the last, to work. */
export function accepted(given: State): State {
  const state = tidied(given);
  const screen = screenOf(state);
  const asked = askedOf(screen);
  if (screen.busy === 'busy') return state;
  if (screen.focus === 'problem') return retried(state);
  if (asked === undefined) return state.failure === undefined ? state : retried(state);
  if (state.field.search.kind === 'open') {
    return {...state, field: {...state.field, search: {...state.field.search, kind: 'closed'}}};
  }
  if (invalidOf(asked) !== undefined) return refused(state, screen.at);
  const standing = settled(committed(state, screen, asked));
  return next(standing, asked, screen.at);
}

/** What was pasted, for all to see: of an address its domain, of an identifier no space around it. */
function tidied(state: State): State {
  const screen = screenOf(state);
  const asked = askedOf(screen);
  if (asked?.kind !== 'text' || screen.busy === 'busy' || screen.focus === 'problem') return state;
  const value = tidyOf(screen, asked);
  return value === asked.value ? state : answered(state, screen, asked, {kind: 'text', value});
}

function tidyOf({kind}: Screen, {id, value}: TextQuestion): string {
  if (kind === 'step' && id === 'identifier') return value.trim();
  if (kind !== 'connect' || id !== 'domain') return value;
  const read = readDomain(value);
  return read.kind === 'ok' ? read.domain : value;
}

/** What has the focus counts as chosen, also where nobody moved it there. */
function committed(state: State, screen: Screen, asked: Asked): State {
  const choosing = asked.kind === 'one-of' || asked.kind === 'menu';
  if (!choosing || state.failure !== undefined) return state;
  return answered(state, screen, asked, {kind: 'one-of', value: asked.value});
}

function next(state: State, asked: Asked, was: number): State {
  const screen = screenOf(state);
  const index = screen.questions.findIndex(({id}) => id === asked.id);
  // A question can be settled by its answer: then the next one stands in its place.
  const at = index === -1 ? was : index + 1;
  if (at < screen.questions.length) return {...state, at};
  const wrong = screen.questions.findIndex(question => invalidOf(question) !== undefined);
  return wrong === -1 ? submitted(state, screen) : refused({...state, at: wrong}, wrong);
}

function refused(state: State, at: number): State {
  return {...state, at, field: {...state.field, refused: 'yes'}};
}

function submitted(state: State, screen: Screen): State {
  const again = {...state, attempt: state.attempt + 1, failure: undefined};
  switch (screen.kind) {
    case 'connect':
      return {...again, connection: {kind: 'signing-in', request: requestOf(state)}};
    case 'custom-domain':
      return state.menus['custom-domain'] === 'send' ? allowed(again) : signOut(state, 0);
    case 'reading':
      return state;
    case 'permissions':
      if (state.menus.permissions === 'anew') return signOut(state, 'last');
      return {...state, permissions: 'seen', at: 0};
    case 'overview':
      return begun(again, screen.breaks, menuValue(screen));
    case 'step':
      return stepped(again, screen);
    case 'proof':
      return proved(again, menuValue(screen));
    case 'export':
      return errand(state, {kind: 'export', what: optionValue(screen)});
  }
}

function menuValue({questions}: Screen): string {
  const [question] = questions;
  return question?.kind === 'menu' ? question.value : '';
}

function optionValue({questions}: Screen): string {
  const [question] = questions;
  return question?.kind === 'one-of' ? question.value : '';
}

function allowed(state: State): State {
  if (state.connection.kind !== 'signing-in') return state;
  const request = {...state.connection.request, customDomain: 'allow' as const};
  return {...state, allowedHost: request.domain, connection: {kind: 'signing-in', request}};
}

function begun(state: State, breaks: readonly string[], choice: string): State {
  switch (choice) {
    case 'each':
      return opened(state, inSyncSteps(state));
    case 'all':
      return opened(state, new Set());
    case 'prove':
      return opened(state, new Set(steps.map(({id}) => id)));
    case 'repair':
      return {
        ...state,
        opened: undefined,
        confirmed: confirmation(
          steps.map(({id}) => id),
          breaks,
        ),
      };
    default:
      return left(state);
  }
}

/** On to what was not gone through. */
function opened(state: State, passed: ReadonlySet<StepId>): State {
  const on: State = {...state, place: 'steps', passed, at: 0};
  return {...on, opened: currentStep(on)?.id ?? 'proof'};
}

function stepped(state: State, screen: Extract<Screen, {kind: 'step'}>): State {
  const {step, verdict, breaks} = screen;
  switch (verdict?.status) {
    case 'in-sync':
      return {...state, passed: new Set([...state.passed, step.id]), at: 0};
    case 'missing':
    case 'drift':
      return {...state, confirmed: confirmation([step.id], breaks)};
    case 'blocked':
      return retried(state);
    default:
      return state;
  }
}

function confirmation(ids: readonly StepId[], breaks: readonly string[]): Confirmed {
  return {steps: ids, allowance: breaks.length > 0 ? 'all' : 'safe'};
}

function proved(state: State, choice: string): State {
  switch (choice) {
    case 'done':
      return state.proof?.result === 'proved' || stepsOfState(state) !== 'in-sync'
        ? {...state, leaving: 'done'}
        : left(state);
    case 'env':
      return errand(state, {kind: 'write-env'});
    case 'curl':
      return errand(state, {kind: 'export', what: 'curl'});
    case 'export':
      return {...state, exporting: 'yes', at: 0};
    default:
      return {...state, proof: undefined};
  }
}

/** What needs no look; where nothing drifted, each is looked at. */
function inSyncSteps(state: State): ReadonlySet<StepId> {
  if (stepsOfState(state) === 'in-sync') return new Set();
  const synced = verdictsOf(state).filter(({verdict}) => verdict.status === 'in-sync');
  return new Set(synced.map(({step}) => step));
}

export function left(state: State): State {
  return {...state, leaving: stepsOfState(state) === 'in-sync' ? 'left-in-sync' : 'left-drifted'};
}

/** Takes failed work up again; where nothing failed, reads the tenant anew. */
export function retried(state: State): State {
  const again = {...state, failure: undefined, attempt: state.attempt + 1, field: freshField};
  if (state.failure !== undefined) return again;
  if (state.connection.kind !== 'signed-in' || state.connection.reading.kind === 'unread') {
    return again;
  }
  const {session} = state.connection;
  return {...again, connection: {kind: 'signed-in', session, reading: {kind: 'unread'}}};
}
