import {describe, expect, it} from 'vitest';
import {Problem} from '../../src/model/errors.js';
import {choicesOf} from '../../src/steps/step.js';
import {effectOf} from '../../src/wizard/effects.js';
import {focusedQuestion, screenOf} from '../../src/wizard/screen.js';
import {lastRead, stepStatusOf} from '../../src/wizard/selectors.js';
import {initialState, type State} from '../../src/wizard/state.js';
import {convergedStore, dashboardStore, driftedStore, freshStore} from '../support/fake-stores.js';
import {signIn} from '../support/sign-in.js';
import {enter, following, keyOf, readState, typing} from '../support/states.js';

const problem = new Problem('refused', {message: 'The tenant refused this.', hint: 'Try again.'});

function failing(state: State, failed = problem): State {
  return following(state, {type: 'failed', key: keyOf(state), problem: failed});
}

describe('signing in', () => {
  it('asks for the domain, the way, and the credentials, and keeps what was typed', () => {
    const typed = following(
      initialState({demo: 'real'}),
      typing('https://acme.eu.auth0.com/'),
      enter,
      {type: 'move', by: 1},
      enter,
      typing('my-id'),
      enter,
      typing('my-secret'),
    );
    expect(focusedQuestion(screenOf(typed))?.id).toBe('client-secret');
    const back = following(typed, {type: 'back'}, {type: 'back'}, {type: 'back'});
    expect(back.connect).toMatchObject({domain: 'acme.eu.auth0.com', clientId: 'my-id'});
    expect(effectOf(following(typed, enter))).toMatchObject({
      kind: 'sign-in',
      request: {domain: 'acme.eu.auth0.com', customDomain: 'refuse'},
    });
  });

  it('signs in by itself with credentials from the environment', () => {
    expect(effectOf(initialState({demo: 'real', signIn}))?.kind).toBe('sign-in');
  });

  it('sends no secret to another host before it was allowed', () => {
    const refused = new Problem('custom_domain', {message: 'Not under auth0.com.', hint: ''});
    const asked = failing(initialState({demo: 'real', signIn}), refused);
    expect(screenOf(asked).kind).toBe('custom-domain');
    expect(effectOf(asked)).toBeUndefined();
    expect(screenOf(following(asked, enter)).kind).toBe('connect');
    const allowed = following(asked, {type: 'move', by: 1}, enter);
    expect(effectOf(allowed)).toMatchObject({request: {customDomain: 'allow'}});
  });

  it('stays on the connect screen with what went wrong', () => {
    const failed = failing(initialState({demo: 'real', signIn}));
    expect(screenOf(failed)).toMatchObject({kind: 'connect', problem, busy: 'idle'});
    expect(effectOf(following(failed, enter))?.kind).toBe('sign-in');
  });
});

