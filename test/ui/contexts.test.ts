import {expect, test} from 'vitest';
import {contextsOf} from '../../src/ui/contexts.js';
import type {State} from '../../src/wizard/state.js';
import {dashboardStore} from '../support/fake-stores.js';
import {enter, following, readState} from '../support/states.js';

test('the footer offers no way back where there is none: on a demo’s first question', async () => {
  const real = await readState(dashboardStore());
  const demo: State = {...real, demo: 'demo'};
  const offersBack = (state: State) => contextsOf(state).has('can-go-back');
  expect(offersBack(demo)).toBe(false);
  expect(offersBack(following(demo, enter))).toBe(true);
  expect(offersBack(real)).toBe(true);
});
