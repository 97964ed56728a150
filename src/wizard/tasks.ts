import {screenOf} from './screen.js';
import {lastObserved, selectionOf, sessionOf} from './selectors.js';
import type {State, Task} from './state.js';

type WithoutId<T> = T extends Task ? Omit<T, 'id'> : never;

export function addTask(state: State, task: WithoutId<Task>): State {
  const id = state.taskCount + 1;
  return {...state, taskCount: id, tasks: [...state.tasks, {...task, id}]};
}

export function openPage(state: State): State {
  const url = currentPage(state);
  return url === undefined ? state : addTask(state, {kind: 'open', url});
}

export function copyCurrent(state: State): State {
  const copyable = currentCopyable(state);
  if (copyable === undefined) return state;
  return copyable.kind === 'text'
    ? addTask(state, {kind: 'copy', text: copyable.text, label: copyable.label})
    : addTask(state, {kind: 'export', exportId: copyable.exportId});
}

export function saveExport(state: State): State {
  const {exportPreview} = state;
  if (exportPreview === undefined) return state;
  const {exportId, text} = exportPreview;
  return addTask(state, {kind: 'save', exportId, text});
}

/** The URL of the Dashboard page for the current screen. */
export function currentPage(state: State): string | undefined {
  const session = sessionOf(state);
  const observed = lastObserved(state);
  const screen = screenOf(state);
  if (session === undefined || observed === undefined) return undefined;
  const path = screen.kind === 'step' ? screen.step.dashboard(observed, state.choices) : 'apis';
  return session.dashboardUrl(path);
}

/** What `c` copies on the current screen. An export's text is produced only when it is copied. */
export type Copyable =
  | {readonly kind: 'text'; readonly label: string; readonly text: string}
  | {readonly kind: 'export'; readonly label: string; readonly exportId: string};

export function currentCopyable(state: State): Copyable | undefined {
  const screen = screenOf(state);
  if (screen.kind === 'proof' && state.proof?.result === 'proved') {
    return {kind: 'export', label: 'curl script', exportId: 'curl'};
  }
  if (screen.kind !== 'step') return undefined;
  if (screen.step.copies === 'client-id') {
    const selection = selectionOf(state);
    if (selection?.kind !== 'found') return undefined;
    return {kind: 'text', label: 'Client ID', text: selection.client.clientId};
  }
  const {identifier} = state.choices.blueprint.resourceServer;
  return {kind: 'text', label: 'identifier', text: identifier};
}
