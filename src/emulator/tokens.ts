import type {IdSource} from './ids.js';
import type {JsonObject} from './json.js';
import {signJwt} from './jwt.js';
import type {SigningKey} from './keys.js';
import type {ResourceServer} from './records.js';

export interface TokenRequest {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  readonly lifetime: number;
  /** Besides the profile's: `org_id`, `cnf`. */
  readonly claims?: JsonObject;
}

type Profile = Pick<
  ResourceServer,
  'identifier' | 'signing_alg' | 'signing_secret' | 'token_dialect'
>;

/**
 * An access token for client credentials, in the API's algorithm and dialect (section 8).
 * A token without scopes has no `scope` claim at all (section 2.4).
 */
export function accessToken(
  api: Profile,
  request: TokenRequest,
  key: SigningKey,
  ids: IdSource,
): string {
  const {signing_alg: alg, token_dialect: dialect = 'access_token'} = api;
  const isRfc9068 = dialect.startsWith('rfc9068');
  const typ = isRfc9068 ? 'at+jwt' : 'JWT';
  const {clientId} = request;
  const payload: JsonObject = {
    iss: request.issuer,
    sub: `${clientId}@clients`,
    aud: api.identifier,
    iat: request.issuedAt,
    exp: request.issuedAt + request.lifetime,
    ...(request.scopes.length > 0 ? {scope: request.scopes.join(' ')} : {}),
    ...(isRfc9068
      ? {jti: ids.tokenId(), client_id: clientId}
      : {gty: 'client-credentials', azp: clientId}),
    // That `permissions` mirrors the granted scopes for M2M is [unverified].
    ...(dialect.endsWith('_authz') ? {permissions: request.scopes} : {}),
    ...request.claims,
  };
  // HS256 without `kid` is [unverified].
  if (alg === 'HS256') return signJwt({alg, typ}, payload, api.signing_secret ?? '');
  return signJwt({alg, typ, kid: key.kid}, payload, key.privateKey);
}
