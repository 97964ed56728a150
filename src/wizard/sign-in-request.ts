import {type PastedText, readClientId, readClientSecret, readToken} from '../model/pasted-text.js';
import {Secret} from '../model/secret.js';
import {readDomain} from './domain.js';
import type {SignInRequest} from './ports.js';
import {hostOf, methodOf} from './sign-in-methods.js';
import type {State} from './state.js';

/** The sign-in request for the typed answers. */
export function requestOf(state: State): SignInRequest {
  const {connect, allowedHost} = state;
  const read = readDomain(connect.domain);
  const domain = read.kind === 'ok' ? read.domain : connect.domain;
  const customDomain = allowedHost === domain ? 'allow' : 'refuse';
  const {ownDomain} = connect;
  const audience = ownDomain.kind === 'asked' ? ownDomain.typed.trim() : '';
  return {
    domain,
    customDomain,
    ...(audience !== '' && {audience}),
    ...signInWith(state),
  };
}

function pasted(read: PastedText): string {
  return read.kind === 'ok' ? read.value : '';
}

function signInWith({
  connect,
  signInOptions: comfort,
}: State): Pick<SignInRequest, 'credentials' | 'keep'> {
  const method = methodOf(connect, comfort);
  switch (method) {
    case 'client': {
      const clientId = pasted(readClientId(connect.clientId));
      const clientSecret = new Secret(pasted(readClientSecret(connect.clientSecret)));
      const credentials = {kind: method, clientId, clientSecret};
      return {credentials, ...(connect.keep === 'in-keychain' && {keep: connect.keep})};
    }
    case 'token':
      return {credentials: {kind: method, token: new Secret(pasted(readToken(connect.token)))}};
    case 'private-key': {
      const key = connect.keyFile?.read;
      // The file's question cannot be left before its key was read.
      if (key?.kind !== 'ok') throw new Error('no private key was read');
      const clientId = pasted(readClientId(connect.clientId));
      return {credentials: {kind: method, clientId, signingKey: key.signingKey}};
    }
    default:
      return {credentials: {kind: method, domain: hostOf(connect)}};
  }
}
