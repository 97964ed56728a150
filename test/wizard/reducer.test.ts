import {describe, expect, it} from 'vitest';
import {Problem} from '../../src/model/errors.js';
import {choicesOf} from '../../src/steps/step.js';
import {currentEffect} from '../../src/wizard/effects.js';
import {getFocusedQuestion, screenOf} from '../../src/wizard/screen.js';
import {lastObserved, stepStatusOf} from '../../src/wizard/selectors.js';
import {initialState, type State} from '../../src/wizard/state.js';
import {convergedStore, dashboardStore, driftedStore, freshStore} from '../support/fake-stores.js';
import {signIn} from '../support/sign-in.js';
import {dispatchAll, effectKey, enter, readState, typeText} from '../support/states.js';

const problem = new Problem('refused', {message: 'The tenant refused this.', hint: 'Try again.'});

function failEffect(state: State, failed = problem): State {
  return dispatchAll(state, {type: 'failed', key: effectKey(state), problem: failed});
}

describe('signing in', () => {
  it('asks for domain, method and credentials, and keeps typed text when going back', () => {
    const typed = dispatchAll(
      initialState({isDemo: false}),
      typeText('https://acme.eu.auth0.com/'),
      enter,
      {type: 'move', by: 1},
      enter,
      typeText('my-id'),
      enter,
      typeText('my-secret'),
    );
    expect(getFocusedQuestion(screenOf(typed))?.id).toBe('client-secret');
    const back = dispatchAll(typed, {type: 'back'}, {type: 'back'}, {type: 'back'});
    expect(back.connect).toMatchObject({domain: 'acme.eu.auth0.com', clientId: 'my-id'});
    expect(currentEffect(dispatchAll(typed, enter))).toMatchObject({
      kind: 'sign-in',
      request: {domain: 'acme.eu.auth0.com', customDomain: 'refuse'},
    });
  });

  it('signs in without asking when credentials are given', () => {
    expect(currentEffect(initialState({isDemo: false, signIn}))?.kind).toBe('sign-in');
  });

  it('sends no secret to a custom domain before the user allows it', () => {
    const refused = new Problem('custom_domain', {message: 'Not under auth0.com.', hint: ''});
    const blocked = failEffect(initialState({isDemo: false, signIn}), refused);
    expect(screenOf(blocked).kind).toBe('custom-domain');
    expect(currentEffect(blocked)).toBeUndefined();
    expect(screenOf(dispatchAll(blocked, enter)).kind).toBe('connect');
    const allowed = dispatchAll(blocked, {type: 'move', by: 1}, enter);
    expect(currentEffect(allowed)).toMatchObject({request: {customDomain: 'allow'}});
  });

  it('shows a sign-in problem on the connect screen, and Enter retries', () => {
    const failed = failEffect(initialState({isDemo: false, signIn}));
    expect(screenOf(failed)).toMatchObject({kind: 'connect', problem, busy: false});
    expect(currentEffect(dispatchAll(failed, enter))?.kind).toBe('sign-in');
  });
});

