import {currentCopyable, currentPage} from './current-page.js';
import type {State, Task} from './state.js';

type Without<T> = T extends Task ? Omit<T, 'id'> : never;

export function addTask(state: State, wanted: Without<Task>): State {
  const id = state.taskCount + 1;
  return {...state, taskCount: id, tasks: [...state.tasks, {...wanted, id}]};
}

export function openPage(state: State): State {
  const url = currentPage(state);
  return url === undefined ? state : addTask(state, {kind: 'open', url});
}

export function copyCurrent(state: State): State {
  const copyable = currentCopyable(state);
  if (copyable === undefined) return state;
  return copyable.kind === 'text'
    ? addTask(state, {kind: 'copy', text: copyable.text, what: copyable.what})
    : addTask(state, {kind: 'export', what: copyable.id});
}

export function saveExport(state: State): State {
  const {exportPreview} = state;
  if (exportPreview === undefined) return state;
  const {what, text} = exportPreview;
  return addTask(state, {kind: 'save', what, text});
}
