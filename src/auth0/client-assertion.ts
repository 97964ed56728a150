import {createPrivateKey, randomUUID} from 'node:crypto';
import {SignJWT} from 'jose';
import type {SigningKey} from '../model/credentials.js';

export {readSigningKey, type SigningKeyResult as ReadSigningKey} from './signing-key.js';

/** RFC 7523, section 2.2. */
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Seconds. Auth0 accepts at most five minutes; a request needs a few seconds. */
const assertionLifetimeSeconds = 60;

/**
 * Signs a JWT that authenticates the application for one request; Auth0 rejects a repeated `jti`.
 * `audience` is the tenant's URL with its trailing slash.
 * https://auth0.com/docs/get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt
 */
export async function signClientAssertion(
  {pem, alg}: SigningKey,
  {clientId, audience}: {readonly clientId: string; readonly audience: string},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return await new SignJWT()
    .setProtectedHeader({alg, typ: 'JWT'})
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(now + assertionLifetimeSeconds)
    .setJti(randomUUID())
    .sign(createPrivateKey(pem.reveal()));
}