describe('the first reading', () => {
  it('opens a first run on the first step', async () => {
    expect(screenOf(await readState(dashboardStore()))).toMatchObject({
      kind: 'step',
      step: {id: 'api'},
    });
  });

  it('opens a re-run with the overview, and shows drifted steps only', async () => {
    const state = await readState(driftedStore());
    expect(screenOf(state).kind).toBe('overview');
    expect(screenOf(dispatchAll(state, enter))).toMatchObject({
      kind: 'step',
      step: {id: 'signing'},
    });
  });

  it('shows every step from the first where nothing drifted', async () => {
    const state = await readState(convergedStore());
    expect(getFocusedQuestion(screenOf(state))).toMatchObject({value: 'prove'});
    const looking = dispatchAll(state, {type: 'move', by: 1}, enter);
    expect(screenOf(looking)).toMatchObject({kind: 'step', step: {id: 'api'}});
  });

  it('lists missing permissions before any step', async () => {
    const missingPermissions = [{step: 'access', permissions: ['create:client_grants']}] as const;
    const state = await readState(freshStore(), {missingPermissions});
    expect(screenOf(state)).toMatchObject({kind: 'permissions', missingPermissions});
    expect(screenOf(dispatchAll(state, enter)).kind).toBe('step');
    expect(screenOf(dispatchAll(state, {type: 'move', by: 1}, enter)).kind).toBe('connect');
  });

  it('measures drift against the remembered blueprint', async () => {
    const {choices} = await readState(freshStore());
    const blueprint = {...choices.blueprint, client: {name: 'Night Import'}};
    const state = await readState(freshStore(), {
      remembered: {blueprint, clientIds: new Map([[blueprint.resourceServer.identifier, 'c1']])},
    });
    expect(state.choices).toEqual(choicesOf(blueprint, {rememberedClientId: 'c1'}));
    expect(state.rerun).toBe('rerun');
  });
});

