import {Secret} from '../engine/secret.js';
import {readDomain} from './domain.js';
import type {Credentials, SignInRequest} from './ports.js';
import type {State} from './state.js';

/** What is typed, as a request to sign in. */
export function requestOf({connect, allowedHost}: State): SignInRequest {
  const read = readDomain(connect.domain);
  const domain = read.kind === 'ok' ? read.domain : connect.domain;
  const credentials: Credentials =
    connect.method === 'client'
      ? {
          kind: 'client',
          clientId: connect.clientId.trim(),
          clientSecret: new Secret(connect.clientSecret.trim()),
        }
      : {kind: 'token', token: new Secret(connect.token.trim())};
  const customDomain = allowedHost === domain ? 'allow' : 'refuse';
  return {domain, credentials, customDomain};
}
