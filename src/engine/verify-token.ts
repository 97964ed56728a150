import {compactVerify, importJWK} from 'jose';
import {Problem} from '../model/errors.js';
import {type Check, type Claims, formatClaim, type ProofRequest} from './proof.js';
import type {IssuedToken, PublicKey} from './token-endpoint.js';
import {timeChecks} from './token-times.js';

/**
 * Verifies the signature with a published key that the header names. A header that demands an
 * extension (`crit`) is rejected first: this tool knows none, and can't know what an unknown one
 * does to the signature (RFC 7515, section 4.1.11).
 */
export async function checkSignature(
  jwt: string,
  header: Claims,
  request: ProofRequest,
  keys: readonly PublicKey[],
  signal: AbortSignal | undefined,
): Promise<Check> {
  const {signingAlg} = request.desired.resourceServer;
  const name = 'signature';
  const extension = headerExtensions.find(each => header[each] !== undefined);
  if (extension !== undefined) {
    const expected =
      extension === 'crit' ? 'no critical header extensions' : 'a header without this member';
    return {name: extension, result: 'failed', found: formatClaim(header[extension]), expected};
  }
  if (header.alg !== signingAlg) {
    return {
      name,
      result: 'failed',
      found: `signed with ${formatClaim(header.alg)}`,
      expected: signingAlg,
    };
  }
  if (signingAlg === 'HS256') {
    const secret = new TextEncoder().encode(request.signingSecret?.reveal());
    const valid = await isValidSignature(jwt, secret, signingAlg);
    return valid
      ? {name, result: 'passed', found: 'HS256, with the API’s signing secret'}
      : {
          name,
          result: 'failed',
          found: 'signed with another secret',
          expected: 'the API’s signing secret',
        };
  }
  const named = keysWithId(header.kid, keys);
  const published =
    named.length > 0 ? named : keysWithId(header.kid, await request.endpoint.keys(signal));
  const candidates = published.filter(key => canVerify(key, signingAlg));
  if (candidates.length === 0) {
    const why = published.length === 0 ? 'not published' : 'published for another use';
    const expected = `an RSA key for ${signingAlg} in the tenant’s JWKS`;
    return {name, result: 'failed', found: `key ${formatClaim(header.kid)}, ${why}`, expected};
  }
  const valid = await isSignedByAny(jwt, candidates, signingAlg);
  return valid
    ? {
        name,
        result: 'passed',
        found: `${signingAlg}, key ${formatClaim(header.kid)} in the tenant’s JWKS`,
      }
    : {name, result: 'failed', found: 'not signed with that key', expected: 'a valid signature'};
}

/**
 * Auth0 sends none of them. Those after `crit` say that the claims are encoded, compressed, encrypted
 * or another token (RFC 7797, RFC 7516, RFC 7519 section 5.2), and parsers that don't know them
 * ignore them.
 */
const headerExtensions = ['crit', 'b64', 'zip', 'enc', 'cty'] as const;

/** Several keys may share a kid (RFC 7517, section 4.5). */
function keysWithId(kid: unknown, keys: readonly PublicKey[]): readonly PublicKey[] {
  return keys.filter(key => key.kid === kid);
}

/** What the key may be used for, where it says so: RFC 7517, sections 4.2 to 4.4. */
function canVerify({kty = 'RSA', use = 'sig', key_ops: operations, alg}: PublicKey, token: string) {
  const verifies =
    operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
  // Auth0 publishes its keys for RS256, and signs PS256 tokens with the same keys.
  const algs = token === 'PS256' ? ['PS256', 'RS256'] : [token];
  const fits = alg === undefined || algs.some(each => each === alg);
  return kty === 'RSA' && use === 'sig' && verifies && fits;
}

/** One valid key is enough. Throws `Problem` not_auth0 if none of them can be read. */
async function isSignedByAny(
  jwt: string,
  keys: readonly PublicKey[],
  alg: string,
): Promise<boolean> {
  let unreadable: unknown;
  let read = 0;
  for (const key of keys) {
    try {
      const imported = await importPublicKey(key, alg);
      read++;
      if (await isValidSignature(jwt, imported, alg)) return true;
    } catch (error) {
      unreadable = error;
    }
  }
  if (read === 0) throw unreadable;
  return false;
}