describe('a step', () => {
  it('applies changes only after its last question is answered', async () => {
    const state = await readState(freshStore());
    const atLast = dispatchAll(state, enter, enter);
    expect(currentEffect(atLast)).toBeUndefined();
    expect(currentEffect(dispatchAll(atLast, enter))).toMatchObject({
      kind: 'apply',
      steps: ['api'],
      allowance: 'safe',
    });
  });

  it('reads the tenant again after another identifier is entered', async () => {
    const state = dispatchAll(await readState(dashboardStore()), enter, typeText('/v2'));
    expect(currentEffect(state)).toBeUndefined();
    expect(stepStatusOf(state, 'api')).toBeUndefined();
    expect(currentEffect(dispatchAll(state, enter))).toMatchObject({kind: 'observe'});
  });

  it('never reads for an invalid identifier, and discards it with its step', async () => {
    const field = dispatchAll(await readState(freshStore()), enter);
    const empty = dispatchAll(field, {type: 'edit', change: {edit: 'erase', what: 'to-start'}});
    const name = dispatchAll(empty, {type: 'back'});
    expect(getFocusedQuestion(screenOf(name))?.id).toBe('name');
    expect(currentEffect(name)).toBeUndefined();
    const out = dispatchAll(name, {type: 'back'});
    expect(out.choices.blueprint.resourceServer.identifier).toBe(field.audience);
  });

  it('selects the application remembered for this API, not another API’s', async () => {
    const [own, other] = ['https://api.exampleco.com/timesheets', 'https://other.example.com'];
    const remembered = {
      clientIds: new Map([
        [own, 'c1'],
        [other, 'c2'],
      ]),
    };
    const field = dispatchAll(await readState(freshStore(), {remembered}), enter);
    const retyped = dispatchAll(
      field,
      {type: 'edit', change: {edit: 'erase', what: 'to-start'}},
      typeText(other),
      enter,
    );
    expect(field.choices.hints.rememberedClientId).toBe('c1');
    expect(retyped.choices.hints.rememberedClientId).toBe('c2');
  });

  it.each(['constructor', '__proto__', 'toString'])(
    'remembers no application for the identifier %s',
    async name => {
      const field = dispatchAll(await readState(freshStore()), enter);
      const retyped = dispatchAll(
        field,
        {type: 'edit', change: {edit: 'erase', what: 'to-start'}},
        typeText(name),
        enter,
      );
      expect(retyped.audience).toBe(name);
      expect(retyped.choices.hints).toEqual({});
      expect(currentEffect(retyped)).toMatchObject({kind: 'observe'});
    },
  );

  it('renames the selected application when another name is typed, instead of creating one', async () => {
    const state = dispatchAll(await readState(convergedStore()), {type: 'move', by: 1}, enter);
    const renamed = dispatchAll(state, enter, enter, enter, enter, enter, typeText('!'));
    expect(stepStatusOf(renamed, 'application')).toMatchObject({
      kind: 'drift',
      changes: [{change: {action: 'update', resource: 'client', id: 'test1'}}],
    });
  });

  it('does not adopt another application whose name is typed', async () => {
    const {clients, ...store} = dashboardStore();
    const billing = {clientId: 'billing', name: 'Billing', appType: 'non_interactive'};
    const state = await readState({...store, clients: [...clients, billing]});
    const withClientName = (name: string): State => ({
      ...state,
      choices: {...state.choices, blueprint: {...state.choices.blueprint, client: {name}}},
    });
    const reread = dispatchAll(withClientName('Billing'), {type: 'retry'});
    const observed = lastObserved(state);
    if (observed === undefined) throw new Error('nothing was read');
    const again = dispatchAll(reread, {
      type: 'observed',
      key: effectKey(reread),
      observed,
      missingPermissions: [],
    });
    expect(again.choices.hints).toEqual({});
  });

  it('trims a pasted identifier', async () => {
    const identifier = dispatchAll(await readState(freshStore()), enter);
    const pasted = dispatchAll(identifier, typeText('/v2 \n'), enter);
    expect(pasted.audience).toBe('https://api.exampleco.com/timesheets/v2');
  });

  it('keeps the focus on an invalid answer', async () => {
    const state = dispatchAll(await readState(freshStore()), typeText('<'), enter);
    expect(screenOf(state)).toMatchObject({questionIndex: 0});
    expect(state.field.invalidSubmitted).toBe(true);
  });

  it('ignores answers while an effect runs', async () => {
    const working = dispatchAll(await readState(freshStore()), enter, enter, enter);
    expect(dispatchAll(working, {type: 'move', by: 1}, typeText('x'), enter)).toEqual(working);
  });

  it('runs a failed effect again only after a retry', async () => {
    const failed = failEffect(dispatchAll(await readState(freshStore()), enter, enter, enter));
    expect(screenOf(failed)).toMatchObject({kind: 'step', step: {id: 'api'}, problem});
    expect(currentEffect(failed)).toBeUndefined();
    const again = dispatchAll(failed, {type: 'retry'});
    expect(currentEffect(again)).toMatchObject({kind: 'apply', steps: ['api']});
    expect(effectKey(again)).not.toBe(failed.failure?.key);
  });

  it('keeps applied changes when x interrupts it, and changes nothing else', async () => {
    const working = dispatchAll(await readState(freshStore()), enter, enter, enter);
    const observed = lastObserved(working);
    if (observed === undefined) throw new Error('nothing was read');
    const stopped = dispatchAll(working, {type: 'cancel'});
    expect(stopped.failure?.problem.code).toBe('interrupted');
    const late = dispatchAll(stopped, {
      type: 'applied',
      key: effectKey(working),
      outcome: {kind: 'done', observed: {...observed, created: new Set(['rs_1'])}, applied: []},
    });
    expect(late.created).toEqual(new Set(['rs_1']));
    expect(lastObserved(late)?.created).toEqual(new Set(['rs_1']));
    expect({...late, created: stopped.created, connection: stopped.connection}).toEqual(stopped);
  });

  it('requires the tenant’s exact name to confirm breaking changes', async () => {
    const state = dispatchAll(await readState(driftedStore()), enter, enter);
    expect(getFocusedQuestion(screenOf(state))?.id).toBe('confirm');
    expect(currentEffect(dispatchAll(state, typeText('acm'), enter))).toBeUndefined();
    expect(currentEffect(dispatchAll(state, typeText('ACME'), enter))).toBeUndefined();
    expect(currentEffect(dispatchAll(state, typeText('acme'), enter))).toMatchObject({
      allowance: 'all',
    });
  });

  it('clears the typed tenant name when going back', async () => {
    const state = dispatchAll(await readState(driftedStore()), enter, enter, typeText('acme'));
    expect(dispatchAll(state, {type: 'back'}, enter).confirmText).toBe('');
  });

  it('returns to the first step that is no longer in sync', async () => {
    const state = await readState(driftedStore());
    const passed: State = {...state, view: 'steps', completedSteps: new Set(['api', 'signing'])};
    expect(screenOf(passed)).toMatchObject({step: {id: 'signing'}});
  });
});

