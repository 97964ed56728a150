import {createPrivateKey, randomUUID} from 'node:crypto';
import {SignJWT} from 'jose';
import type {TokenEndpoint, TokenRequest} from '../engine/token-endpoint.js';
import type {SigningKey} from '../model/credentials.js';
import {containsSecret} from '../model/secrets/known-secrets.js';
import {masked, Secret} from '../model/secrets/secret.js';
import type {TenantAddress} from './address.js';
import {notAuth0Problem} from './foreign-response.js';
import {managementProblem} from './management-problem.js';
import * as wire from './mapping.js';
import {parseResponse} from './mapping.js';
import {tokenProblem} from './token-problem.js';
import {type OutgoingRequest, Transport, type TransportOptions} from './transport.js';

/** The tenant's token endpoint and public keys; neither needs a sign-in. */
export function createTokenEndpoint(
  address: TenantAddress,
  options: TransportOptions = {},
): TokenEndpoint {
  return createTokenEndpointOver(address, new Transport(options));
}

export function createTokenEndpointOver(
  address: TenantAddress,
  transport: Transport,
): TokenEndpoint {
  const {origin, issuer} = address;
  // Requests for tokens and keys are safe to repeat and don't count toward the Management API's
  // limit.
  const sendOptions = {repeat: 'safe', countsTowardLimit: false} as const;
  return {
    issuer,

    async clientCredentials(request, signal) {
      const {clientId, audience, scope, authMethod, organization} = request;
      const secret = 'clientSecret' in request ? request.clientSecret : undefined;
      const usesBasicAuth = secret !== undefined && authMethod === 'client_secret_basic';
      const publicParams = {
        grant_type: 'client_credentials',
        ...(!usesBasicAuth && {client_id: clientId}),
        audience,
        ...(scope !== undefined && {scope}),
        ...(organization !== undefined && {organization}),
      };
      const buildForm = async () => {
        const clientAuth = usesBasicAuth ? {} : await buildClientAuth(request, issuer);
        return new URLSearchParams({...publicParams, ...clientAuth}).toString();
      };
      const outgoing: OutgoingRequest = {
        ...sendOptions,
        method: 'POST',
        url: new URL('/oauth/token', origin),
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
          ...(usesBasicAuth && {authorization: buildBasicHeader(clientId, secret)}),
        },
        body: await buildForm(),
        // Auth0 accepts an assertion once, so each attempt needs a new one.
        ...(secret === undefined && {buildRetryBody: buildForm}),
        loggedBody: {
          ...publicParams,
          ...(secret === undefined
            ? {client_assertion: masked}
            : !usesBasicAuth && {client_secret: masked}),
        },
        ...(signal !== undefined && {signal}),
      };
      const response = await transport.send(outgoing);
      if (response.status >= 400) {
        throw tokenProblem(address, outgoing, response, {
          audience,
          authMethod: secret === undefined ? 'private-key' : 'secret',
        });
      }
      const serverAheadMs = computeClockAheadMs(response.headers.get('date'));
      const token = parseResponse(wire.tokenResponse, response.json, outgoing);
      // The token's claims are shown on the screen, so they must not contain a secret.
      if (token.access_token.split('.').some(part => containsSecret(decodeBase64Url(part)))) {
        throw notAuth0Problem(outgoing, 'a token that contains a secret', 'none');
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
      const outgoing: OutgoingRequest = {
        ...sendOptions,
        method: 'GET',
        url: new URL('/.well-known/jwks.json', origin),
        headers: {accept: 'application/json'},
        ...(signal !== undefined && {signal}),
      };
      const response = await transport.send(outgoing);
      if (response.status >= 400) throw managementProblem(address, outgoing, response);
      return parseResponse(wire.keySet, response.json, outgoing).keys.map(
        ({kid, kty, ...members}) => ({
          ...members,
          ...(kid !== undefined && {kid}),
          ...(kty !== undefined && {kty}),
        }),
      );
    },
  };
}

async function buildClientAuth(
  request: TokenRequest,
  audience: string,
): Promise<Readonly<Record<string, string>>> {
  if ('clientSecret' in request) return {client_secret: request.clientSecret.reveal()};
  const {clientId, signingKey} = request;
  return {
    client_assertion_type: assertionType,
    client_assertion: await signClientAssertion(signingKey, {clientId, audience}),
  };
}

function decodeBase64Url(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString();
}

/** Milliseconds by which the server's clock (its `Date` header) is ahead of this machine's. */
function computeClockAheadMs(date: string | null): number | undefined {
  const aheadMs = Date.parse(date ?? '') - Date.now();
  return Number.isNaN(aheadMs) ? undefined : aheadMs;
}

/** RFC 6749, section 2.3.1: the client id and secret are form-encoded first. */
function buildBasicHeader(clientId: string, clientSecret: Secret): string {
  const formEncode = (text: string) => new URLSearchParams({text}).toString().slice('text='.length);
  const pair = `${formEncode(clientId)}:${formEncode(clientSecret.reveal())}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

export {readSigningKey, type SigningKeyResult as ReadSigningKey} from './signing-key.js';

/** RFC 7523, section 2.2. */
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Seconds. Auth0 accepts at most five minutes; a request needs a few seconds. */
const assertionLifetimeSeconds = 60;

/**
 * Signs a JWT that authenticates the application for one request; Auth0 rejects a repeated `jti`.
 * `audience` is the tenant's URL with its trailing slash.
 * https://auth0.com/docs/get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt
 */
export async function signClientAssertion(
  {pem, alg}: SigningKey,
  {clientId, audience}: {readonly clientId: string; readonly audience: string},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return await new SignJWT()
    .setProtectedHeader({alg, typ: 'JWT'})
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(now + assertionLifetimeSeconds)
    .setJti(randomUUID())
    .sign(createPrivateKey(pem.reveal()));
}
