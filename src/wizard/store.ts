import {setMaxListeners} from 'node:events';
import {currentEffect, pendingTasks} from './effects.js';
import type {Event} from './event.js';
import type {Ports} from './ports.js';
import {reduce} from './reducer.js';
import {runEffect, runTask} from './run-effect.js';
import {type InitialState, initialState, type State} from './state.js';

/**
 * A running wizard without a view: holds the state and runs the effects that it implies. It
 * outlives the view, which is mounted again after a resize or a suspend.
 */
export interface Store {
  readonly state: () => State;
  readonly dispatch: (event: Event) => void;
  readonly subscribe: (listener: () => void) => () => void;
  /** Aborts the running effect. */
  readonly close: () => void;
}

/** `onBug` receives every error that is not a `Problem`. */
export function createStore(
  initial: InitialState,
  ports: Ports,
  onBug: (error: unknown) => void,
): Store {
  let state = initialState({...initial, exports: ports.exports});
  let running: {readonly key: string; readonly controller: AbortController} | undefined;
  const startedTasks = new Set<string>();
  const listeners = new Set<() => void>();

  const dispatch = (event: Event) => {
    const next = reduce(state, event);
    if (next === state) return;
    state = next;
    runEffects();
    for (const listener of listeners) listener();
  };

  const runEffects = () => {
    const effect = currentEffect(state);
    if (running?.key !== effect?.key) {
      running?.controller.abort();
      running = undefined;
      if (effect !== undefined) {
        const controller = new AbortController();
        // Concurrent requests each add a listener; Node would warn of a leak.
        setMaxListeners(0, controller.signal);
        running = {key: effect.key, controller};
        runEffect(effect, ports, dispatch, controller.signal).catch(onBug);
      }
    }
    for (const task of pendingTasks(state)) {
      if (startedTasks.has(task.key)) continue;
      startedTasks.add(task.key);
      runTask(task, ports, dispatch).catch(onBug);
    }
  };

  runEffects();
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
