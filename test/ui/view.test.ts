import {expect, test} from 'vitest';
import {contextsOf} from '../../src/ui/contexts.js';
import {Overlay} from '../../src/ui/overlays/overlay.js';
import {reduce} from '../../src/wizard/reducer.js';
import {perState} from '../../src/wizard/selectors.js';
import {initialState, type State} from '../../src/wizard/state.js';
import {currentCopyable, currentPage} from '../../src/wizard/tasks.js';
import {questionKey, viewOf} from '../../src/wizard/view.js';
import {dashboardStore} from '../support/fake-stores.js';
import {readState} from '../support/states.js';

test('is computed once per state', () => {
  let count = 0;
  const countingSelector = perState(() => {
    count += 1;
    return {};
  });
  const [one, other] = [initialState({isDemo: false}), initialState({isDemo: true})];
  expect(countingSelector(one)).toBe(countingSelector(one));
  expect(countingSelector(other)).not.toBe(countingSelector(one));
  expect(count).toBe(2);
});

/** A state that counts how often each of its members is read. */
function watchReads(state: State) {
  const reads = new Map<PropertyKey, number>();
  const proxy = new Proxy(state, {
    get: (target, name, receiver) => {
      reads.set(name, (reads.get(name) ?? 0) + 1);
      return Reflect.get(target, name, receiver);
    },
  });
  return {proxy, readsOf: (name: keyof State) => reads.get(name) ?? 0};
}

test('screen and effect of a state are computed once per key press and frame', async () => {
  const state = await readState(dashboardStore());
  const {proxy, readsOf} = watchReads(state);
  viewOf(proxy);
  // Read only to compute the effect and the screen.
  const [work, screen] = [readsOf('confirmed'), readsOf('questionIndex')];
  expect(work).toBe(1);
  expect(screen).toBeGreaterThan(0);
  contextsOf(proxy);
  void Overlay({overlay: 'help', state: proxy, width: 80, scrolls: false});
  questionKey(proxy);
  currentCopyable(proxy);
  currentPage(proxy);
  viewOf(proxy);
  expect([readsOf('confirmed'), readsOf('questionIndex')]).toEqual([work, screen]);
  reduce(proxy, {type: 'edit', change: {edit: 'insert', text: 'x'}});
  // Creating the next state reads each member once.
  expect([readsOf('confirmed'), readsOf('questionIndex')]).toEqual([work + 1, screen + 1]);
});