/** The API's configuration decides the algorithm, because a key for RS256 also verifies PS256. */
async function importPublicKey({kty = 'RSA', ...members}: PublicKey, alg: string) {
  try {
    return await importJWK({...members, kty, alg});
  } catch (cause) {
    throw new Problem('not_auth0', {
      message: 'The tenant published a signing key that can’t be read.',
      hint: 'Check that the domain belongs to an Auth0 tenant.',
      cause,
    });
  }
}

async function isValidSignature(
  jwt: string,
  key: Awaited<ReturnType<typeof importJWK>>,
  alg: string,
): Promise<boolean> {
  try {
    await compactVerify(jwt, key, {algorithms: [alg]});
    return true;
  } catch {
    return false;
  }
}

/** Checks the claims that the API relies on, and that the token allows no more than intended. */
export function claimChecks(
  {endpoint, desired, clientId, tokenLifetime, organization}: ProofRequest,
  header: Claims,
  claims: Claims,
  token: IssuedToken,
): readonly Check[] {
  const {identifier, tokenProfile} = desired.resourceServer;
  const {serverAheadMs} = token;
  const clocks = {now: Date.now(), ...(serverAheadMs !== undefined && {serverAheadMs})};
  return [
    ...bearerChecks(token, claims),
    equalityCheck('iss', claims.iss, endpoint.issuer),
    equalityCheck('aud', singleAudience(claims.aud), identifier),
    scopeClaimCheck(desired.clientGrant.scope, claims.scope),
    ...permissionChecks(desired.clientGrant.scope, claims.permissions),
    ...(organization === undefined ? [] : [organizationCheck(organization, claims)]),
    ...(tokenProfile === 'rfc9068'
      ? rfc9068Checks(claims, clientId, header.typ)
      : [
          profileCheck('azp', claims.azp, clientId, header.typ, ['jwt', undefined]),
          ...equalIfPresent('client_id', claims.client_id, clientId),
          ...(['sub', 'jti'] as const).flatMap(name => optionalTextCheck(name, claims[name])),
        ]),
    // A user's token is not the job's: Auth0 names the grant type, and the job as the subject.
    ...equalIfPresent('gty', claims.gty, 'client-credentials'),
    ...subjectCheck(claims.sub, clientId),
    ...timeChecks(claims, clocks, tokenLifetime),
  ];
}

/** Anyone may use a bearer token (RFC 6750); a token bound to a key is not one (RFC 7800). */
function bearerChecks({tokenType}: IssuedToken, {cnf}: Claims): readonly Check[] {
  const name = 'token_type';
  if (tokenType !== undefined && tokenType.toLowerCase() !== 'bearer') {
    return [
      {name, result: 'failed', found: formatClaim(tokenType || undefined), expected: 'Bearer'},
    ];
  }
  if (cnf === undefined) return [];
  const found = `a token that is bound to a key (cnf: ${formatClaim(cnf)})`;
  return [{name, result: 'failed', found, expected: 'Bearer'}];
}

function equalityCheck(name: string, found: unknown, expected: string): Check {
  return found === expected
    ? {name, result: 'passed', found: expected}
    : {name, result: 'failed', found: formatClaim(found), expected};
}

function singleAudience(aud: unknown): unknown {
  return Array.isArray(aud) && aud.length === 1 ? aud[0] : aud;
}

function scopeCheck(
  name: 'scope' | 'permissions',
  wanted: readonly string[],
  found: readonly string[],
): Check {
  const exact = wanted.length === found.length && wanted.every(value => found.includes(value));
  const expected = wanted.length === 0 ? 'none' : wanted.join(' ');
  if (exact) return {name, result: 'passed', found: `${expected}, and nothing else`};
  return {name, result: 'failed', found: found.length === 0 ? 'none' : found.join(' '), expected};
}

