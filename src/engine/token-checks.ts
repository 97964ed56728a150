import {compactVerify, importJWK} from 'jose';
import {Problem} from './problem.js';
import type {Check, Claims, ProofRequest} from './proof.js';
import type {IssuedToken, PublicKey} from './token-endpoint.js';

const seconds = {day: 86_400, hour: 3_600, minute: 60} as const;

/** The signature, with the key that the header names among the tenant's published ones. */
export async function checkSignature(
  jwt: string,
  header: Claims,
  request: ProofRequest,
  keys: readonly PublicKey[],
  signal: AbortSignal | undefined,
): Promise<Check> {
  const {signingAlg} = request.desired.resourceServer;
  const name = 'signature';
  if (header.alg !== signingAlg) {
    return {name, result: 'failed', found: `signed with ${say(header.alg)}`, expected: signingAlg};
  }
  if (signingAlg === 'HS256') {
    const secret = new TextEncoder().encode(request.signingSecret?.reveal());
    const valid = await verifies(jwt, secret, signingAlg);
    return valid
      ? {name, result: 'passed', found: 'HS256, with the secret of the API'}
      : {name, result: 'failed', found: 'made with another secret', expected: 'the API’s secret'};
  }
  const key = findKey(keys, header.kid) ?? findKey(await request.endpoint.keys(signal), header.kid);
  if (key === undefined) {
    const expected = 'a key of the tenant’s JWKS';
    return {name, result: 'failed', found: `key ${say(header.kid)}, not published`, expected};
  }
  const valid = await verifies(jwt, await importPublicKey(key, signingAlg), signingAlg);
  return valid
    ? {name, result: 'passed', found: `${signingAlg}, key ${say(header.kid)} of the tenant’s JWKS`}
    : {name, result: 'failed', found: 'not made with that key', expected: 'a valid signature'};
}

function findKey(keys: readonly PublicKey[], kid: unknown): PublicKey | undefined {
  return keys.find(key => key.kid === kid);
}

/** A key says RS256 although it also checks PS256: what the API is meant to use decides. */
async function importPublicKey({kty = 'RSA', ...members}: PublicKey, alg: string) {
  try {
    return await importJWK({...members, kty, alg});
  } catch (cause) {
    throw new Problem('not_auth0', {
      message: 'The tenant published a signing key that can’t be read.',
      hint: 'Check that the domain is that of an Auth0 tenant.',
      cause,
    });
  }
}

async function verifies(
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

/** The claims that the API relies on, and that the token carries no more than was meant. */
export function claimChecks(
  {endpoint, desired, clientId, tokenLifetime}: ProofRequest,
  header: Claims,
  claims: Claims,
  token: IssuedToken,
): readonly Check[] {
  const {identifier, tokenProfile} = desired.resourceServer;
  return [
    equal('iss', claims.iss, endpoint.issuer),
    equal('aud', onlyAudience(claims.aud), identifier),
    scopeCheck(desired.clientGrant.scope, wordsOf(claims.scope)),
    tokenProfile === 'rfc9068'
      ? profileCheck('client_id', claims.client_id, clientId, header.typ, 'at+jwt')
      : profileCheck('azp', claims.azp, clientId, header.typ, 'JWT'),
    lifetimeCheck(claims, token.expiresIn, tokenLifetime),
  ];
}

function equal(name: string, found: unknown, expected: string): Check {
  return found === expected
    ? {name, result: 'passed', found: expected}
    : {name, result: 'failed', found: say(found), expected};
}

function onlyAudience(aud: unknown): unknown {
  return Array.isArray(aud) && aud.length === 1 ? aud[0] : aud;
}

function scopeCheck(wanted: readonly string[], found: readonly string[]): Check {
  const exact = wanted.length === found.length && wanted.every(value => found.includes(value));
  const name = 'scope';
  const expected = wanted.length === 0 ? 'none' : wanted.join(' ');
  if (exact) return {name, result: 'passed', found: `${expected}, and nothing else`};
  return {name, result: 'failed', found: found.length === 0 ? 'none' : found.join(' '), expected};
}

function profileCheck(
  name: 'azp' | 'client_id',
  found: unknown,
  clientId: string,
  typ: unknown,
  expectedTyp: string,
): Check {
  if (found !== clientId) return equal(name, found, clientId);
  const profile = name === 'azp' ? 'Auth0 profile' : 'RFC 9068 profile';
  return typ === undefined || String(typ).toLowerCase() === expectedTyp.toLowerCase()
    ? {name, result: 'passed', found: `${clientId} (${profile})`}
    : {name: 'typ', result: 'failed', found: say(typ), expected: expectedTyp};
}

function lifetimeCheck(
  {iat, exp}: Claims,
  expiresIn: number | undefined,
  expected: number | undefined,
): Check {
  const name = 'lifetime';
  const found = typeof exp === 'number' && typeof iat === 'number' ? exp - iat : expiresIn;
  if (found === undefined || found <= 0) {
    return {name, result: 'failed', found: 'none', expected: 'a time at which the token expires'};
  }
  if (typeof exp === 'number' && exp * 1_000 < Date.now() - tolerance) {
    const expected = 'a time to come (by the clock of this computer)';
    return {name, result: 'failed', found: `over since ${iso(exp)}`, expected};
  }
  return expected === undefined || expected === found
    ? {name, result: 'passed', found: duration(found)}
    : {name, result: 'failed', found: duration(found), expected: duration(expected)};
}

/** Milliseconds that two clocks may differ by. */
const tolerance = 30_000;

function iso(epochSeconds: number): string {
  return new Date(epochSeconds * 1_000).toISOString();
}

/** `scope` is one string with spaces: RFC 6749, section 3.3. */
export function wordsOf(scope: unknown): readonly string[] {
  return typeof scope === 'string' ? scope.split(' ').filter(word => word !== '') : [];
}

function duration(total: number): string {
  if (total % seconds.day === 0 && total > seconds.day) return `${total / seconds.day} days`;
  if (total % seconds.hour === 0) return `${total / seconds.hour} h`;
  if (total % seconds.minute === 0) return `${total / seconds.minute} min`;
  return `${total} s`;
}

function say(value: unknown): string {
  return value === undefined ? 'absent' : typeof value === 'string' ? value : JSON.stringify(value);
}
