import * as v from 'valibot';
import {Problem} from '../engine/problem.js';
import type {TenantAddress} from './address.js';

/** What a Management API token says of itself. */
export interface AccessToken {
  readonly permissions: ReadonlySet<string>;
  readonly audiences: readonly string[];
  readonly clientId: string | undefined;
  /** Seconds since 1970. */
  readonly expiresAt: number | undefined;
}

const claims = v.object({
  aud: v.optional(v.union([v.string(), v.array(v.string())])),
  scope: v.optional(v.string()),
  azp: v.optional(v.string()),
  client_id: v.optional(v.string()),
  sub: v.optional(v.string()),
  exp: v.optional(v.number()),
});

/**
 * Reads the payload: the tenant checks the signature, we only want to say early what won't work.
 * Throws `Problem` invalid_token, expired_token, foreign_token.
 * https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens
 */
export function checkAccessToken(jwt: string, address: TenantAddress, now: Date): AccessToken {
  const token = readAccessToken(jwt, address);
  const mine = token.audiences.some(audience => audience === address.managementAudience);
  if (!mine) throw foreign(token.audiences, address);
  if (token.expiresAt !== undefined && token.expiresAt * 1000 <= now.getTime()) {
    throw expired(new Date(token.expiresAt * 1000), address);
  }
  return token;
}

function readAccessToken(jwt: string, address: TenantAddress): AccessToken {
  const payload = jwt.split('.')[1];
  try {
    const text = Buffer.from(payload ?? '', 'base64url').toString('utf8');
    const {aud, scope, azp, client_id, sub, exp} = v.parse(claims, JSON.parse(text));
    return {
      // A token without granted permissions has no scope claim at all.
      permissions: new Set(scope?.split(' ').filter(name => name !== '')),
      audiences: typeof aud === 'string' ? [aud] : (aud ?? []),
      clientId: azp ?? client_id ?? /^(.+)@clients$/.exec(sub ?? '')?.[1],
      expiresAt: exp,
    };
  } catch {
    throw new Problem('invalid_token', {
      message: 'The token can’t be read: it is no Management API token.',
      hint: `An opaque token comes from a request without an audience; this one is needed: ${address.managementAudience}`,
    });
  }
}

function foreign(audiences: readonly string[], address: TenantAddress): Problem {
  const other = audiences.join(', ').slice(0, 200);
  return new Problem('foreign_token', {
    message: `The token is for ${other === '' ? 'no API' : other}, not for the Management API of ${address.domain}.`,
    hint: `Get a token with the audience ${address.managementAudience} (with the slash at its end), or give the domain that the token is for.`,
  });
}

export function expired(at: Date | undefined, address: TenantAddress): Problem {
  const when = at === undefined ? '' : ` (${at.toISOString()})`;
  const page = address.dashboardUrl('apis/management/explorer');
  return new Problem('expired_token', {
    message: `The token for ${address.domain} has expired${when}.`,
    hint: `Get a new one${page === undefined ? '' : `: ${page}`}, or sign in with a client id and secret, which fetch their own.`,
  });
}
