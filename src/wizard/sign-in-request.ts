import {Secret} from '../model/secret.js';
import {readDomain} from './domain.js';
import type {SignInRequest} from './ports.js';
import {hostOf, methodOf} from './sign-in-methods.js';
import type {State} from './state.js';

/** What is typed, as a request to sign in. */
export function requestOf(state: State): SignInRequest {
  const {connect, allowedHost} = state;
  const read = readDomain(connect.domain);
  const domain = read.kind === 'ok' ? read.domain : connect.domain;
  const customDomain = allowedHost === domain ? 'allow' : 'refuse';
  return {domain, customDomain, ...signInWith(state)};
}

function signInWith({
  connect,
  signInOptions: comfort,
}: State): Pick<SignInRequest, 'credentials' | 'keep'> {
  const method = methodOf(connect, comfort);
  switch (method) {
    case 'client': {
      const clientSecret = new Secret(connect.clientSecret.trim());
      const credentials = {kind: method, clientId: connect.clientId.trim(), clientSecret};
      return {credentials, ...(connect.keep === 'in-keychain' && {keep: connect.keep})};
    }
    case 'token':
      return {credentials: {kind: method, token: new Secret(connect.token.trim())}};
    default:
      return {credentials: {kind: method, domain: hostOf(connect)}};
  }
}
