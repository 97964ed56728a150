import {createPublicKey, X509Certificate} from 'node:crypto';
import {buildClient} from './defaults.js';
import {apiError, validationError} from './errors.js';
import type {IdSource} from './ids.js';
import {parseRsaPublicKey} from './jwt.js';
import type {AuthenticationMethods, Client, ClientCredential, JsonObject} from './records.js';
import type {NewClient} from './schemas/client.js';
import {
  type AuthenticationMethod,
  credentialTypes,
  type NewCredential,
  type NewMethods,
} from './schemas/client-credential.js';
import type {Tenant} from './tenant.js';

/**
 * Creates the application and turns its keys and certificates into credential records, which it
 * refers to by id.
 */
export function insertClient(tenant: Tenant, body: NewClient): Client {
  const {store, ids} = tenant;
  const client = buildClient(ids, tenant, body);
  const methods = body.client_authentication_methods;
  if (methods === undefined) return store.clients.insert(client);
  const {client_id} = client;
  const credentials = buildCredentials(ids, client_id, methods);
  for (const credential of credentials) store.credentials.insert(credential);
  return store.clients.insert({
    ...client,
    client_authentication_methods: credentialReferences(credentials),
  });
}

function buildCredentials(
  ids: IdSource,
  clientId: string,
  methods: NewMethods,
): readonly ClientCredential[] {
  return credentialTypes.flatMap(({method}) =>
    (methods[method]?.credentials ?? []).map(sent => buildCredential(ids, clientId, sent)),
  );
}

function credentialReferences(credentials: readonly ClientCredential[]): AuthenticationMethods {
  return Object.fromEntries(
    credentialTypes.flatMap(({method, type}) => {
      const own = credentials.filter(each => each.credential_type === type);
      return own.length === 0 ? [] : [[method, {credentials: own.map(({id}) => ({id}))}]];
    }),
  );
}

/** Auth0 adds an id, a key id, dates and the values that it reads from a certificate [sdk]. */
export function buildCredential(
  ids: IdSource,
  clientId: string,
  sent: NewCredential,
): ClientCredential {
  const {parse_expiry_from_cert, ...rest} = sent;
  const created = new Date().toISOString();
  const base = {
    ...rest,
    id: ids.credential(),
    client_id: clientId,
    created_at: created,
    updated_at: created,
  };
  if (sent.credential_type === 'public_key') {
    if (parseRsaPublicKey(sent.pem ?? '') === undefined) throw pemError();
    const until = parse_expiry_from_cert === true ? parseCertificate(sent.pem)?.validTo : undefined;
    return {
      ...base,
      kid: sent.kid ?? ids.keyId(),
      alg: sent.alg ?? 'RS256',
      ...(until !== undefined && {expires_at: new Date(until).toISOString()}),
    };
  }
  if (sent.credential_type === 'cert_subject_dn' && sent.subject_dn !== undefined) {
    if (sent.pem === undefined) return base;
    // [sdk]; wording [unverified].
    throw apiError(400, 'pem and subject_dn are mutually exclusive', 'invalid_body');
  }
  const certificate = parseCertificate(sent.pem);
  if (certificate === undefined) throw pemError();
  return sent.credential_type === 'cert_subject_dn'
    ? {...base, subject_dn: subjectOf(certificate)}
    : {...base, thumbprint_sha256: thumbprintOf(certificate)};
}

/** Wording [unverified]. */
function pemError() {
  return validationError('Payload', "Object didn't pass validation for format pem", 'pem');
}

function parseCertificate(pem: string | undefined): X509Certificate | undefined {
  try {
    return new X509Certificate(pem ?? '');
  } catch {
    return undefined;
  }
}

export function subjectOf(certificate: X509Certificate): string {
  return certificate.subject.split('\n').join(',');
}

export function thumbprintOf(certificate: X509Certificate): string {
  return Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
}

/** The application's credentials for that method, without expired ones. */
export function enabledCredentials(
  {store}: Tenant,
  client: Client,
  method: AuthenticationMethod,
): readonly ClientCredential[] {
  const references = client.client_authentication_methods?.[method]?.credentials ?? [];
  return references.flatMap(({id}) => {
    const credential = store.credentials.get(id);
    const expired =
      credential?.expires_at !== undefined && Date.parse(credential.expires_at) < Date.now();
    return credential === undefined || expired ? [] : credential;
  });
}

export function publicKeyOf({pem = ''}: ClientCredential) {
  return createPublicKey(pem);
}

/** The API never returns the key itself [sdk]. */
export function credentialResponse({pem: _, client_id: __, ...rest}: ClientCredential): JsonObject {
  return rest;
}

/** An update may only refer to the application's own credentials [sdk]; wording [unverified]. */
export function assertOwnCredentials(
  tenant: Tenant,
  client: Client,
  methods: AuthenticationMethods,
) {
  for (const {method, type} of credentialTypes) {
    for (const {id} of methods[method]?.credentials ?? []) {
      const credential = tenant.store.credentials.get(id);
      const fits =
        credential?.client_id === client.client_id && credential.credential_type === type;
      if (!fits) throw apiError(400, `The credential does not exist: ${id}`, 'invalid_body');
    }
  }
}
