import type {Outcome} from '../engine/outcome.js';
import {selectClient} from '../engine/select-client.js';
import type {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import {steps} from '../steps/index.js';
import {choicesOf} from '../steps/step.js';
import {logCall} from './call-log.js';
import {currentEffect} from './effects.js';
import type {EffectResult} from './event.js';
import type {Session} from './ports.js';
import {initialField, type State} from './state.js';

/** Applies an effect's result. The result of an effect that is no longer current is ignored. */
export function applyEffectResult(state: State, result: EffectResult): State {
  switch (result.type) {
    case 'called':
      return {...state, calls: logCall(state.calls, result.event, result.at)};
    case 'noticed':
      return {...state, notice: result.notice};
    case 'task-done':
      return onTaskDone(state, result);
    case 'key-read': {
      const {id, path, keyFile} = result;
      const tasks = state.tasks.filter(task => task.id !== id);
      // The user has typed another path meanwhile, and that one is being read too.
      if (state.connect.keyPath !== path) return {...state, tasks};
      return {...state, tasks, connect: {...state.connect, keyFile: {path, result: keyFile}}};
    }
    case 'rotated':
      // Never ignored, even if another effect runs: the old secret no longer works.
      return onRotated(state, result);
    case 'applied':
      if (state.failure?.key === result.key) return keepWrittenChanges(state, result.outcome);
      return currentEffect(state)?.key === result.key ? applyCurrentResult(state, result) : state;
    case 'signed-in':
    case 'observed':
    case 'proved':
    case 'failed':
      return currentEffect(state)?.key === result.key ? applyCurrentResult(state, result) : state;
  }
}

type AwaitedResult = Exclude<Extract<EffectResult, {key: string}>, {type: 'rotated'}>;

function applyCurrentResult(state: State, result: AwaitedResult): State {
  switch (result.type) {
    case 'signed-in':
      return onSignedIn(state, result.session);
    case 'observed':
      return onObserved(state, result);
    case 'applied':
      return onApplied(state, result.key, result.outcome);
    case 'proved':
      return {
        ...state,
        proof: result.proof,
        failure: undefined,
        questionIndex: 0,
        field: initialField,
      };
    case 'failed': {
      const {key, problem} = result;
      if (problem.code === 'custom_domain_audience') return askOwnDomain(state, problem);
      // Retrying a rotation requires a new confirmation.
      const confirmed = state.confirmed?.rotate ? undefined : state.confirmed;
      return {...state, failure: {key, problem}, confirmed};
    }
  }
}

/** Asks for the tenant's own domain, after sign-in at a custom domain failed without it. */
function askOwnDomain(state: State, {message}: Problem): State {
  const {ownDomain} = state.connect;
  return {
    ...state,
    connect: {
      ...state.connect,
      ownDomain: ownDomain.kind === 'asked' ? ownDomain : {kind: 'asked', typed: ''},
    },
    connection: {kind: 'signed-out'},
    failure: undefined,
    questionIndex: 1,
    field: initialField,
    notice: {kind: 'warning', text: message},
  };
}

/** After an interrupted apply: keeps what was written before the interrupt. */
function keepWrittenChanges(state: State, {observed}: Outcome): State {
  const {connection} = state;
  if (connection.kind !== 'signed-in' || connection.reading.kind !== 'read') return state;
  const reading = {...connection.reading, observed};
  return {...state, created: observed.created, connection: {...connection, reading}};
}

function onSignedIn(state: State, session: Session): State {
  const signedIn: State = {
    ...state,
    connection: {kind: 'signed-in', session, reading: {kind: 'unread'}},
    failure: undefined,
    ...(session.warning !== undefined && {
      notice: {kind: 'warning' as const, text: session.warning},
    }),
    questionIndex: 0,
    field: initialField,
  };
  if (state.domain === session.domain) return signedIn;
  const {remembered} = session;
  const blueprint = state.blueprintSource === 'given' ? undefined : remembered.blueprint;
  const {identifier: audience} = (blueprint ?? state.choices.blueprint).resourceServer;
  const rememberedClientId = remembered.clientIds?.get(audience);
  const {clientId} = state.domain === undefined ? state.choices.hints : {};
  const hints = {
    ...(clientId === undefined ? {} : {clientId}),
    ...(rememberedClientId === undefined ? {} : {rememberedClientId}),
  };
  return {
    ...signedIn,
    domain: session.domain,
    choices: blueprint === undefined ? {...state.choices, hints} : choicesOf(blueprint, hints),
    audience,
    clientIds: remembered.clientIds ?? new Map(),
    created: new Set(),
    openedFromOverview: undefined,
    completedSteps: new Set(),
    skippedSteps: new Set(),
    rerun: 'unknown',
    view: 'steps',
    proof: undefined,
  };
}

function onObserved(state: State, result: Extract<EffectResult, {type: 'observed'}>): State {
  const {connection} = state;
  if (connection.kind !== 'signed-in') return state;
  const {session} = connection;
  const {observed, missingPermissions} = result;
  const next: State = {
    ...state,
    connection: {kind: 'signed-in', session, reading: {kind: 'read', observed, missingPermissions}},
    failure: undefined,
  };
  // A name that the user is still typing selects no application.
  const {blueprint, given} = state.choices;
  const withClient =
    blueprint.client.name === given.client.name ? rememberClient(next, observed) : next;
  if (state.rerun !== 'unknown') return withClient;
  const rerun = wasSetUpBefore(state, session, result) ? 'rerun' : 'first-run';
  return {...withClient, rerun, view: rerun === 'rerun' ? 'overview' : 'steps', questionIndex: 0};
}

/** Remembers the id of an application found by name, so that a new name renames it. */
function rememberClient(state: State, observed: Observed): State {
  const {choices} = state;
  const selection = selectClient(choices.blueprint, {...observed, hints: choices.hints});
  if (selection.kind !== 'found' || selection.via !== 'name') return state;
  const {clientId} = selection.client;
  const hints = {...choices.hints, rememberedClientId: clientId};
  const clientIds = new Map([...state.clientIds, [observed.audience, clientId] as const]);
  return {...state, clientIds, choices: {...choices, hints}};
}

/** If only the Dashboard's test application exists, this tool did not set up the API. */
function wasSetUpBefore(
  {choices}: State,
  {remembered}: Session,
  {observed}: Extract<EffectResult, {type: 'observed'}>,
): boolean {
  if (remembered.blueprint !== undefined || remembered.lastInSyncAt !== undefined) return true;
  if (observed.resourceServer === undefined) return false;
  const selection = selectClient(choices.blueprint, observed);
  return selection.kind === 'found' && selection.via !== 'test-application';
}

function onApplied(state: State, key: string, outcome: Outcome): State {
  const {connection, confirmed} = state;
  if (connection.kind !== 'signed-in' || connection.reading.kind !== 'read') return state;
  const {session, reading} = connection;
  const {observed} = outcome;
  const applied: State = {
    ...state,
    connection: {kind: 'signed-in', session, reading: {...reading, observed}},
    created: observed.created,
    proof: undefined,
    confirmText: '',
    field: initialField,
  };
  switch (outcome.kind) {
    case 'failed':
      return {...applied, failure: {key, problem: outcome.problem}};
    case 'conflict':
      return {
        ...applied,
        confirmed: undefined,
        questionIndex: state.view === 'overview' ? 0 : 'last',
        notice: {
          kind: 'warning',
          text: 'Someone else changed the tenant in the meantime. Nothing was overwritten. These are the current values.',
        },
      };
    case 'done': {
      const repairsAll = confirmed?.steps.length === steps.length;
      const completed = repairsAll ? steps.map(({id}) => id) : (confirmed?.steps ?? []);
      return {
        ...rememberClient(applied, observed),
        confirmed: undefined,
        failure: undefined,
        notice: undefined,
        completedSteps: new Set([...state.completedSteps, ...completed]),
        view: 'steps',
        questionIndex: 0,
      };
    }
  }
}

/** Continues with the proof, which reads the new secret. */
function onRotated(state: State, result: Extract<EffectResult, {type: 'rotated'}>): State {
  const {notice, summaryLine} = result;
  return {
    ...state,
    confirmed: undefined,
    confirmText: '',
    failure: undefined,
    notice,
    proof: undefined,
    view: 'steps',
    openedFromOverview: 'proof',
    completedSteps: new Set(steps.map(({id}) => id)),
    skippedSteps: new Set(steps.map(({id}) => id)),
    questionIndex: 0,
    field: initialField,
    summaryLines:
      summaryLine === undefined ? state.summaryLines : [...state.summaryLines, summaryLine],
  };
}

function onTaskDone(state: State, result: Extract<EffectResult, {type: 'task-done'}>): State {
  const {id, notice, summaryLine, preview} = result;
  return {
    ...state,
    ...(preview === undefined
      ? {}
      : {exportPreview: preview, overlay: 'export-preview', overlayScroll: 0}),
    tasks: state.tasks.filter(task => task.id !== id),
    notice,
    summaryLines:
      summaryLine === undefined ? state.summaryLines : [...state.summaryLines, summaryLine],
  };
}
