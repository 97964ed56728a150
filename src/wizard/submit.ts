import {type PastedText, readClientId, readClientSecret, readToken} from '../model/pasted-text.js';
import {steps} from '../steps/index.js';
import type {StepId} from '../steps/step.js';
import {isWrite} from './call-log.js';
import {readDomain} from './domain.js';
import {applyAnswer, leaveQuestion} from './edit.js';
import {signOut} from './navigation.js';
import {invalidOf, isText, type ScreenQuestion, type TextField} from './questions.js';
import {focusedQuestion, type Screen, screenOf} from './screen.js';
import {currentStep, evaluatedSteps, syncState} from './selectors.js';
import {requestOf} from './sign-in-request.js';
import {type Confirmed, freshField, type State} from './state.js';
import {addTask} from './tasks.js';

/** Enter: the answer on display stands. On to the next question, or, after the last, to work. */
export function submit(given: State): State {
  const state = normalizeInput(given);
  const screen = screenOf(state);
  const asked = focusedQuestion(screen);
  if (screen.busy === 'busy') return state;
  if (screen.focus === 'problem') return retry(state);
  if (asked === undefined) return state.failure === undefined ? state : retry(state);
  if (state.field.search.kind === 'open') {
    return {...state, field: {...state.field, search: {...state.field.search, kind: 'closed'}}};
  }
  if (invalidOf(asked) !== undefined) return rejectAnswer(state, screen.questionIndex);
  const standing = leaveQuestion(commitFocusedOption(state, screen, asked));
  return advance(standing, asked, screen.questionIndex);
}

/** What was pasted, for all to see: of an address its domain, of an identifier no space around it. */
function normalizeInput(state: State): State {
  const screen = screenOf(state);
  const asked = focusedQuestion(screen);
  if (asked === undefined || !isText(asked)) return state;
  if (screen.busy === 'busy' || screen.focus === 'problem') return state;
  const {value, ignored} = normalized(screen, asked);
  const tidied =
    value === asked.value ? state : applyAnswer(state, screen, asked, {kind: 'text', value});
  if (ignored === undefined) return tidied;
  return {...tidied, notice: {kind: 'info', text: `Ignored ${ignored} in what you entered.`}};
}

interface Normalized {
  readonly value: string;
  readonly ignored?: string;
}

function normalized({kind}: Screen, {id, value}: TextField): Normalized {
  if (kind === 'step' && id === 'identifier') return {value: value.trim()};
  if (kind !== 'connect') return {value};
  switch (id) {
    case 'domain': {
      const read = readDomain(value);
      return read.kind === 'ok' ? tidiedTo(read.domain, read.ignored) : {value};
    }
    case 'client-id':
      return tidied(readClientId(value), value);
    case 'client-secret':
      return tidied(readClientSecret(value), value);
    case 'token':
      return tidied(readToken(value), value);
    default:
      return {value};
  }
}

function tidied(read: PastedText, value: string): Normalized {
  return read.kind === 'ok' ? tidiedTo(read.value, read.ignored) : {value};
}

function tidiedTo(value: string, ignored: string | undefined): Normalized {
  return {value, ...(ignored !== undefined && {ignored})};
}

/** What has the focus counts as chosen, also where nobody moved it there. */
function commitFocusedOption(state: State, screen: Screen, asked: ScreenQuestion): State {
  const choosing = asked.kind === 'select' || asked.kind === 'menu';
  if (!choosing || state.failure !== undefined) return state;
  return applyAnswer(state, screen, asked, {kind: 'select', value: asked.value});
}

function advance(state: State, asked: ScreenQuestion, was: number): State {
  const screen = screenOf(state);
  const index = screen.questions.findIndex(({id}) => id === asked.id);
  // A question can be settled by its answer: then the next one stands in its place.
  const at = index === -1 ? was : index + 1;
  if (at < screen.questions.length) return {...state, questionIndex: at};
  const wrong = screen.questions.findIndex(question => invalidOf(question) !== undefined);
  return wrong === -1
    ? submitScreen(state, screen)
    : rejectAnswer({...state, questionIndex: wrong}, wrong);
}

function rejectAnswer(state: State, at: number): State {
  return {...state, questionIndex: at, field: {...state.field, refused: 'yes'}};
}

