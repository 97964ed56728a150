import {describe, expect, it, vi} from 'vitest';
import {readSigningKey} from '../../src/auth0/signing-key.js';
import {keyPairOf, privatePem} from '../../src/emulator/keys.js';
import {Problem} from '../../src/model/errors.js';
import {getFocusedQuestion, screenOf} from '../../src/wizard/screen.js';
import {initialState} from '../../src/wizard/state.js';
import {createStore} from '../../src/wizard/store.js';
import {fakePorts} from '../support/fake-ports.js';
import {dashboardStore} from '../support/fake-stores.js';

/** A wizard before sign-in, driven by keys. */
function startWizard(options: Parameters<typeof fakePorts>[1] = {}) {
  const world = fakePorts(dashboardStore(), options);
  const store = createStore({isDemo: false}, world.ports, error => {
    throw error;
  });
  const focusedQuestion = () => getFocusedQuestion(screenOf(store.state()));
  return {
    ...world,
    state: store.state,
    focusedQuestion,
    notice: () => store.state().notice?.text,
    enter: () => store.dispatch({type: 'accept'}),
    pick: (index: number) => store.dispatch({type: 'pick', index}),
    type: (text: string) => store.dispatch({type: 'edit', change: {edit: 'insert', text}}),
  };
}

describe('with a private key', () => {
  it('checks the file while its path is typed, and signs in with it', async () => {
    const read = readSigningKey(privatePem(await keyPairOf('admin')));
    if (read.kind === 'invalid') throw new Error(read.why);
    const keyFiles = {
      '~/keys/admin.pem': {kind: 'ok', signingKey: read.key},
      '~/keys/public.pem': {kind: 'invalid', why: 'This is a public key, not a private key.'},
    } as const;
    const wizard = startWizard({keyFiles});
    wizard.type('acme.eu.auth0.com');
    wizard.enter();
    wizard.pick(2);
    wizard.enter();
    wizard.type('abc');
    wizard.enter();
    expect(wizard.focusedQuestion()).toMatchObject({
      id: 'key-path',
      invalid: 'Enter the path of the key file.',
    });
    wizard.type('~/keys/public.pem');
    await vi.waitFor(() =>
      expect(wizard.focusedQuestion()).toMatchObject({
        invalid: 'This is a public key, not a private key.',
      }),
    );
    wizard.enter();
    expect(wizard.requests).toEqual([]);
  });

  it('sends the key that was read last', async () => {
    const read = readSigningKey(privatePem(await keyPairOf('admin')));
    if (read.kind === 'invalid') throw new Error(read.why);
    const wizard = startWizard({keyFiles: {'/k.pem': {kind: 'ok', signingKey: read.key}}});
    wizard.type('acme.eu.auth0.com');
    wizard.enter();
    wizard.pick(2);
    wizard.enter();
    wizard.type('"abc",');
    wizard.enter();
    expect(wizard.notice()).toBe('Ignored the quotes in what you entered.');
    wizard.type('/k.pem');
    await vi.waitFor(() => expect(wizard.focusedQuestion()).not.toHaveProperty('invalid'));
    wizard.enter();
    await vi.waitFor(() => expect(wizard.requests).toHaveLength(1));
    expect(wizard.requests[0]).toMatchObject({
      credentials: {kind: 'private-key', clientId: 'abc', signingKey: read.key},
    });
    expect(JSON.stringify(wizard.state())).not.toContain('PRIVATE KEY');
  });
});

describe('pasted input', () => {
  it.each([
    ['Bearer eyJh.eyJi.c2ln', 'eyJh.eyJi.c2ln'],
    ['{"access_token":"eyJh.eyJi.c2ln"}', 'eyJh.eyJi.c2ln'],
  ])('%j is cleaned up as in the environment', async (typed, token) => {
    const wizard = startWizard();
    wizard.type('"https://acme.eu.auth0.com/",');
    wizard.enter();
    expect(wizard.state().connect.domain).toBe('acme.eu.auth0.com');
    expect(wizard.notice()).toContain('Ignored the quotes');
    wizard.pick(0);
    wizard.enter();
    wizard.type(typed);
    wizard.enter();
    await vi.waitFor(() => expect(wizard.requests).toHaveLength(1));
    const credentials = wizard.requests[0]?.credentials;
    expect(credentials?.kind === 'token' && credentials.token.reveal()).toBe(token);
  });

  it('is rejected if it is a placeholder', () => {
    const wizard = startWizard();
    wizard.type('{yourDomain}');
    expect(wizard.focusedQuestion()).toMatchObject({
      invalid: expect.stringContaining('placeholder'),
    });
  });
});

it('asks for the tenant’s own domain once a custom domain needs it', async () => {
  const wizard = startWizard({
    signIn: ({audience}) => {
      if (audience !== undefined) return;
      throw new Problem('custom_domain_audience', {message: 'It is custom.', hint: 'Give it.'});
    },
  });
  wizard.type('http://localhost:3000');
  wizard.enter();
  wizard.pick(1);
  wizard.enter();
  wizard.type('abc');
  wizard.enter();
  wizard.type('a-secret-of-ours');
  wizard.enter();
  await vi.waitFor(() => expect(wizard.focusedQuestion()).toMatchObject({id: 'own-domain'}));
  expect(wizard.notice()).toBe('It is custom.');
  wizard.type('acme.eu.auth0.com');
  for (let press = 0; press < 4; press += 1) wizard.enter();
  await vi.waitFor(() => expect(wizard.requests).toHaveLength(2));
  expect(wizard.requests[1]).toMatchObject({
    domain: 'http://localhost:3000',
    audience: 'acme.eu.auth0.com',
    credentials: {clientId: 'abc'},
  });
});

it('starts with empty fields', () => {
  expect(initialState({isDemo: false}).connect).toMatchObject({keyPath: '', method: 'undecided'});
});
