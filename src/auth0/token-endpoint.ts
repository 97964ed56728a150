import type {TokenEndpoint, TokenRequest} from '../engine/token-endpoint.js';
import {holdsSecret} from '../model/known-secrets.js';
import {masked, Secret} from '../model/secret.js';
import type {TenantAddress} from './address.js';
import {assertionType, clientAssertion} from './client-assertion.js';
import {notAuth0} from './foreign-answer.js';
import {managementProblem} from './management-problem.js';
import {read} from './mapping.js';
import {tokenProblem} from './token-problem.js';
import {type Sending, Transport, type TransportOptions} from './transport.js';
import * as wire from './wire.js';

/** The tenant's token endpoint and public keys; neither needs a sign-in. */
export function tokenEndpoint(
  address: TenantAddress,
  options: TransportOptions = {},
): TokenEndpoint {
  return endpointThrough(address, new Transport(options));
}

export function endpointThrough(address: TenantAddress, transport: Transport): TokenEndpoint {
  const {origin, issuer} = address;
  // Requests for tokens and keys are safe to repeat and don't count toward the Management API's
  // limit.
  const treated = {repeat: 'safe', limited: 'apart'} as const;
  return {
    issuer,

    async clientCredentials(request, signal) {
      const {clientId, audience, scope, authMethod, organization} = request;
      const secret = 'clientSecret' in request ? request.clientSecret : undefined;
      const basic = secret !== undefined && authMethod === 'client_secret_basic';
      const plain = {
        grant_type: 'client_credentials',
        ...(!basic && {client_id: clientId}),
        audience,
        ...(scope !== undefined && {scope}),
        ...(organization !== undefined && {organization}),
      };
      const form = async () => {
        const proof = basic ? {} : await proofOf(request, issuer);
        return new URLSearchParams({...plain, ...proof}).toString();
      };
      const sending: Sending = {
        ...treated,
        method: 'POST',
        url: new URL('/oauth/token', origin),
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
          ...(basic && {authorization: basicHeader(clientId, secret)}),
        },
        body: await form(),
        // Auth0 accepts an assertion once, so each attempt needs a new one.
        ...(secret === undefined && {bodyOfNextTry: form}),
        shown: {
          ...plain,
          ...(secret === undefined
            ? {client_assertion: masked}
            : !basic && {client_secret: masked}),
        },
        ...(signal !== undefined && {signal}),
      };
      const answer = await transport.send(sending);
      if (answer.status >= 400) {
        throw tokenProblem(address, sending, answer, {
          audience,
          proof: secret === undefined ? 'private-key' : 'secret',
        });
      }
      const serverAheadMs = aheadOfUs(answer.headers.get('date'));
      const token = read(wire.tokenAnswer, answer.json, sending);
      // The token's claims are shown on the screen, so they must not contain a secret.
      if (token.access_token.split('.').some(part => holdsSecret(textIn(part)))) {
        throw notAuth0(sending, 'a token that contains a secret', 'none');
      }
      return {
        accessToken: new Secret(token.access_token),
        ...(token.expires_in !== undefined && {expiresIn: token.expires_in}),
        ...(token.scope !== undefined && {scope: token.scope}),
        tokenType: token.token_type ?? '',
        ...(serverAheadMs !== undefined && {serverAheadMs}),
      };
    },

    async keys(signal) {
      const sending: Sending = {
        ...treated,
        method: 'GET',
        url: new URL('/.well-known/jwks.json', origin),
        headers: {accept: 'application/json'},
        ...(signal !== undefined && {signal}),
      };
      const answer = await transport.send(sending);
      if (answer.status >= 400) throw managementProblem(address, sending, answer);
      return read(wire.keySet, answer.json, sending).keys.map(({kid, kty, ...members}) => ({
        ...members,
        ...(kid !== undefined && {kid}),
        ...(kty !== undefined && {kty}),
      }));
    },
  };
}

async function proofOf(
  request: TokenRequest,
  audience: string,
): Promise<Readonly<Record<string, string>>> {
  if ('clientSecret' in request) return {client_secret: request.clientSecret.reveal()};
  const {clientId, signingKey} = request;
  return {
    client_assertion_type: assertionType,
    client_assertion: await clientAssertion(signingKey, {clientId, audience}),
  };
}

function textIn(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString();
}

/** Milliseconds by which the server's clock (its `Date` header) is ahead of this machine's. */
function aheadOfUs(date: string | null): number | undefined {
  const ahead = Date.parse(date ?? '') - Date.now();
  return Number.isNaN(ahead) ? undefined : ahead;
}

/** RFC 6749, section 2.3.1: the client id and secret are form-encoded first. */
function basicHeader(clientId: string, clientSecret: Secret): string {
  const encoded = (text: string) => new URLSearchParams({text}).toString().slice('text='.length);
  const pair = `${encoded(clientId)}:${encoded(clientSecret.reveal())}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
