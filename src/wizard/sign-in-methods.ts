import type {Option} from '../steps/step.js';
import type {ConnectDraft} from './connect-draft.js';
import {readDomain} from './domain.js';
import type {SignInMethod, SignInOptions} from './ports.js';

/** How one can sign in to the tenant that is typed; what is stored for it goes first. */
export function signInMethods(
  draft: ConnectDraft,
  {stored}: SignInOptions,
): readonly [SignInMethod, ...SignInMethod[]] {
  const domain = hostOf(draft);
  const here = (['kept', 'auth0-cli'] as const).filter(kind =>
    stored.some(each => each.kind === kind && each.domain === domain),
  );
  const [first, ...more] = here;
  return first === undefined
    ? ['client', 'token', 'private-key']
    : [first, ...more, 'client', 'token', 'private-key'];
}

/** The tenant's host, by which things are stored: an emulator's address has `http://` before it. */
export function hostOf({domain: typed}: ConnectDraft): string {
  const read = readDomain(typed);
  return (read.kind === 'ok' ? read.domain : typed).replace(/^http:\/\//, '');
}

/** The method that stands: what was chosen, where it is on offer, or the first. */
export function methodOf(draft: ConnectDraft, comfort: SignInOptions): SignInMethod {
  const methods = signInMethods(draft, comfort);
  return methods.find(method => method === draft.method) ?? methods[0];
}

const options: Readonly<Record<SignInMethod, Omit<Option, 'value'>>> = {
  kept: {
    label: 'the secret in this computer’s keychain',
    reason: 'You kept it there the last time.',
  },
  'auth0-cli': {
    label: 'the auth0 CLI’s log-in',
    reason: 'Its token for this tenant, from this computer’s keychain.',
  },
  client: {
    label: 'a machine-to-machine application',
    reason:
      'Its client id and secret. It has to be authorized for the Auth0 Management API: F1 tells how.',
  },
  token: {
    label: 'a Management API token',
    reason: 'Pasted from the API Explorer of the Dashboard. It lasts for a day.',
  },
  'private-key': {
    label: 'a private key',
    reason: 'Its Client ID and the file of its key, for an application with Private Key JWT.',
  },
};

export function methodOptions(draft: ConnectDraft, comfort: SignInOptions): readonly Option[] {
  const methods = signInMethods(draft, comfort);
  return methods.map(method => ({
    value: method,
    ...options[method],
    ...(method === methods[0] && {recommended: 'recommended'}),
  }));
}

export function isMethod(value: string): value is SignInMethod {
  return Object.hasOwn(options, value);
}
