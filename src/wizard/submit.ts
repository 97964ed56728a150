import {type PastedText, readClientId, readClientSecret, readToken} from '../model/pasted-text.js';
import {steps} from '../steps/index.js';
import type {StepId} from '../steps/step.js';
import {isWrite} from './call-log.js';
import {readDomain} from './domain.js';
import {applyAnswer, leaveQuestion} from './edit.js';
import {signOut} from './navigation.js';
import {invalidReason, isText, type ScreenQuestion, type TextField} from './questions.js';
import {getFocusedQuestion, type Screen, screenOf} from './screen.js';
import {currentStep, evaluatedSteps, syncState} from './selectors.js';
import {buildSignInRequest} from './sign-in-request.js';
import {type ConfirmedChanges, initialField, type State} from './state.js';
import {addTask} from './tasks.js';

/** Enter: accepts the displayed answer and moves to the next question, or submits the screen. */
export function submit(current: State): State {
  const state = normalizeInput(current);
  const screen = screenOf(state);
  const question = getFocusedQuestion(screen);
  if (screen.busy) return state;
  if (screen.focus === 'problem') return retry(state);
  if (question === undefined) return state.failure === undefined ? state : retry(state);
  if (state.field.search.kind === 'open') {
    return {...state, field: {...state.field, search: {...state.field.search, kind: 'closed'}}};
  }
  if (invalidReason(question) !== undefined) return rejectAnswer(state, screen.questionIndex);
  const answered = leaveQuestion(commitFocusedOption(state, screen, question));
  return advance(answered, question, screen.questionIndex);
}

/** Shows pasted text as it will be used, for example only the domain of a URL. */
function normalizeInput(state: State): State {
  const screen = screenOf(state);
  const question = getFocusedQuestion(screen);
  if (question === undefined || !isText(question)) return state;
  if (screen.busy || screen.focus === 'problem') return state;
  const {value, ignored} = normalizeValue(screen, question);
  const edited =
    value === question.value ? state : applyAnswer(state, screen, question, {kind: 'text', value});
  if (ignored === undefined) return edited;
  return {...edited, notice: {kind: 'info', text: `Ignored ${ignored} in what you entered.`}};
}

interface Normalized {
  readonly value: string;
  readonly ignored?: string;
}

function normalizeValue({kind}: Screen, {id, value}: TextField): Normalized {
  if (kind === 'step' && id === 'identifier') return {value: value.trim()};
  if (kind !== 'connect') return {value};
  switch (id) {
    case 'domain': {
      const read = readDomain(value);
      return read.kind === 'ok' ? toNormalized(read.domain, read.ignored) : {value};
    }
    case 'client-id':
      return normalizePasted(readClientId(value), value);
    case 'client-secret':
      return normalizePasted(readClientSecret(value), value);
    case 'token':
      return normalizePasted(readToken(value), value);
    default:
      return {value};
  }
}

function normalizePasted(read: PastedText, value: string): Normalized {
  return read.kind === 'ok' ? toNormalized(read.value, read.ignored) : {value};
}

function toNormalized(value: string, ignored: string | undefined): Normalized {
  return {value, ...(ignored !== undefined && {ignored})};
}

/** Enter chooses the focused option, even if the user never moved the focus. */
function commitFocusedOption(state: State, screen: Screen, question: ScreenQuestion): State {
  const choosing = question.kind === 'select' || question.kind === 'menu';
  if (!choosing || state.failure !== undefined) return state;
  return applyAnswer(state, screen, question, {kind: 'select', value: question.value});
}

function advance(state: State, question: ScreenQuestion, previousIndex: number): State {
  const screen = screenOf(state);
  const index = screen.questions.findIndex(({id}) => id === question.id);
  // An answer can remove its own question; the next one then has its index.
  const nextIndex = index === -1 ? previousIndex : index + 1;
  if (nextIndex < screen.questions.length) return {...state, questionIndex: nextIndex};
  const invalidIndex = screen.questions.findIndex(each => invalidReason(each) !== undefined);
  return invalidIndex === -1 ? submitScreen(state, screen) : rejectAnswer(state, invalidIndex);
}

function rejectAnswer(state: State, questionIndex: number): State {
  return {...state, questionIndex, field: {...state.field, invalidSubmitted: true}};
}

function submitScreen(state: State, screen: Screen): State {
  const nextState = {...state, attempt: state.attempt + 1, failure: undefined};
  switch (screen.kind) {
    case 'connect':
      return {
        ...nextState,
        // Drops the previous attempt's calls from the log, except writes.
        calls: state.calls.filter(isWrite),
        connection: {kind: 'signing-in', request: buildSignInRequest(state)},
      };
    case 'custom-domain':
      return state.menus['custom-domain'] === 'send'
        ? allowCustomDomain(nextState)
        : signOut(state, 0);
    case 'reading':
      return state;
    case 'permissions':
      if (state.menus.permissions === 'sign-in-again') return signOut(state, 'last');
      return {...state, permissionsAccepted: true, questionIndex: 0};
    case 'overview':
      return startFromOverview(nextState, screen.breaks, menuValue(screen));
    case 'step':
      return submitStep(nextState, screen);
    case 'proof':
      return submitProofMenu(nextState, menuValue(screen), state.failure);
    case 'export':
      return addTask(state, {kind: 'export', exportId: optionValue(screen)});
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
        confirmed: confirmChanges(
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

/** Opens the first step that is not completed, or the proof. */
function openSteps(state: State, completedSteps: ReadonlySet<StepId>): State {
  const opened: State = {
    ...state,
    view: 'steps',
    completedSteps,
    skippedSteps: completedSteps,
    questionIndex: 0,
  };
  return {...opened, openedFromOverview: currentStep(opened)?.id ?? 'proof'};
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
      return {...state, confirmed: confirmChanges([step.id], breaks)};
    case 'blocked':
      return retry(state);
    default:
      return state;
  }
}

function confirmChanges(ids: readonly StepId[], breaks: readonly string[]): ConfirmedChanges {
  return {steps: ids, allowance: breaks.length > 0 ? 'all' : 'safe'};
}

/** The summary still says why a proof failed. */
function submitProofMenu(state: State, choice: string, failure: State['failure']): State {
  switch (choice) {
    case 'done':
      return state.proof?.result === 'proved' || syncState(state) !== 'in-sync'
        ? {...state, failure, exit: 'done'}
        : leave({...state, failure});
    case 'env':
      return addTask(state, {kind: 'write-env'});
    case 'curl':
      return addTask(state, {kind: 'export', exportId: 'curl'});
    case 'export':
      return {...state, exporting: true, questionIndex: 0};
    default:
      return {...state, proof: undefined};
  }
}

/** The steps to skip: those in sync. If all are in sync, none is skipped. */
function inSyncSteps(state: State): ReadonlySet<StepId> {
  if (syncState(state) === 'in-sync') return new Set();
  const synced = evaluatedSteps(state).filter(({status}) => status.kind === 'in-sync');
  return new Set(synced.map(({step}) => step));
}

export function leave(state: State): State {
  return {...state, exit: syncState(state) === 'in-sync' ? 'left-in-sync' : 'left-drifted'};
}

/** Retries the failed effect; if none failed, reads the tenant again. */
export function retry(state: State): State {
  const nextState = {...state, failure: undefined, attempt: state.attempt + 1, field: initialField};
  if (state.failure !== undefined) return nextState;
  if (state.connection.kind !== 'signed-in' || state.connection.reading.kind === 'unread') {
    return nextState;
  }
  const {session} = state.connection;
  return {...nextState, connection: {kind: 'signed-in', session, reading: {kind: 'unread'}}};
}
