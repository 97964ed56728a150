import {createHash, createPublicKey} from 'node:crypto';
import {oauthError} from './errors.js';
import {decodeJwt, isSignedBy} from './jwt.js';
import {attempt, isJsonObject, type JsonObject} from './records.js';
import type {UsedIds} from './tenant.js';

const acceptedAlgorithms = ['ES256', 'RS256', 'RS384', 'RS512', 'PS256'];
/** Seconds before or after now; how much Auth0 allows is [unverified]. */
const toleranceSeconds = 300;

/**
 * Verifies a DPoP proof and returns its key's thumbprint (RFC 7638)
 * [docs: "Demonstrating Proof-of-Possession"; RFC 9449, section 4.3].
 */
export function verifyDpopProof(
  proof: string,
  request: {readonly method: string; readonly url: string},
  usedIds: UsedIds,
): string {
  const jwt = decodeJwt(proof);
  if (jwt === undefined || jwt.header.typ !== 'dpop+jwt') throw proofError('malformed');
  const {alg, jwk} = jwt.header;
  if (typeof alg !== 'string' || !acceptedAlgorithms.includes(alg)) throw proofError('algorithm');
  if (!isJsonObject(jwk) || jwk.d !== undefined) throw proofError('key');
  const key = attempt(() => createPublicKey({key: {...jwk}, format: 'jwk'}));
  if (key === undefined || !isSignedBy(jwt, key, alg)) throw proofError('signature');

  const {htm, htu, iat, jti} = jwt.payload;
  const now = Date.now() / 1000;
  if (htm !== request.method) throw proofError('htm');
  if (typeof htu !== 'string' || htu.replace(/[?#].*$/, '') !== request.url) {
    throw proofError('htu');
  }
  if (typeof iat !== 'number' || Math.abs(now - iat) > toleranceSeconds) throw proofError('iat');
  if (typeof jti !== 'string' || jti === '') throw proofError('jti');
  if (!usedIds.markUsed(`dpop ${jti}`, iat + toleranceSeconds, now))
    throw proofError('jti was used before');
  return thumbprint(jwk);
}

/** Error code from RFC 9449; wording [unverified]. */
function proofError(what: string) {
  return oauthError(400, 'invalid_dpop_proof', `Invalid DPoP proof: ${what}`);
}

/** RFC 7638: the required members only, in alphabetical order. */
function thumbprint(jwk: JsonObject): string {
  const members = jwk.kty === 'EC' ? ['crv', 'kty', 'x', 'y'] : ['e', 'kty', 'n'];
  const canonical = JSON.stringify(Object.fromEntries(members.map(name => [name, jwk[name]])));
  return createHash('sha256').update(canonical).digest('base64url');
}
