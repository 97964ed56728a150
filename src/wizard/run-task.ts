import {Problem} from '../model/errors.js';
import {formatSeries} from '../text/format.js';
import type {TaskEffect} from './effects.js';
import type {EffectResult} from './event.js';
import type {EnvWritten, ExportSource, Ports} from './ports.js';
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
      const text =
        opened === 'opened' ? `Opened ${task.url}` : `Could not open a browser. Open ${task.url}`;
      return {notice: {kind: 'info', text}};
    }
    case 'copy':
      ports.copy(task.text);
      return {notice: {kind: 'good', text: `Copied the ${task.what}: ${task.text}`}};
    case 'export': {
      const text = await ports.exportText(task.what, needed(handOver));
      ports.copy(text);
      const label = ports.exports.find(({id}) => id === task.what)?.label ?? task.what;
      const notice: Notice = {kind: 'good', text: `Copied ${label} (${linesOf(text)}).`};
      return {notice, handedOver: {what: task.what, title: label, text}};
    }
    case 'save': {
      const sentence = `Saved to ${await ports.saveExport(task.what, task.text)}`;
      return {notice: {kind: 'good', text: `${sentence}.`}, done: `${sentence}.`};
    }
    case 'write-env': {
      const given = needed(handOver);
      const {warnings, ...written} = await ports.writeEnv(given, await secretOf(given));
      const sentence = envSentence(written);
      const kind = warnings.length > 0 ? 'warning' : 'good';
      return {notice: {kind, text: [sentence, ...warnings].join(' ')}, done: sentence};
    }
  }
}

/** Where it is and what is in it, but not the secret. */
function envSentence({path, target, wrote, names}: Omit<EnvWritten, 'warnings'>): string {
  const file = target === undefined ? path : `${path} (a link to ${target})`;
  const what = wrote === 'unchanged' ? 'was already up to date' : wrote;
  return `${file} ${what}. It contains ${formatSeries(names)}. Only you can read it.`;
}

function needed(handOver: ExportSource | undefined): ExportSource {
  if (handOver !== undefined) return handOver;
  throw new Problem('inexistent_client', {
    message: 'Nothing to export yet: there is no application.',
    hint: 'Complete the steps first.',
  });
}

function linesOf(text: string): string {
  const count = text.trimEnd().split('\n').length;
  return count === 1 ? '1 line' : `${count} lines`;
}
