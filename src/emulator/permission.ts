import type {MiddlewareHandler} from 'hono';
import {apiError, HttpError, insufficientScopeBody, unauthorizedBody} from './errors.js';
import type {AppEnv} from './http.js';
import {decodeJwt, isSignedBy} from './jwt.js';
import type {SigningKey} from './keys.js';
import type {Json} from './records.js';
import {requestOrigin, type Tenant} from './tenant.js';

/** Middleware that requires a token of this tenant with at least one of the scopes. */
export function scopeGuard(tenant: Tenant) {
  return (...anyOf: readonly string[]): MiddlewareHandler<AppEnv> =>
    async (c, next) => {
      const scopes = await authorizeToken(tenant, c.req.url, c.req.header('authorization'));
      if (!anyOf.some(scope => scopes.has(scope))) {
        throw new HttpError(403, insufficientScopeBody(anyOf));
      }
      c.set('scopes', scopes);
      await next();
    };
}

/**
 * The 401 responses of section 9; those to a missing or malformed header are [reported] in SDK
 * issues.
 */
async function authorizeToken(
  tenant: Tenant,
  url: string,
  authorization: string | undefined,
): Promise<ReadonlySet<string>> {
  if (authorization === undefined || authorization === '') {
    throw unauthorized('Missing authentication');
  }
  const token = /^Bearer ([^ ]+)$/i.exec(authorization)?.[1];
  if (token === undefined) {
    throw apiError(400, 'Bad HTTP authentication header format', 'Bearer');
  }
  const jwt = decodeJwt(token);
  if (jwt === undefined) throw unauthorized('Invalid token');
  const {aud, exp, iss, scope} = jwt.payload;
  // Checked first, because the audience decides which key must have signed the token.
  if (!audienceList(aud).includes(tenant.managementAudience)) {
    throw apiError(401, `Bad audience: ${audienceList(aud).join(', ')}`);
  }
  const key = await findKey(tenant, jwt.header.kid);
  if (key === undefined || !isSignedBy(jwt, key.publicKey, 'RS256')) {
    throw unauthorized('Invalid signature received for JSON Web Token validation');
  }
  // The issuer must be the host of the request [docs, section 12]; wording [unverified].
  if (iss !== `${requestOrigin(tenant, url)}/`) throw unauthorized('Invalid token issuer');
  if (typeof exp !== 'number' || exp <= Date.now() / 1000) throw unauthorized(expiredTokenMessage);
  return new Set(typeof scope === 'string' ? scope.split(' ') : []);
}

/** Waits for the next key only if the token doesn't name the current one. */
async function findKey({keys}: Tenant, kid: Json | undefined): Promise<SigningKey | undefined> {
  const current = await keys.current;
  if (current.kid === kid) return current;
  const next = await keys.next;
  return next.kid === kid ? next : undefined;
}

export const expiredTokenMessage = 'Expired token received for JSON Web Token validation';

function unauthorized(message: string): HttpError {
  return new HttpError(401, unauthorizedBody(message));
}

/** `aud` is a string in machine tokens and an array in user tokens (section 2.4). */
function audienceList(aud: Json | undefined): readonly string[] {
  if (typeof aud === 'string') return [aud];
  return Array.isArray(aud) ? aud.filter(entry => typeof entry === 'string') : [];
}