describe('the first reading', () => {
  it('opens a first run on the first step', async () => {
    expect(screenOf(await readState(dashboardStore()))).toMatchObject({
      kind: 'step',
      step: {id: 'api'},
    });
  });

  it('opens a re-run on what drifted, and looks at each of those only', async () => {
    const state = await readState(driftedStore());
    expect(screenOf(state).kind).toBe('overview');
    expect(screenOf(following(state, enter))).toMatchObject({kind: 'step', step: {id: 'signing'}});
  });

  it('looks at each step where nothing drifted, from the first on', async () => {
    const state = await readState(convergedStore());
    expect(focusedQuestion(screenOf(state))).toMatchObject({value: 'prove'});
    const looking = following(state, {type: 'move', by: 1}, enter);
    expect(screenOf(looking)).toMatchObject({kind: 'step', step: {id: 'api'}});
  });

  it('lists missing permissions before anything is written', async () => {
    const lacking = [{step: 'access', permissions: ['create:client_grants']}] as const;
    const state = await readState(freshStore(), {lacking});
    expect(screenOf(state)).toMatchObject({kind: 'permissions', lacking});
    expect(screenOf(following(state, enter)).kind).toBe('step');
    expect(screenOf(following(state, {type: 'move', by: 1}, enter)).kind).toBe('connect');
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
  it('asks for work only once its last answer was accepted', async () => {
    const state = await readState(freshStore());
    const atLast = following(state, enter, enter);
    expect(effectOf(atLast)).toBeUndefined();
    expect(effectOf(following(atLast, enter))).toMatchObject({
      kind: 'apply',
      steps: ['api'],
      allowance: 'safe',
    });
  });

  it('asks for a new reading once another identifier was left', async () => {
    const state = following(await readState(dashboardStore()), enter, typing('/v2'));
    expect(effectOf(state)).toBeUndefined();
    expect(stepStatusOf(state, 'api')).toBeUndefined();
    expect(effectOf(following(state, enter))).toMatchObject({kind: 'observe'});
  });

  it('reads for no identifier that can’t stand, and leaves it behind with its step', async () => {
    const field = following(await readState(freshStore()), enter);
    const empty = following(field, {type: 'edit', change: {edit: 'erase', what: 'to-start'}});
    const name = following(empty, {type: 'back'});
    expect(focusedQuestion(screenOf(name))?.id).toBe('name');
    expect(effectOf(name)).toBeUndefined();
    const out = following(name, {type: 'back'});
    expect(out.choices.blueprint.resourceServer.identifier).toBe(field.audience);
  });

  it('takes the application that was remembered for the API at hand, and no other’s', async () => {
    const [own, other] = ['https://api.exampleco.com/timesheets', 'https://other.example.com'];
    const remembered = {
      clientIds: new Map([
        [own, 'c1'],
        [other, 'c2'],
      ]),
    };
    const field = following(await readState(freshStore(), {remembered}), enter);
    const retyped = following(
      field,
      {type: 'edit', change: {edit: 'erase', what: 'to-start'}},
      typing(other),
      enter,
    );
    expect(field.choices.hints.rememberedClientId).toBe('c1');
    expect(retyped.choices.hints.rememberedClientId).toBe('c2');
  });

  it.each(['constructor', '__proto__', 'toString'])('remembers nothing for %s', async name => {
    const field = following(await readState(freshStore()), enter);
    const retyped = following(
      field,
      {type: 'edit', change: {edit: 'erase', what: 'to-start'}},
      typing(name),
      enter,
    );
    expect(retyped.audience).toBe(name);
    expect(retyped.choices.hints).toEqual({});
    expect(effectOf(retyped)).toMatchObject({kind: 'observe'});
  });

  it('renames ours where another name is typed, and makes no second application', async () => {
    const state = following(await readState(convergedStore()), {type: 'move', by: 1}, enter);
    const renamed = following(state, enter, enter, enter, enter, enter, typing('!'));
    expect(stepStatusOf(renamed, 'application')).toMatchObject({
      kind: 'drift',
      changes: [{change: {action: 'update', resource: 'client', id: 'test1'}}],
    });
  });

  it('makes nobody else’s application ours because its name was typed', async () => {
    const {clients, ...store} = dashboardStore();
    const billing = {clientId: 'billing', name: 'Billing', appType: 'non_interactive'};
    const state = await readState({...store, clients: [...clients, billing]});
    const named = (name: string): State => ({
      ...state,
      choices: {...state.choices, blueprint: {...state.choices.blueprint, client: {name}}},
    });
    const reread = following(named('Billing'), {type: 'retry'});
    const observed = lastRead(state);
    if (observed === undefined) throw new Error('nothing was read');
    const again = following(reread, {type: 'observed', key: keyOf(reread), observed, lacking: []});
    expect(again.choices.hints).toEqual({});
  });

  it('takes an identifier that was pasted with spaces around it without them', async () => {
    const identifier = following(await readState(freshStore()), enter);
    const pasted = following(identifier, typing('/v2 \n'), enter);
    expect(pasted.audience).toBe('https://api.exampleco.com/timesheets/v2');
  });

  it('does not leave what can’t stand behind', async () => {
    const state = following(await readState(freshStore()), typing('<'), enter);
    expect(screenOf(state)).toMatchObject({questionIndex: 0});
    expect(state.field.refused).toBe('yes');
  });

  it('takes no answer while it is at work', async () => {
    const working = following(await readState(freshStore()), enter, enter, enter);
    expect(following(working, {type: 'move', by: 1}, typing('x'), enter)).toEqual(working);
  });

  it('waits for a retry when it failed, and is the same work again', async () => {
    const failed = failing(following(await readState(freshStore()), enter, enter, enter));
    expect(screenOf(failed)).toMatchObject({kind: 'step', step: {id: 'api'}, problem});
    expect(effectOf(failed)).toBeUndefined();
    const again = following(failed, {type: 'retry'});
    expect(effectOf(again)).toMatchObject({kind: 'apply', steps: ['api']});
    expect(keyOf(again)).not.toBe(failed.failure?.key);
  });

  it('is canceled by x: what was written until then is known, and nothing else changes', async () => {
    const working = following(await readState(freshStore()), enter, enter, enter);
    const observed = lastRead(working);
    if (observed === undefined) throw new Error('nothing was read');
    const stopped = following(working, {type: 'cancel'});
    expect(stopped.failure?.problem.code).toBe('interrupted');
    const late = following(stopped, {
      type: 'applied',
      key: keyOf(working),
      outcome: {kind: 'done', observed: {...observed, created: new Set(['rs_1'])}, applied: []},
    });
    expect(late.created).toEqual(new Set(['rs_1']));
    expect(lastRead(late)?.created).toEqual(new Set(['rs_1']));
    expect({...late, created: stopped.created, connection: stopped.connection}).toEqual(stopped);
  });

  it('wants the tenant’s name, letter by letter, where it breaks something', async () => {
    const state = following(await readState(driftedStore()), enter, enter);
    expect(focusedQuestion(screenOf(state))?.id).toBe('confirm');
    expect(effectOf(following(state, typing('acm'), enter))).toBeUndefined();
    expect(effectOf(following(state, typing('ACME'), enter))).toBeUndefined();
    expect(effectOf(following(state, typing('acme'), enter))).toMatchObject({allowance: 'all'});
  });

  it('forgets the typed name when somebody goes back', async () => {
    const state = following(await readState(driftedStore()), enter, enter, typing('acme'));
    expect(following(state, {type: 'back'}, enter).confirm).toBe('');
  });

  it('opens the first step again that is no longer in sync', async () => {
    const state = await readState(driftedStore());
    const passed: State = {...state, view: 'steps', completedSteps: new Set(['api', 'signing'])};
    expect(screenOf(passed)).toMatchObject({step: {id: 'signing'}});
  });
});

describe('the proof', () => {
  it('offers to try again first where it failed, and Done first where it is done', async () => {
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
    expect(focusedQuestion(screenOf(inSync))).toMatchObject({kind: 'menu', value: 'prove'});
    const proving = following(inSync, enter);
    expect(effectOf(proving)).toMatchObject({kind: 'prove', clientId: 'job1'});
    expect(focusedQuestion(screenOf(failing(proving)))).toMatchObject({value: 'again'});
    const proof = {result: 'proved', checks: [], header: {}, claims: {}} as const;
    const proved = following(proving, {type: 'proved', key: keyOf(proving), proof});
    expect(focusedQuestion(screenOf(proved))).toMatchObject({value: 'done'});
    expect(following(proved, enter).exit).toBe('done');
  });
});

describe('going back', () => {
  it('ends on the connect screen, and comes back to the same choices', async () => {
    const state = following(await readState(freshStore()), typing('!'));
    const out = following(state, {type: 'back'});
    expect(screenOf(out).kind).toBe('connect');
    expect(out.choices.blueprint.resourceServer.name).toBe('Timesheets API!');
  });

  it('leads from where the overview led to back to the overview', async () => {
    const overview = await readState(driftedStore());
    const signing = following(overview, enter);
    expect(screenOf(signing)).toMatchObject({step: {id: 'signing'}});
    expect(screenOf(following(signing, {type: 'back'})).kind).toBe('overview');
  });

  it('never leaves the one tenant of a demo', async () => {
    const state = {...(await readState(freshStore())), demo: 'demo'} as const;
    expect(screenOf(following(state, {type: 'back'})).kind).toBe('step');
    const rerun = {...(await readState(driftedStore())), demo: 'demo'} as const;
    expect(screenOf(following(rerun, {type: 'back'})).kind).toBe('overview');
  });
});

describe('leaving', () => {
  it('tells how the tenant is left', async () => {
    const state = await readState(driftedStore());
    expect(following(state, {type: 'leave'}).exit).toBe('left-drifted');
    expect(following(state, {type: 'interrupt'}).exit).toBe('interrupted');
    expect(effectOf(following(state, {type: 'interrupt'}))).toBeUndefined();
  });
});

describe('a question that another answer brings', () => {
  it('leaves the focus where it was, also after coming back into the step', async () => {
    const read = await readState(dashboardStore());
    const signing = following(read, enter, enter, enter, enter);
    const back = following(signing, {type: 'back'});
    const changed = following(back, {type: 'move', by: 1});
    expect(focusedQuestion(screenOf(changed))?.id).toBe(focusedQuestion(screenOf(back))?.id);
    expect(screenOf(changed).questions.length).toBeGreaterThan(screenOf(back).questions.length);
  });
});
