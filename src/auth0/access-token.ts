import {decodeJwt} from 'jose';
import * as v from 'valibot';
import {Problem} from '../model/errors.js';
import {isReachedByCustomDomain} from '../model/tenant-address.js';
import {visible} from '../text/escape.js';
import type {TenantAddress} from './address.js';

/** What a Management API token says of itself. */
export interface AccessToken {
  readonly permissions: ReadonlySet<string>;
  readonly audiences: readonly string[];
  readonly issuer: string | undefined;
  /** The application that it was issued to. */
  readonly clientId: string | undefined;
  readonly issuedAt: Date | undefined;
  readonly expiresAt: Date | undefined;
}

const claims = v.object({
  // A string for applications, an array from the device flow.
  aud: v.optional(v.union([v.string(), v.array(v.string())]), []),
  iss: v.optional(v.string()),
  // A token without granted permissions has no scope claim at all.
  scope: v.optional(v.string(), ''),
  azp: v.optional(v.string()),
  client_id: v.optional(v.string()),
  sub: v.optional(v.string(), ''),
  iat: v.optional(v.number()),
  exp: v.optional(v.number()),
});

/**
 * Reads the payload and says early what won't work. The signature is the tenant's to check.
 * Throws `Problem` invalid_token, expired_token, foreign_token.
 * https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens
 */
export function checkAccessToken(jwt: string, address: TenantAddress, now: Date): AccessToken {
  const token = readAccessToken(jwt);
  if (token === undefined) throw unreadable(address);
  if (!isFor(token, address)) throw foreign(token, address);
  if (token.expiresAt !== undefined && token.expiresAt <= now) {
    throw expiredToken(address, token.expiresAt);
  }
  return token;
}

/** What the token says; nothing where it is no JWT, or one whose claims make no sense. */
export function readAccessToken(jwt: string): AccessToken | undefined {
  // Anything else could not go into a header, and `fetch` would quote it in its error.
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(jwt)) return undefined;
  try {
    const {aud, iss, scope, azp, client_id, sub, iat, exp} = v.parse(claims, decodeJwt(jwt));
    return {
      permissions: new Set(scope.split(' ').filter(name => name !== '')),
      audiences: typeof aud === 'string' ? [aud] : aud,
      issuer: iss,
      clientId: azp ?? client_id ?? /^(.+)@clients$/.exec(sub)?.[1],
      issuedAt: dateOf(iat),
      expiresAt: dateOf(exp),
    };
  } catch {
    return undefined;
  }
}

/** Nothing for a time that no calendar has. */
function dateOf(seconds: number | undefined): Date | undefined {
  const date = new Date((seconds ?? Number.NaN) * 1_000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/**
 * On a custom domain the audience stays the tenant's own, and a token is accepted only at the host
 * that issued it. https://auth0.com/docs/customize/custom-domains
 */
function isFor({audiences, issuer}: AccessToken, address: TenantAddress): boolean {
  if (isReachedByCustomDomain(address)) {
    return audiences.includes(address.managementAudience) && issuer === address.issuer;
  }
  if (audiences.includes(address.managementAudience)) return true;
  return (
    address.kind !== 'tenant' &&
    issuer === address.issuer &&
    audiences.some(audience => /^https?:\/\/[^/?#]+\/api\/v2\/$/.test(audience))
  );
}

function unreadable({managementAudience}: TenantAddress): Problem {
  return new Problem('invalid_token', {
    message: 'This is not a Management API token: it can’t be read as a JWT.',
    hint: `Auth0 issues such a token when the request has no audience. Request one with this audience: ${managementAudience}`,
  });
}

function foreign({audiences, issuer}: AccessToken, address: TenantAddress): Problem {
  const {domain, managementAudience} = address;
  if (audiences.includes(managementAudience) && issuer !== undefined) {
    const host = visible(issuer).slice(0, 120);
    return new Problem('foreign_token', {
      message: `The token was issued by ${host}, so ${domain} does not accept it.`,
      hint: `Request the token from ${address.origin}/oauth/token, or use the domain that issued it.`,
    });
  }
  const others = visible(audiences.join(', ')).slice(0, 200);
  return new Problem('foreign_token', {
    message: `The token is for ${others === '' ? 'no API' : others}, not for the Management API of ${domain}.`,
    hint: `Get a token with the audience ${managementAudience} (including the slash at the end), or use the domain that the token is for.`,
  });
}

export function expiredToken(address: TenantAddress, at?: Date): Problem {
  const when = at === undefined || Number.isNaN(at.getTime()) ? '' : ` (${at.toISOString()})`;
  const page = address.dashboardUrl('apis/management/explorer');
  return new Problem('expired_token', {
    message: `The token for ${address.domain} has expired${when}.`,
    hint: `Sign in with a Client ID and Client Secret, so that this tool requests its own tokens. Or get a new token${page === undefined ? '.' : `: ${page}`}`,
  });
}
