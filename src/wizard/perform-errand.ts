import {Problem} from '../engine/problem.js';
import type {Arrival} from './event.js';
import {type Dispatch, secretOf} from './perform.js';
import type {HandOver, Ports} from './ports.js';
import type {Errand, Notice} from './state.js';
import type {ErrandWork} from './work.js';

type Done = Extract<Arrival, {type: 'errand-done'}>;

/** Runs a small thing beside the main work. It ends in a notice, whatever happens. */
export async function performErrand(
  {errand, handOver}: ErrandWork,
  ports: Ports,
  dispatch: Dispatch,
): Promise<void> {
  const {id} = errand;
  try {
    dispatch({type: 'errand-done', id, ...(await run(errand, handOver, ports))});
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const notice: Notice = {kind: 'warning', text: `${error.message} ${error.hint}`};
    dispatch({type: 'errand-done', id, notice});
  }
}

async function run(
  errand: Errand,
  handOver: HandOver | undefined,
  ports: Ports,
): Promise<Pick<Done, 'notice' | 'done' | 'handedOver'>> {
  switch (errand.kind) {
    case 'open': {
      const opened = await ports.openUrl(errand.url);
      const text = opened === 'opened' ? `Opened ${errand.url}` : `No browser here: ${errand.url}`;
      return {notice: {kind: 'info', text}};
    }
    case 'copy':
      ports.copy(errand.text);
      return {notice: {kind: 'good', text: `Copied the ${errand.what}: ${errand.text}`}};
    case 'export': {
      const text = await ports.exportText(errand.what, needed(handOver));
      ports.copy(text);
      const label = ports.exports.find(({id}) => id === errand.what)?.label ?? errand.what;
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

function needed(handOver: HandOver | undefined): HandOver {
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
