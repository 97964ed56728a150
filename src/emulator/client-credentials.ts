import {X509Certificate} from 'node:crypto';
import {buildClient} from './defaults.js';
import {apiError, validationError} from './errors.js';
import type {IdSource} from './ids.js';
import {parseRsaPublicKey} from './jwt.js';
import {attempt, type Client, type ClientCredential, type JsonObject} from './records.js';
import type {NewClient} from './schemas/client.js';
import {
  type AuthenticationMethod,
  type AuthenticationMethods,
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
  const [sent] = Object.entries(body.client_authentication_methods ?? noMethods);
  if (sent === undefined) return store.clients.insert(client);
  const [method, {credentials}] = sent;
  const built = credentials.map(each => buildCredential(ids, client.client_id, each));
  for (const credential of built) store.credentials.insert(credential);
  const references = {credentials: built.map(({id}) => ({id}))};
  return store.clients.insert({...client, client_authentication_methods: {[method]: references}});
}

const noMethods: NewMethods = {};

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

function parseCertificate(pem = ''): X509Certificate | undefined {
  return attempt(() => new X509Certificate(pem));
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
