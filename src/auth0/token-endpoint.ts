import type {OnCall} from '../engine/call.js';
import {Problem} from '../engine/problem.js';
import {Secret} from '../engine/secret.js';
import type {TokenEndpoint} from '../engine/token-endpoint.js';
import type {TenantAddress} from './address.js';
import {managementProblem, tokenProblem} from './answer-problem.js';
import {read} from './mapping.js';
import {Transport} from './transport.js';
import * as wire from './wire.js';

/** The token endpoint and the public keys of a tenant: nobody has to be signed in. */
export function tokenEndpoint(
  address: TenantAddress,
  options: {readonly onCall?: OnCall; readonly timeoutMs?: number} = {},
): TokenEndpoint {
  return endpointThrough(address, new Transport(options));
}

export function endpointThrough(address: TenantAddress, transport: Transport): TokenEndpoint {
  const {origin, domain: host, issuer} = address;
  return {
    issuer,

    async clientCredentials({clientId, clientSecret, audience, scope, authMethod}, signal) {
      const basic = authMethod === 'client_secret_basic';
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        ...(!basic && {client_id: clientId, client_secret: clientSecret.reveal()}),
        audience,
        ...(scope !== undefined && {scope}),
      });
      const response = await transport.fetch(`${origin}/oauth/token`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
          ...(basic && {authorization: basicHeader(clientId, clientSecret)}),
        },
        body: form.toString(),
        ...(signal !== undefined && {signal}),
      });
      const body: unknown = await json(response);
      if (!response.ok) {
        const {status} = response;
        throw tokenProblem(
          {host, request: 'POST /oauth/token', status, body, writes: 'reads'},
          audience,
        );
      }
      const answer = read(wire.tokenAnswer, body, host);
      return {
        accessToken: new Secret(answer.access_token),
        ...(answer.expires_in !== undefined && {expiresIn: answer.expires_in}),
        ...(answer.scope !== undefined && {scope: answer.scope}),
      };
    },

    async keys(signal) {
      const request = '/.well-known/jwks.json';
      const response = await transport.fetch(origin + request, {
        headers: {accept: 'application/json'},
        ...(signal !== undefined && {signal}),
      });
      const body: unknown = await json(response);
      if (!response.ok) {
        const {status} = response;
        throw managementProblem({host, request: `GET ${request}`, status, body, writes: 'reads'});
      }
      return read(wire.keySet, body, host).keys.map(({kid, kty, ...members}) => ({
        ...members,
        ...(kid !== undefined && {kid}),
        ...(kty !== undefined && {kty}),
      }));
    },
  };
}

/** The id and the secret are form-encoded first: RFC 6749, section 2.3.1. */
function basicHeader(clientId: string, clientSecret: Secret): string {
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret.reveal())}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** A 429 may come without a body. */
async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof Problem) throw error;
    return undefined;
  }
}
