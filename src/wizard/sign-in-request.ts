import {type PastedText, readClientId, readClientSecret, readToken} from '../model/pasted-text.js';
import {Secret} from '../model/secrets/secret.js';
import {readDomain} from './domain.js';
import type {SignInRequest} from './ports.js';
import {methodOf, tenantHost} from './sign-in-methods.js';
import type {State} from './state.js';

/** The sign-in request for the typed answers. */
export function buildSignInRequest(state: State): SignInRequest {
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
    ...buildCredentials(state),
  };
}

function pastedValue(read: PastedText): string {
  return read.kind === 'ok' ? read.value : '';
}

function buildCredentials({
  connect,
  signInOptions,
}: State): Pick<SignInRequest, 'credentials' | 'keep'> {
  const method = methodOf(connect, signInOptions);
  switch (method) {
    case 'client': {
      const clientId = pastedValue(readClientId(connect.clientId));
      const clientSecret = new Secret(pastedValue(readClientSecret(connect.clientSecret)));
      const credentials = {kind: method, clientId, clientSecret};
      return {credentials, ...(connect.keep === 'in-keychain' && {keep: connect.keep})};
    }
    case 'token':
      return {
        credentials: {kind: method, token: new Secret(pastedValue(readToken(connect.token)))},
      };
    case 'private-key': {
      const key = connect.keyFile?.result;
      // The file's question cannot be left before its key was read.
      if (key?.kind !== 'ok') throw new Error('no private key was read');
      const clientId = pastedValue(readClientId(connect.clientId));
      return {credentials: {kind: method, clientId, signingKey: key.signingKey}};
    }
    default:
      return {credentials: {kind: method, domain: tenantHost(connect)}};
  }
}
