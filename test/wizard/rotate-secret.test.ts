import {expect, it} from 'vitest';
import type {Secret} from '../../src/model/secrets/secret.js';
import {currentEffect} from '../../src/wizard/effects.js';
import type {EffectResult} from '../../src/wizard/event.js';
import type {Ports} from '../../src/wizard/ports.js';
import {runEffect} from '../../src/wizard/run-effect.js';
import {getFocusedQuestion, screenOf} from '../../src/wizard/screen.js';
import type {State} from '../../src/wizard/state.js';
import {fakePorts} from '../support/fake-ports.js';
import {convergedStore, driftedStore} from '../support/fake-stores.js';
import {dispatchAll, enter, readState, typeText} from '../support/states.js';

const listOptionValues = (state: State) => {
  const question = screenOf(state).questions[0];
  return question?.kind === 'menu' ? question.options.map(({value}) => value) : [];
};
/** Goes to the question for the tenant's name. */
const openRotateQuestion = async (store = convergedStore()) => {
  const state = await readState(store);
  return dispatchAll(state, {type: 'move', by: listOptionValues(state).indexOf('rotate')}, enter);
};

/** The result of the state's effect, with changed ports. */
async function runCurrentEffect(
  state: State,
  store = convergedStore(),
  change: Partial<Ports> = {},
) {
  const {ports} = fakePorts(store);
  const results: EffectResult[] = [];
  const effect = currentEffect(state);
  if (effect === undefined) throw new Error('no work');
  const world = {...ports, ...change};
  await runEffect(effect, world, each => results.push(each), new AbortController().signal);
  return {effect, results, after: dispatchAll(state, ...results)};
}

it('is offered in the overview if in sync, for a job that has a secret', async () => {
  expect(listOptionValues(await readState(convergedStore()))).toContain('rotate');
  expect(listOptionValues(await readState(driftedStore()))).not.toContain('rotate');
  const store = convergedStore();
  const clients = store.clients.map(({clientSecret: _, ...each}) => ({
    ...each,
    authenticationMethods: ['private_key_jwt'],
  }));
  expect(listOptionValues(await readState({...store, clients}))).not.toContain('rotate');
});

it('shows what breaks, and requires the tenant’s name', async () => {
  const confirmState = await openRotateQuestion();
  expect(screenOf(confirmState)).toMatchObject({
    breaks: [expect.stringContaining('can’t undo this')],
  });
  expect(getFocusedQuestion(screenOf(confirmState))?.id).toBe('confirm');
  expect(currentEffect(dispatchAll(confirmState, enter))).toBeUndefined();
  expect(currentEffect(dispatchAll(confirmState, typeText('another'), enter))).toBeUndefined();
  expect(currentEffect(dispatchAll(confirmState, typeText('acme'), enter))?.kind).toBe('rotate');
});

it('writes the new secret, and continues with the proof', async () => {
  const store = convergedStore();
  const written: (Secret | undefined)[] = [];
  const confirmed = dispatchAll(await openRotateQuestion(store), typeText('acme'), enter);
  const {after} = await runCurrentEffect(confirmed, store, {
    writeEnv: async (_, secret) => {
      written.push(secret);
      return {path: '.env', wrote: 'updated', names: [], warnings: []};
    },
  });
  expect(written.map(secret => secret?.reveal())).toEqual([
    undefined,
    store.clients.find(({clientId}) => clientId === 'test1')?.clientSecret?.reveal(),
  ]);
  expect(written[1]?.reveal()).toMatch(/^rotated-secret/);
  expect(after.summaryLines).toEqual(['Wrote the new Client Secret to .env.']);
  expect(currentEffect(after)?.kind).toBe('prove');
});

it('must be confirmed again after a failure', async () => {
  const confirmed = dispatchAll(await openRotateQuestion(), typeText('acme'), enter);
  const failed = dispatchAll(confirmed, {
    type: 'failed',
    key: currentEffect(confirmed)?.key ?? '',
    problem: (await refusal()) ?? throwUnexpected(),
  });
  expect(screenOf(failed).problem?.message).toContain('written');
  expect(currentEffect(dispatchAll(failed, {type: 'retry'}))?.kind).not.toBe('rotate');
});

/** For a file that can't be written: nothing is rotated then. */
async function refusal() {
  const {Problem} = await import('../../src/model/errors.js');
  const store = convergedStore();
  const confirmed = dispatchAll(await openRotateQuestion(store), typeText('acme'), enter);
  const problem = new Problem('file_unwritable', {message: '.env can’t be written.', hint: ''});
  const {results} = await runCurrentEffect(confirmed, store, {
    writeEnv: () => Promise.reject(problem),
  });
  expect(store.clients.find(({clientId}) => clientId === 'test1')?.clientSecret?.reveal()).toBe(
    'planted-secret',
  );
  const [result] = results.filter(each => each.type === 'failed');
  return result?.problem;
}

function throwUnexpected(): never {
  throw new Error('it did not fail');
}
