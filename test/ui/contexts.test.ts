import {expect, test} from 'vitest';
import {contextsOf} from '../../src/ui/contexts.js';
import {intentOf} from '../../src/ui/keymap.js';
import {initialState, type State} from '../../src/wizard/state.js';
import {dashboardStore} from '../support/fake-stores.js';
import {dispatchAll, enter, readState, typeText} from '../support/states.js';

test('the footer has no Back on a demo’s first question', async () => {
  const real = await readState(dashboardStore());
  const demo: State = {...real, isDemo: true};
  const offersBack = (state: State) => contextsOf(state).has('can-go-back');
  expect(offersBack(demo)).toBe(false);
  expect(offersBack(dispatchAll(demo, enter))).toBe(true);
  expect(offersBack(real)).toBe(true);
});

test('q doesn’t quit during sign-in, when it may be the rest of a paste, but in a demo it does', () => {
  const token = dispatchAll(
    initialState({isDemo: false}),
    typeText('acme.eu.auth0.com'),
    enter,
    enter,
    typeText('eyJh.eyJi.c2ln'),
    enter,
  );
  const q = (state: State) => intentOf({kind: 'text', text: 'q'}, contextsOf(state))?.type;
  expect(contextsOf(token).has('busy')).toBe(true);
  expect(q(token)).toBeUndefined();
  expect(q({...token, isDemo: true})).toBe('leave');
});

test('q doesn’t quit in the question before the Client ID', () => {
  const method = dispatchAll(initialState({isDemo: false}), typeText('acme.eu.auth0.com'), enter);
  expect(contextsOf(method).has('list')).toBe(true);
  expect(intentOf({kind: 'text', text: 'q'}, contextsOf(method))).toBeUndefined();
});
