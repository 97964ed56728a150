import {setMaxListeners} from 'node:events';
import type {Event} from './event.js';
import {perform} from './perform.js';
import {performErrand} from './perform-errand.js';
import type {Ports} from './ports.js';
import {reduce} from './reducer.js';
import {type Beginning, begin, type State} from './state.js';
import {errandsOf, workOf} from './work.js';

/**
 * A running wizard without a face: holds the state, and runs the work that it implies. It outlives
 * the view, which is drawn anew after a resize or a suspend.
 */
export interface Conversation {
  readonly state: () => State;
  readonly dispatch: (event: Event) => void;
  readonly subscribe: (listener: () => void) => () => void;
  /** Aborts what runs. */
  readonly close: () => void;
}

/** `onBug` gets what is thrown and no `Problem`. */
export function converse(
  beginning: Beginning,
  ports: Ports,
  onBug: (error: unknown) => void,
): Conversation {
  let state = begin({...beginning, exports: ports.exports});
  let running: {readonly key: string; readonly controller: AbortController} | undefined;
  const errands = new Set<string>();
  const listeners = new Set<() => void>();

  const dispatch = (event: Event) => {
    const next = reduce(state, event);
    if (next === state) return;
    state = next;
    work();
    for (const listener of listeners) listener();
  };

  const work = () => {
    const wanted = workOf(state);
    if (running?.key !== wanted?.key) {
      running?.controller.abort();
      running = undefined;
      if (wanted !== undefined) {
        const controller = new AbortController();
        // Many requests at once listen to it: that is no leak.
        setMaxListeners(0, controller.signal);
        running = {key: wanted.key, controller};
        perform(wanted, ports, dispatch, controller.signal).catch(onBug);
      }
    }
    for (const errand of errandsOf(state)) {
      if (errands.has(errand.key)) continue;
      errands.add(errand.key);
      performErrand(errand, ports, dispatch).catch(onBug);
    }
  };

  work();
  return {
    state: () => state,
    dispatch,
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => running?.controller.abort(),
  };
}