/** No scope is no claim. A list would be read as permissions by some APIs: RFC 8693, section 4.2. */
function scopeClaimCheck(wanted: readonly string[], scope: unknown): Check {
  if (scope === undefined || typeof scope === 'string') {
    return scopeCheck('scope', wanted, parseScopes(scope));
  }
  const expected = wanted.length === 0 ? 'none' : wanted.join(' ');
  return {name: 'scope', result: 'failed', found: formatClaim(scope), expected};
}

/** A claim that a good token may lack, but in which it must not say something else. */
function equalIfPresent(name: string, found: unknown, expected: string): readonly Check[] {
  return found === undefined || found === expected ? [] : [equalityCheck(name, found, expected)];
}

/** Whether a subject must be present depends on the profile; RFC 9068 suggests the Client ID. */
function subjectCheck(sub: unknown, clientId: string): readonly Check[] {
  if (!isNonEmptyString(sub) || sub === clientId) return [];
  return equalIfPresent('sub', sub, `${clientId}@clients`);
}

/** `sub` and `jti` are strings where they are present: RFC 7519, section 4.1. */
function optionalTextCheck(name: 'sub' | 'jti', found: unknown): readonly Check[] {
  if (found === undefined || typeof found === 'string') return [];
  return [{name, result: 'failed', found: formatClaim(found), expected: 'a string (RFC 7519)'}];
}

/** With RBAC, Auth0 also lists the permissions, and an API may check that claim instead. */
function permissionChecks(wanted: readonly string[], found: unknown): readonly Check[] {
  if (found === undefined) return [];
  const isList = Array.isArray(found) && found.every(value => typeof value === 'string');
  if (isList) return [scopeCheck('permissions', wanted, found)];
  return [
    {name: 'permissions', result: 'failed', found: formatClaim(found), expected: wanted.join(' ')},
  ];
}

/** Auth0 puts the id into the token, and the name only if the tenant is configured to do so. */
function organizationCheck(asked: string, claims: Claims): Check {
  const {org_id: id, org_name: name} = claims;
  if (asked.startsWith('org_')) return equalityCheck('org_id', id, asked);
  if (name !== undefined && name !== asked.toLowerCase())
    return equalityCheck('org_name', name, asked);
  return isNonEmptyString(id)
    ? {name: 'org_id', result: 'passed', found: `${formatClaim(id)} (${asked})`}
    : {name: 'org_id', result: 'failed', found: formatClaim(id), expected: `the id of ${asked}`};
}

/** The claims and type that RFC 9068 requires: sections 2.1 and 2.2. */
function rfc9068Checks(claims: Claims, clientId: string, typ: unknown): readonly Check[] {
  const types = ['at+jwt', 'application/at+jwt'];
  const missing = (['sub', 'jti'] as const).filter(name => !isNonEmptyString(claims[name]));
  return [
    profileCheck('client_id', claims.client_id, clientId, typ, types),
    ...equalIfPresent('azp', claims.azp, clientId),
    ...missing.map((name): Check => {
      const found = claims[name] === '' ? 'empty' : formatClaim(claims[name]);
      return {name, result: 'failed', found, expected: 'a value (required by RFC 9068)'};
    }),
  ];
}

function isNonEmptyString(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function profileCheck(
  name: 'azp' | 'client_id',
  found: unknown,
  clientId: string,
  typ: unknown,
  types: readonly (string | undefined)[],
): Check {
  if (found !== clientId) return equalityCheck(name, found, clientId);
  const profile = name === 'azp' ? 'Auth0 profile' : 'RFC 9068 profile';
  const known = typeof typ === 'string' ? typ.toLowerCase() : typ;
  return types.some(type => type === known)
    ? {name, result: 'passed', found: `${clientId} (${profile})`}
    : {
        name: 'typ',
        result: 'failed',
        found: formatClaim(typ),
        expected: name === 'azp' ? 'JWT' : 'at+jwt',
      };
}

/** `scope` is one string with spaces: RFC 6749, section 3.3. */
export function parseScopes(scope: unknown): readonly string[] {
  return typeof scope === 'string' ? scope.split(' ').filter(word => word !== '') : [];
}
