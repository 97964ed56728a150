import {Problem} from '../model/errors.js';
import type {TaskEffect} from './effects.js';
import type {EffectResult} from './event.js';
import type {ExportSource, Ports} from './ports.js';
import {type Dispatch, secretOf} from './run-effect.js';
import type {Notice, Task} from './state.js';

type Done = Extract<EffectResult, {type: 'task-done'}>;

/** Runs a small thing beside the main work. It ends in a notice, whatever happens. */
export async function runTask(
  {task, handOver}: TaskEffect,
  ports: Ports,
  dispatch: Dispatch,
): Promise<void> {
  const {id} = task;
  try {
    if (task.kind === 'read-key') {
      const {path} = task;
      dispatch({type: 'key-read', id, path, read: await ports.readKeyFile(path)});
      return;
    }
    dispatch({type: 'task-done', id, ...(await run(task, handOver, ports))});
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const notice: Notice = {kind: 'warning', text: `${error.message} ${error.hint}`};
    dispatch({type: 'task-done', id, notice});
  }
}

async function run(
  task: Exclude<Task, {kind: 'read-key'}>,
  handOver: ExportSource | undefined,
  ports: Ports,
): Promise<Pick<Done, 'notice' | 'done' | 'handedOver'>> {
  switch (task.kind) {
    case 'open': {
      const opened = await ports.openUrl(task.url);
      const text = opened === 'opened' ? `Opened ${task.url}` : `No browser here: ${task.url}`;
      return {notice: {kind: 'info', text}};
    }
    case 'copy':
      ports.copy(task.text);
      return {notice: {kind: 'good', text: `Copied the ${task.what}: ${task.text}`}};
    case 'export': {
      const text = await ports.exportText(task.what, needed(handOver));
      ports.copy(text);
      const label = ports.exports.find(({id}) => id === task.what)?.label ?? task.what;
      const notice: Notice = {kind: 'good', text: `Copied: ${label}, ${linesOf(text)}.`};
      return {notice, handedOver: {title: label, text}};
    }
    case 'write-env': {
      const given = needed(handOver);
      const {path, target, wrote, warnings} = await ports.writeEnv(given, await secretOf(given));
      const file = target === undefined ? path : `${path} (a link to ${target})`;
      const sentence = `${file} ${wrote === 'unchanged' ? 'held these values already' : wrote}`;
      const kind = warnings.length > 0 ? 'warning' : 'good';
      const notice: Notice = {
        kind,
        text: [`${sentence}; only its owner can read it.`, ...warnings].join(' '),
      };
      return {notice, done: sentence};
    }
  }
}

function needed(handOver: ExportSource | undefined): ExportSource {
  if (handOver !== undefined) return handOver;
  throw new Problem('inexistent_client', {
    message: 'There is no application to hand over yet.',
    hint: 'Go through the steps first.',
  });
}

function linesOf(text: string): string {
  const count = text.trimEnd().split('\n').length;
  return count === 1 ? 'one line' : `${count} lines`;
}
