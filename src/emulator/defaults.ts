import type {IdSource} from './ids.js';
import type {Client, ClientGrant, JsonObject, ResourceServer} from './records.js';
import type {NewClient} from './schemas/client.js';
import type {NewClientGrant} from './schemas/client-grant.js';
import type {NewResourceServer, ResourceServerPatch} from './schemas/resource-server.js';

export interface TenantName {
  readonly name: string;
  readonly domain: string;
}

const policies = {client: {policy: 'require_client_grant'}, user: {policy: 'allow_all'}};

/** Adds the fields that Auth0 adds to a minimal create [recorded, section 4.3]. */
export function buildResourceServer(ids: IdSource, body: NewResourceServer): ResourceServer {
  const minimal: ResourceServer = {
    id: ids.resourceServer(),
    identifier: body.identifier,
    allow_offline_access: false,
    skip_consent_for_verifiable_first_party_clients: false,
    subject_type_authorization: policies,
    token_lifetime: 86_400,
    token_lifetime_for_web: 7200,
    // RS256 is the default, although the SDK's comment differs (section 1.2).
    signing_alg: 'RS256',
  };
  return patchResourceServer(ids, minimal, body);
}

/**
 * The record after a PATCH: each sent key is replaced as a whole, null removes it (section 3).
 *
 * [unverified]: whether a shorter `token_lifetime` lowers the one for web, and that leaving HS256
 * drops the secret (section 4.4). That is the stricter assumption, because undo can't restore it.
 */
export function patchResourceServer(
  ids: IdSource,
  before: ResourceServer,
  body: ResourceServerPatch,
): ResourceServer {
  const {signing_secret, ...after} = applyPatch(before, body);
  return {
    ...after,
    ...(body.subject_type_authorization !== undefined && {
      subject_type_authorization: {...policies, ...body.subject_type_authorization},
    }),
    token_lifetime_for_web: Math.min(after.token_lifetime_for_web, after.token_lifetime),
    ...(after.signing_alg === 'HS256' && {signing_secret: signing_secret ?? ids.signingSecret()}),
  };
}

export const refreshToken = {
  expiration_type: 'non-expiring',
  leeway: 0,
  infinite_token_lifetime: true,
  infinite_idle_token_lifetime: true,
  token_lifetime: 2_592_000,
  idle_token_lifetime: 1_296_000,
  rotation_type: 'non-rotating',
};

/** "Non-expiring refresh tokens are not available" to third parties [docs]. */
const expiringRefreshToken = {
  ...refreshToken,
  expiration_type: 'expiring',
  infinite_token_lifetime: false,
  infinite_idle_token_lifetime: false,
};

/**
 * Adds the fields that Auth0 adds to a minimal create [recorded, sections 1.7 and 5.4]. An
 * application with a key pair has no secret; `insertClient` adds the references to its credentials.
 */
export function buildClient(
  ids: IdSource,
  tenant: TenantName,
  body: NewClient & {readonly external_metadata_type?: string},
): Client {
  const {client_authentication_methods, ...sent} = withoutNulls(body);
  const mode = securityModeOf(body);
  const strict = mode === 'strict';
  return {
    tenant: tenant.name,
    global: false,
    is_token_endpoint_ip_header_trusted: false,
    cross_origin_authentication: false,
    oidc_conformant: false,
    refresh_token: strict ? expiringRefreshToken : refreshToken,
    sso_disabled: false,
    cross_origin_auth: false,
    callback_url_template: false,
    custom_login_page_on: true,
    grant_types: defaultGrantTypes(body),
    ...(strict && {redirection_policy: 'open_redirect_protection'}),
    ...sent,
    name: body.name,
    is_first_party: body.is_first_party ?? true,
    ...(mode !== undefined && {third_party_security_mode: mode}),
    signing_keys: [placeholderCertificate(ids, tenant)],
    client_id: strict ? ids.thirdPartyClient() : ids.client(),
    ...(client_authentication_methods === undefined
      ? {client_secret: body.client_secret ?? ids.clientSecret()}
      : {token_endpoint_auth_method: null}),
    jwt_configuration: jwtConfiguration(body.jwt_configuration, strict ? 3600 : 36_000),
  };
}

/** Third-party applications are `strict` unless the body says otherwise [docs]. */
function securityModeOf(body: NewClient): string | undefined {
  return body.is_first_party === false ? (body.third_party_security_mode ?? 'strict') : undefined;
}

/** Public clients can't use client credentials. */
function defaultGrantTypes(body: NewClient): readonly string[] {
  // [docs: "Configure Third-Party Applications"]
  if (securityModeOf(body) === 'strict') return ['authorization_code', 'refresh_token'];
  const all = ['authorization_code', 'implicit', 'refresh_token'];
  return body.token_endpoint_auth_method === 'none' ? all : [...all, 'client_credentials'];
}

/**
 * An application has either key pairs or a secret; removing its key pairs generates a secret
 * [unverified].
 */
export function keepOneAuthMethod(ids: IdSource, client: Client): Client {
  if (client.client_authentication_methods !== undefined) {
    const {client_secret: _, ...rest} = client;
    return {...rest, token_endpoint_auth_method: null};
  }
  if (client.client_secret !== undefined) return client;
  const {token_endpoint_auth_method: method, ...rest} = client;
  const known = typeof method === 'string' ? {token_endpoint_auth_method: method} : {};
  return {...rest, ...known, client_secret: ids.clientSecret()};
}

/** Without a configuration, `alg` is missing and `secret_encoded` is false [both recorded]. */
export function jwtConfiguration(
  sent: NewClient['jwt_configuration'],
  lifetime = 36_000,
): JsonObject {
  if (sent === undefined) return {secret_encoded: false, lifetime_in_seconds: lifetime};
  const {alg, lifetime_in_seconds = lifetime, secret_encoded = false, ...rest} = sent;
  const known = {lifetime_in_seconds, secret_encoded, ...rest};
  return alg === undefined ? known : {alg, ...known};
}

/** A placeholder for the application's certificate; nothing reads it. */
export function placeholderCertificate(ids: IdSource, tenant: TenantName) {
  return {
    cert: pemBlock('CERTIFICATE', ids.base64(64)),
    pkcs7: pemBlock('PKCS7', ids.base64(64)),
    subject: `/CN=${tenant.domain}`,
  };
}

export function pemBlock(label: string, content: string): string {
  return `-----BEGIN ${label}-----\r\n${content}\r\n-----END ${label}-----\r\n`;
}

/** `subject_type` is always present (section 6.1). */
export function buildGrant(ids: IdSource, body: NewClientGrant): ClientGrant {
  return normalizeScope({subject_type: 'client', ...body, id: ids.grant()});
}

/** The `scope` key is absent with `allow_all_scopes` and always present without (section 6.3). */
export function normalizeScope(grant: ClientGrant): ClientGrant {
  const {scope = [], ...rest} = grant;
  return grant.allow_all_scopes === true ? rest : {...rest, scope};
}

/** Keys in `patch` replace those of `record`; null removes them. */
export function applyPatch<T extends JsonObject>(record: T, patch: JsonObject): T {
  const after = {...record};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(after, key);
    else Reflect.set(after, key, value);
  }
  return after;
}

/** An object patched with itself loses its nulls. */
function withoutNulls<T extends JsonObject>(body: T): T {
  return applyPatch(body, body);
}
