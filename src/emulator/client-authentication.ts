import {createPublicKey, type X509Certificate} from 'node:crypto';
import {enabledCredentials, subjectOf, thumbprintOf} from './client-credentials.js';
import {invalidRequest, oauthError} from './errors.js';
import {type DecodedJwt, decodeJwt, isSignedBy, sameSecret} from './jwt.js';
import {attempt, type Client, type Json} from './records.js';
import type {Tenant} from './tenant.js';

interface PresentedCredentials {
  readonly parameters: ReadonlyMap<string, string>;
  readonly authorization: string | undefined;
  readonly certificate: X509Certificate | undefined;
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Authenticates the application by the one method that is configured for it. */
export function authenticateClient(tenant: Tenant, presented: PresentedCredentials): Client {
  const {parameters, authorization} = presented;
  const assertion = parameters.get('client_assertion');
  const used = [assertion, authorization || undefined, parameters.get('client_secret')];
  if (used.filter(credential => credential !== undefined).length > 1) {
    // RFC 6749, 2.3.
    throw invalidRequest('Only one client authentication method may be used');
  }
  if (assertion !== undefined) return authenticateByAssertion(tenant, assertion, parameters);
  const client = tenant.store.clients.get(parameters.get('client_id') ?? '');
  const methods = client?.client_authentication_methods;
  if (
    client !== undefined &&
    (methods?.tls_client_auth !== undefined || methods?.self_signed_tls_client_auth !== undefined)
  ) {
    return authenticateByCertificate(tenant, client, presented.certificate);
  }
  return authenticateBySecret(tenant, parameters, authorization);
}

/**
 * A wrong id, a wrong secret and a wrong method all get the same response. These methods are wrong:
 * the header for `client_secret_post`, the body for `client_secret_basic`, any secret for an
 * application with key pairs [unverified].
 */
function authenticateBySecret(
  {store}: Tenant,
  parameters: ReadonlyMap<string, string>,
  authorization: string | undefined,
): Client {
  const basic = basicCredentials(authorization);
  const id = basic?.id ?? parameters.get('client_id') ?? '';
  const secret = basic?.secret ?? parameters.get('client_secret') ?? '';
  const client = store.clients.get(id);
  const used = basic === undefined ? 'client_secret_post' : 'client_secret_basic';
  // If no method is configured, both are accepted [unverified].
  const method = client?.token_endpoint_auth_method ?? used;
  if (
    client?.client_secret === undefined ||
    method !== used ||
    !sameSecret(secret, client.client_secret)
  ) {
    throw oauthError(401, 'access_denied', 'Unauthorized');
  }
  return client;
}

/** Seconds that `iat` and `nbf` may be in the future [docs]. */
const clockSkewSeconds = 10;
const maxLifetimeSeconds = 300;
const maxAssertionBytes = 2048;
const maxIdLength = 64;

/**
 * RFC 7523 with Auth0's rules [docs: "Authenticate with Private Key JWT"]: signed with the
 * credential's algorithm, `iss` and `sub` are the client id, used once, valid for at most five
 * minutes.
 */
function authenticateByAssertion(
  tenant: Tenant,
  assertion: string,
  parameters: ReadonlyMap<string, string>,
): Client {
  if (parameters.get('client_assertion_type') !== assertionType) {
    throw invalidRequest('Invalid client_assertion_type');
  }
  if (Buffer.byteLength(assertion) > maxAssertionBytes) throw assertionError('it is too long');
  const jwt = decodeJwt(assertion);
  if (jwt === undefined) throw assertionError('it is not a JWT');
  const {iss, sub, jti} = jwt.payload;
  const claimedId = parameters.get('client_id') ?? sub;
  if (typeof sub !== 'string' || iss !== sub || claimedId !== sub)
    throw assertionError('iss and sub');
  const client = tenant.store.clients.get(sub);
  if (client === undefined || !isSignedByOwnKey(tenant, client, jwt))
    throw assertionError('signature');
  const expiresAt = verifyClaims(tenant, jwt);
  if (typeof jti !== 'string' || jti === '' || jti.length > maxIdLength)
    throw assertionError('jti');
  if (!tenant.usedIds.markUsed(`${sub} ${jti}`, expiresAt + clockSkewSeconds, Date.now() / 1000)) {
    throw assertionError('jti was used before');
  }
  return client;
}

function isSignedByOwnKey(tenant: Tenant, client: Client, jwt: DecodedJwt): boolean {
  const {kid} = jwt.header;
  return enabledCredentials(tenant, client, 'private_key_jwt').some(
    credential =>
      (kid === undefined || kid === credential.kid) &&
      isSignedBy(jwt, createPublicKey(credential.pem ?? ''), credential.alg ?? 'RS256'),
  );
}

/** Checks audience and times. Returns `exp`, in seconds since the epoch. */
function verifyClaims(tenant: Tenant, {payload: {aud, exp, iat, nbf}}: DecodedJwt): number {
  const audiences: readonly Json[] = Array.isArray(aud) ? aud : [aud ?? null];
  if (!acceptedAudiences(tenant).some(accepted => audiences.includes(accepted))) {
    throw assertionError('aud');
  }
  const now = Date.now() / 1000;
  if (typeof exp !== 'number' || exp <= now) throw assertionError('exp');
  for (const time of [iat, nbf]) {
    if (time !== undefined && (typeof time !== 'number' || time > now + clockSkewSeconds)) {
      throw assertionError('iat or nbf');
    }
  }
  const begin = typeof iat === 'number' ? iat : now;
  if (exp - begin > maxLifetimeSeconds) throw assertionError('it lives for more than 5 minutes');
  return exp;
}

/** The tenant's or custom domain's URL with a trailing slash [docs]; not the token endpoint. */
function acceptedAudiences({url, customUrl}: Tenant): readonly string[] {
  return [url, customUrl].flatMap(address => (address === undefined ? [] : `${address}/`));
}

/** RFC 7521, section 4.2.1; wording [unverified]. */
function assertionError(what: string) {
  return oauthError(401, 'invalid_client', `Invalid client assertion: ${what}`);
}

/**
 * Compares the TLS client certificate with the registered ones [docs: "Authenticate with mTLS"];
 * wording [unverified].
 */
function authenticateByCertificate(
  tenant: Tenant,
  client: Client,
  certificate: X509Certificate | undefined,
): Client {
  if (certificate === undefined) {
    throw oauthError(401, 'invalid_client', 'Client certificate is required');
  }
  const selfSigned = enabledCredentials(tenant, client, 'self_signed_tls_client_auth');
  const byAuthority = enabledCredentials(tenant, client, 'tls_client_auth');
  const isRegistered =
    selfSigned.some(each => each.thumbprint_sha256 === thumbprintOf(certificate)) ||
    byAuthority.some(
      each => normalizeName(each.subject_dn ?? '') === normalizeName(subjectOf(certificate)),
    );
  if (!isRegistered)
    throw oauthError(401, 'invalid_client', 'Client certificate is not registered');
  return client;
}

function normalizeName(distinguishedName: string): string {
  return distinguishedName.replace(/\s*,\s*/g, ',').trim();
}

function basicCredentials(authorization: string | undefined) {
  const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
  // RFC 6749, section 2.3.1: id and secret are form-encoded.
  const decode = (text: string) => attempt(() => decodeURIComponent(text)) ?? text;
  return {id: decode(id), secret: decode(secret.join(':'))};
}
