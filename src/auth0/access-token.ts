import {decodeJwt} from 'jose';
import * as v from 'valibot';
import {Problem} from '../model/errors.js';
import {isReachedByCustomDomain} from '../model/tenant-address.js';
import {visible} from '../text/escape.js';
import type {TenantAddress} from './address.js';

/** The claims of a Management API token that this tool uses. */
export interface AccessToken {
  readonly permissions: ReadonlySet<string>;
  readonly audiences: readonly string[];
  readonly issuer: string | undefined;
  /** The application that the token was issued to. */
  readonly clientId: string | undefined;
  readonly issuedAt: Date | undefined;
  readonly expiresAt: Date | undefined;
}

const claims = v.object({
  // Client credentials give a string, the device flow an array.
  aud: v.optional(v.union([v.string(), v.array(v.string())]), []),
  iss: v.optional(v.string()),
  // Auth0 leaves out `scope` if the token has no permissions.
  scope: v.optional(v.string(), ''),
  azp: v.optional(v.string()),
  client_id: v.optional(v.string()),
  sub: v.optional(v.string(), ''),
  iat: v.optional(v.number()),
  exp: v.optional(v.number()),
});

/**
 * Rejects a token that cannot work, before any request is sent. The signature is not verified;
 * Auth0 does that. Throws `Problem` invalid_token, expired_token or foreign_token.
 * https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens
 */
export function checkAccessToken(jwt: string, address: TenantAddress, now: Date): AccessToken {
  const token = readAccessToken(jwt);
  if (token === undefined) throw unreadableTokenProblem(jwt, address);
  if (!isAcceptedAt(token, address)) throw foreignTokenProblem(token, address);
  if (token.expiresAt !== undefined && token.expiresAt <= now) {
    throw expiredTokenProblem(address, token.expiresAt);
  }
  return token;
}

/** Returns undefined if the text is not a JWT or its claims have the wrong types. */
export function readAccessToken(jwt: string): AccessToken | undefined {
  // Other characters are invalid in a header, and `fetch` would quote the token in its error.
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(jwt)) return undefined;
  try {
    const {aud, iss, scope, azp, client_id, sub, iat, exp} = v.parse(claims, decodeJwt(jwt));
    return {
      permissions: new Set(scope.split(' ').filter(name => name !== '')),
      audiences: typeof aud === 'string' ? [aud] : aud,
      issuer: iss,
      clientId: azp ?? client_id ?? /^(.+)@clients$/.exec(sub)?.[1],
      issuedAt: toDate(iat),
      expiresAt: toDate(exp),
    };
  } catch {
    return undefined;
  }
}

/** The Management API's audience in a token that a custom domain issued; undefined if none is. */
export function managementAudienceIn(jwt: string, address: TenantAddress): string | undefined {
  const token = readAccessToken(jwt);
  if (address.kind === 'tenant' || token?.issuer !== address.issuer) return undefined;
  const {audiences} = token;
  return audiences.includes(address.managementAudience)
    ? undefined
    : audiences.find(isManagementAudience);
}

function isManagementAudience(audience: string): boolean {
  return /^https?:\/\/[^/?#]+\/api\/v2\/$/.test(audience);
}

/** Returns undefined for a time outside the range of `Date`. */
function toDate(seconds: number | undefined): Date | undefined {
  const date = new Date((seconds ?? Number.NaN) * 1_000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/**
 * On a custom domain, the audience is still the tenant's own domain, but a token is accepted only
 * at the host that issued it. https://auth0.com/docs/customize/custom-domains
 */
function isAcceptedAt({audiences, issuer}: AccessToken, address: TenantAddress): boolean {
  if (isReachedByCustomDomain(address)) {
    return audiences.includes(address.managementAudience) && issuer === address.issuer;
  }
  if (audiences.includes(address.managementAudience)) return true;
  return (
    address.kind !== 'tenant' && issuer === address.issuer && audiences.some(isManagementAudience)
  );
}

function unreadableTokenProblem(jwt: string, {managementAudience}: TenantAddress): Problem {
  if (isCutOff(jwt)) {
    return new Problem('invalid_token', {
      message: 'The token is incomplete or damaged: it can’t be read as a JWT.',
      hint: 'A part may be missing at the end. Copy the whole token again, with the Copy Token button if it’s from the Dashboard.',
    });
  }
  return new Problem('invalid_token', {
    message: 'This is not a Management API token: it can’t be read as a JWT.',
    hint: `Copy the whole token again. If you requested it yourself, the request needs this audience: ${managementAudience}`,
  });
}

/** The beginning of a JWT (`{"`, encoded), whose claims can't be decoded. */
function isCutOff(jwt: string): boolean {
  if (!/^eyJ[\w-]*(?:\.[\w-]*){0,2}$/.test(jwt)) return false;
  try {
    decodeJwt(jwt);
    return false;
  } catch {
    return true;
  }
}

function foreignTokenProblem({audiences, issuer}: AccessToken, address: TenantAddress): Problem {
  const {domain, managementAudience} = address;
  if (audiences.includes(managementAudience) && issuer !== undefined) {
    const host = visible(issuer).slice(0, 120);
    return new Problem('foreign_token', {
      message: `The token was issued by ${host}, so ${domain} does not accept it.`,
      hint: `Request the token from ${address.origin}/oauth/token, or use the domain that issued it.`,
    });
  }
  const audienceList = visible(audiences.join(', ')).slice(0, 200);
  return new Problem('foreign_token', {
    message: `The token is for ${audienceList === '' ? 'no API' : audienceList}, not for the Management API of ${domain}.`,
    hint: `Get a token with the audience ${managementAudience} (including the slash at the end), or use the domain that the token is for.`,
  });
}

export function expiredTokenProblem(address: TenantAddress, at?: Date): Problem {
  const when = at === undefined || Number.isNaN(at.getTime()) ? '' : ` (${at.toISOString()})`;
  const page = address.dashboardUrl('apis/management/explorer');
  return new Problem('expired_token', {
    message: `The token for ${address.domain} has expired${when}.`,
    hint: `Sign in with a Client ID and Client Secret, so that this tool requests its own tokens. Or get a new token${page === undefined ? '.' : `: ${page}`}`,
  });
}
