import {observe} from '../../src/engine/observe.js';
import {currentEffect} from '../../src/wizard/effects.js';
import type {Event} from '../../src/wizard/event.js';
import {reduce} from '../../src/wizard/reducer.js';
import {initialState, type State} from '../../src/wizard/state.js';
import {type FakePortsOptions, fakePorts} from './fake-ports.js';
import type {FakeStore} from './fake-tenant.js';
import {signIn} from './sign-in.js';

export function dispatchAll(state: State, ...events: readonly Event[]): State {
  return events.reduce(reduce, state);
}

export const enter: Event = {type: 'accept'};

export function typeText(text: string): Event {
  return {type: 'edit', change: {edit: 'insert', text}};
}

/** The state after the first reading, without rendering or running effects. */
export async function readState(store: FakeStore, options: FakePortsOptions = {}): Promise<State> {
  const {ports} = fakePorts(store, options);
  const session = await ports.signIn(signIn, () => {}, new AbortController().signal);
  const started = initialState({isDemo: false, signIn, exports: ports.exports});
  const signedIn = dispatchAll(started, {type: 'signed-in', key: effectKey(started), session});
  const {blueprint, hints} = signedIn.choices;
  const observed = await observe(session.tenant, {desired: blueprint, hints});
  const missingPermissions = options.missingPermissions ?? [];
  return dispatchAll(signedIn, {
    type: 'observed',
    key: effectKey(signedIn),
    observed,
    missingPermissions,
  });
}

export function effectKey(state: State): string {
  return currentEffect(state)?.key ?? 'no work';
}
