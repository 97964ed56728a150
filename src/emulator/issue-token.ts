import {strangersKey} from './keys.js';
import type {Tenant} from './tenant.js';
import {accessToken} from './tokens.js';

export interface TokenWish {
  /** Default: the admin's scopes. */
  readonly scopes?: readonly string[];
  /** Default: the Management API. */
  readonly audience?: string;
  /** Negative: expired already. Default: a day. */
  readonly expiresInSeconds?: number;
  /** Default: the admin's application. */
  readonly clientId?: string;
  /** `another-tenant`: its issuer, its audience, its key. `a-stranger`: as ours, but forged. */
  readonly signedBy?: 'this-tenant' | 'another-tenant' | 'a-stranger';
}

/** A Management API token (or one of that form) as a test wishes it, valid or not. */
export async function issueToken(
  tenant: Tenant,
  adminId: string,
  wish: TokenWish,
): Promise<string> {
  const {signedBy = 'this-tenant', expiresInSeconds = 86_400} = wish;
  const current = await tenant.keys.current;
  const key = signedBy === 'this-tenant' ? current : await strangersKey();
  const foreign = signedBy === 'another-tenant';
  const issuer = foreign ? 'https://another-tenant.eu.auth0.com/' : tenant.issuer;
  const audience = wish.audience ?? (foreign ? `${issuer}api/v2/` : tenant.managementAudience);
  return accessToken(
    {identifier: audience, signing_alg: 'RS256'},
    {
      issuer,
      clientId: wish.clientId ?? adminId,
      scopes: wish.scopes ?? tenant.settings.adminScopes,
      issuedAt: Math.floor(Date.now() / 1000) + Math.min(0, expiresInSeconds - 1),
      lifetime: Math.max(1, expiresInSeconds),
    },
    signedBy === 'a-stranger' ? {...key, kid: current.kid} : key,
    tenant.ids,
  );
}
