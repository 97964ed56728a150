import {setMaxListeners} from 'node:events';
import {effectOf, tasksOf} from './effects.js';
import type {Event} from './event.js';
import type {Ports} from './ports.js';
import {reduce} from './reducer.js';
import {runEffect, runTask} from './run-effect.js';
import {type InitialState, initialState, type State} from './state.js';

/**
 * A running wizard without a face: holds the state, and runs the work that it implies. It outlives
 * the view, which is drawn anew after a resize or a suspend.
 */
export interface Store {
  readonly state: () => State;
  readonly dispatch: (event: Event) => void;
  readonly subscribe: (listener: () => void) => () => void;
  /** Aborts what runs. */
  readonly close: () => void;
}

/** `onBug` gets what is thrown and no `Problem`. */
export function createStore(
  beginning: InitialState,
  ports: Ports,
  onBug: (error: unknown) => void,
): Store {
  let state = initialState({...beginning, exports: ports.exports});
  let running: {readonly key: string; readonly controller: AbortController} | undefined;
  const tasks = new Set<string>();
  const listeners = new Set<() => void>();

  const dispatch = (event: Event) => {
    const next = reduce(state, event);
    if (next === state) return;
    state = next;
    work();
    for (const listener of listeners) listener();
  };

  const work = () => {
    const wanted = effectOf(state);
    if (running?.key !== wanted?.key) {
      running?.controller.abort();
      running = undefined;
      if (wanted !== undefined) {
        const controller = new AbortController();
        // Many requests at once listen to it: that is no leak.
        setMaxListeners(0, controller.signal);
        running = {key: wanted.key, controller};
        runEffect(wanted, ports, dispatch, controller.signal).catch(onBug);
      }
    }
    for (const task of tasksOf(state)) {
      if (tasks.has(task.key)) continue;
      tasks.add(task.key);
      runTask(task, ports, dispatch).catch(onBug);
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