function submitScreen(state: State, screen: Screen): State {
  const again = {...state, attempt: state.attempt + 1, failure: undefined};
  switch (screen.kind) {
    case 'connect':
      return {
        ...again,
        // What an earlier try was answered is no news of this one.
        calls: state.calls.filter(isWrite),
        connection: {kind: 'signing-in', request: requestOf(state)},
      };
    case 'custom-domain':
      return state.menus['custom-domain'] === 'send' ? allowCustomDomain(again) : signOut(state, 0);
    case 'reading':
      return state;
    case 'permissions':
      if (state.menus.permissions === 'sign-in-again') return signOut(state, 'last');
      return {...state, permissions: 'seen', questionIndex: 0};
    case 'overview':
      return startFromOverview(again, screen.breaks, menuValue(screen));
    case 'step':
      return submitStep(again, screen);
    case 'proof':
      return submitProofMenu(again, menuValue(screen));
    case 'export':
      return addTask(state, {kind: 'export', what: optionValue(screen)});
  }
}

function menuValue({questions}: Screen): string {
  const [question] = questions;
  return question?.kind === 'menu' ? question.value : '';
}

function optionValue({questions}: Screen): string {
  const [question] = questions;
  return question?.kind === 'select' ? question.value : '';
}

function allowCustomDomain(state: State): State {
  if (state.connection.kind !== 'signing-in') return state;
  const request = {...state.connection.request, customDomain: 'allow' as const};
  return {...state, allowedHost: request.domain, connection: {kind: 'signing-in', request}};
}

function startFromOverview(state: State, breaks: readonly string[], choice: string): State {
  switch (choice) {
    case 'each':
      return openSteps(state, inSyncSteps(state));
    case 'all':
      return openSteps(state, new Set());
    case 'prove':
      return openSteps(state, new Set(steps.map(({id}) => id)));
    case 'repair':
      return {
        ...state,
        openedFromOverview: undefined,
        skippedSteps: inSyncSteps(state),
        confirmed: confirmedWork(
          steps.map(({id}) => id),
          breaks,
        ),
      };
    case 'rotate':
      return {...state, confirmed: {steps: [], allowance: 'all', rotate: true}};
    default:
      return leave(state);
  }
}

/** On to what was not gone through. */
function openSteps(state: State, passed: ReadonlySet<StepId>): State {
  const on: State = {
    ...state,
    view: 'steps',
    completedSteps: passed,
    skippedSteps: passed,
    questionIndex: 0,
  };
  return {...on, openedFromOverview: currentStep(on)?.id ?? 'proof'};
}

function submitStep(state: State, screen: Extract<Screen, {kind: 'step'}>): State {
  const {step, status, breaks} = screen;
  switch (status?.kind) {
    case 'in-sync':
      return {
        ...state,
        completedSteps: new Set([...state.completedSteps, step.id]),
        questionIndex: 0,
      };
    case 'missing':
    case 'drift':
      return {...state, confirmed: confirmedWork([step.id], breaks)};
    case 'blocked':
      return retry(state);
    default:
      return state;
  }
}

function confirmedWork(ids: readonly StepId[], breaks: readonly string[]): Confirmed {
  return {steps: ids, allowance: breaks.length > 0 ? 'all' : 'safe'};
}

function submitProofMenu(state: State, choice: string): State {
  switch (choice) {
    case 'done':
      return state.proof?.result === 'proved' || syncState(state) !== 'in-sync'
        ? {...state, exit: 'done'}
        : leave(state);
    case 'env':
      return addTask(state, {kind: 'write-env'});
    case 'curl':
      return addTask(state, {kind: 'export', what: 'curl'});
    case 'export':
      return {...state, exporting: 'yes', questionIndex: 0};
    default:
      return {...state, proof: undefined};
  }
}

/** What needs no look; where nothing drifted, each is looked at. */
function inSyncSteps(state: State): ReadonlySet<StepId> {
  if (syncState(state) === 'in-sync') return new Set();
  const synced = evaluatedSteps(state).filter(({status}) => status.kind === 'in-sync');
  return new Set(synced.map(({step}) => step));
}

export function leave(state: State): State {
  return {...state, exit: syncState(state) === 'in-sync' ? 'left-in-sync' : 'left-drifted'};
}

/** Takes failed work up again; where nothing failed, reads the tenant anew. */
export function retry(state: State): State {
  const again = {...state, failure: undefined, attempt: state.attempt + 1, field: freshField};
  if (state.failure !== undefined) return again;
  if (state.connection.kind !== 'signed-in' || state.connection.reading.kind === 'unread') {
    return again;
  }
  const {session} = state.connection;
  return {...again, connection: {kind: 'signed-in', session, reading: {kind: 'unread'}}};
}