describe('the proof', () => {
  it('offers Try again first after a failure, and Done first after success', async () => {
    const {choices, ...state} = await readState(driftedStore());
    const granted = {
      ...choices.blueprint.clientGrant,
      scope: ['batch:upload', 'delete:timesheets'],
    };
    const {scopes, ...api} = choices.blueprint.resourceServer;
    const inSync: State = {
      ...state,
      choices: {
        ...choices,
        blueprint: {
          ...choices.blueprint,
          clientGrant: granted,
          resourceServer: {...api, signingAlg: 'HS256', scopes: scopes.slice(0, 3)},
        },
      },
    };
    expect(getFocusedQuestion(screenOf(inSync))).toMatchObject({kind: 'menu', value: 'prove'});
    const proving = dispatchAll(inSync, enter);
    expect(currentEffect(proving)).toMatchObject({kind: 'prove', clientId: 'job1'});
    expect(getFocusedQuestion(screenOf(failEffect(proving)))).toMatchObject({value: 'again'});
    const proof = {result: 'proved', checks: [], header: {}, claims: {}} as const;
    const proved = dispatchAll(proving, {type: 'proved', key: effectKey(proving), proof});
    expect(getFocusedQuestion(screenOf(proved))).toMatchObject({value: 'done'});
    expect(dispatchAll(proved, enter).exit).toBe('done');
  });
});

describe('going back', () => {
  it('ends on the connect screen, and keeps the choices', async () => {
    const state = dispatchAll(await readState(freshStore()), typeText('!'));
    const out = dispatchAll(state, {type: 'back'});
    expect(screenOf(out).kind).toBe('connect');
    expect(out.choices.blueprint.resourceServer.name).toBe('Timesheets API!');
  });

  it('returns from a step that the overview opened to the overview', async () => {
    const overview = await readState(driftedStore());
    const signing = dispatchAll(overview, enter);
    expect(screenOf(signing)).toMatchObject({step: {id: 'signing'}});
    expect(screenOf(dispatchAll(signing, {type: 'back'})).kind).toBe('overview');
  });

  it('never shows the connect screen in a demo', async () => {
    const state = {...(await readState(freshStore())), isDemo: true} as const;
    expect(screenOf(dispatchAll(state, {type: 'back'})).kind).toBe('step');
    const rerun = {...(await readState(driftedStore())), isDemo: true} as const;
    expect(screenOf(dispatchAll(rerun, {type: 'back'})).kind).toBe('overview');
  });
});

describe('leaving', () => {
  it('exits with left-drifted or interrupted, and runs no effect then', async () => {
    const state = await readState(driftedStore());
    expect(dispatchAll(state, {type: 'leave'}).exit).toBe('left-drifted');
    expect(dispatchAll(state, {type: 'interrupt'}).exit).toBe('interrupted');
    expect(currentEffect(dispatchAll(state, {type: 'interrupt'}))).toBeUndefined();
  });
});

describe('a question added by an answer', () => {
  it('does not move the focus, also after coming back to the step', async () => {
    const read = await readState(dashboardStore());
    const signing = dispatchAll(read, enter, enter, enter, enter);
    const back = dispatchAll(signing, {type: 'back'});
    const changed = dispatchAll(back, {type: 'move', by: 1});
    expect(getFocusedQuestion(screenOf(changed))?.id).toBe(getFocusedQuestion(screenOf(back))?.id);
    expect(screenOf(changed).questions.length).toBeGreaterThan(screenOf(back).questions.length);
  });
});
