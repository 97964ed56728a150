import type {Option} from '../steps/step.js';
import type {ConnectDraft} from './connect-draft.js';
import {readDomain} from './domain.js';
import type {SignInMethod, SignInOptions} from './ports.js';

/** The ways to sign in to the typed tenant; stored credentials for it come first. */
function signInMethods(
  draft: ConnectDraft,
  {stored}: SignInOptions,
): readonly [SignInMethod, ...SignInMethod[]] {
  const domain = tenantHost(draft);
  const storedKinds = (['keychain', 'auth0-cli'] as const).filter(kind =>
    stored.some(each => each.kind === kind && each.domain === domain),
  );
  const [first, ...more] = storedKinds;
  // The fastest for the user first.
  return first === undefined
    ? ['token', 'client', 'private-key']
    : [first, ...more, 'token', 'client', 'private-key'];
}

/** The tenant's host without `http://`, as stored credentials use it. */
export function tenantHost({domain: typed}: ConnectDraft): string {
  const read = readDomain(typed);
  return (read.kind === 'ok' ? read.domain : typed).replace(/^http:\/\//, '');
}

/** The chosen method if it is available, otherwise the first. */
export function methodOf(draft: ConnectDraft, signInOptions: SignInOptions): SignInMethod {
  const methods = signInMethods(draft, signInOptions);
  return methods.find(method => method === draft.method) ?? methods[0];
}

const methodOptionTexts: Readonly<Record<SignInMethod, Omit<Option, 'value'>>> = {
  keychain: {
    label: 'Saved secret',
    reason: 'You saved it in this computer’s keychain the last time.',
  },
  'auth0-cli': {
    label: 'auth0 CLI token',
    reason: 'Uses the token that the auth0 CLI keeps for this tenant in the keychain.',
  },
  client: {
    label: 'Machine to Machine application',
    reason:
      'The Client ID and Client Secret of a Machine to Machine application that is authorized for the Auth0 Management API. F1 explains how.',
  },
  token: {
    label: 'API Explorer token',
    reason:
      'The fastest way: three clicks in the Dashboard. F1 explains how. The token expires after 24 hours.',
  },
  'private-key': {
    label: 'Private key',
    reason:
      'The Client ID and the key file of an application that authenticates with Private Key JWT.',
  },
};

export function methodOptions(
  draft: ConnectDraft,
  signInOptions: SignInOptions,
): readonly Option[] {
  const methods = signInMethods(draft, signInOptions);
  return methods.map(method => ({
    value: method,
    ...methodOptionTexts[method],
    ...(method === methods[0] && {recommended: true}),
  }));
}

export function isMethod(value: string): value is SignInMethod {
  return Object.hasOwn(methodOptionTexts, value);
}
