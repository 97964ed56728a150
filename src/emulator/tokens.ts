import type {IdSource} from './ids.js';
import {signJwt} from './jwt.js';
import {otherTenantKey, type SigningKey} from './keys.js';
import type {JsonObject, ResourceServer} from './records.js';
import type {Tenant} from './tenant.js';

export interface TokenRequest {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  readonly lifetime: number;
  /** Claims in addition to the API's token profile: `org_id`, `cnf`. */
  readonly claims?: JsonObject;
}

type Profile = Pick<
  ResourceServer,
  'identifier' | 'signing_alg' | 'signing_secret' | 'token_dialect'
>;

/**
 * An access token for client credentials with the API's algorithm and dialect (section 8). Without
 * scopes, the `scope` claim is absent (section 2.4).
 */
export function signAccessToken(
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
    // Whether `permissions` repeats the granted scopes for M2M is [unverified].
    ...(dialect.endsWith('_authz') ? {permissions: request.scopes} : {}),
    ...request.claims,
  };
  // Whether HS256 tokens lack a `kid` is [unverified].
  if (alg === 'HS256') return signJwt({alg, typ}, payload, api.signing_secret ?? '');
  return signJwt({alg, typ, kid: key.kid}, payload, key.privateKey);
}

export interface IssueTokenOptions {
  /** Default: the admin's scopes. */
  readonly scopes?: readonly string[];
  /** Default: the Management API. */
  readonly audience?: string;
  /** Negative for an expired token. Default: one day. */
  readonly expiresInSeconds?: number;
  /** Default: the admin's application. */
  readonly clientId?: string;
  /**
   * `another-tenant` has its own issuer, audience and key; `a-stranger` has this tenant's claims
   * and a forged signature.
   */
  readonly signedBy?: 'this-tenant' | 'another-tenant' | 'a-stranger';
}

/** A token with these options, valid or not. */
export async function issueToken(
  tenant: Tenant,
  adminId: string,
  options: IssueTokenOptions,
): Promise<string> {
  const {signedBy = 'this-tenant', expiresInSeconds = 86_400} = options;
  const current = await tenant.keys.current;
  const key = signedBy === 'this-tenant' ? current : await otherTenantKey();
  const foreign = signedBy === 'another-tenant';
  const issuer = foreign ? 'https://another-tenant.eu.auth0.com/' : tenant.issuer;
  const audience = options.audience ?? (foreign ? `${issuer}api/v2/` : tenant.managementAudience);
  return signAccessToken(
    {identifier: audience, signing_alg: 'RS256'},
    {
      issuer,
      clientId: options.clientId ?? adminId,
      scopes: options.scopes ?? tenant.settings.adminScopes,
      issuedAt: Math.floor(Date.now() / 1000) + Math.min(0, expiresInSeconds - 1),
      lifetime: Math.max(1, expiresInSeconds),
    },
    signedBy === 'a-stranger' ? {...key, kid: current.kid} : key,
    tenant.ids,
  );
}
