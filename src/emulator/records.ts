import type {NewClient} from './schemas/client.js';
import type {AuthenticationMethods, NewCredential} from './schemas/client-credential.js';
import type {NewClientGrant} from './schemas/client-grant.js';
import type {NewResourceServer} from './schemas/resource-server.js';

/** Fields that the emulator stores without interpreting them. */
type OtherFields = {readonly [field: string]: Json | undefined};

export type Scope = {readonly value: string; readonly description?: string};

/** What a create accepts, and what Auth0 adds. */
export type ResourceServer = OtherFields &
  NewResourceServer & {
    readonly id: string;
    readonly is_system?: boolean;
    readonly allow_offline_access: boolean;
    readonly skip_consent_for_verifiable_first_party_clients: boolean;
    readonly token_lifetime: number;
    readonly token_lifetime_for_web: number;
    readonly signing_alg: string;
  };

type ClientSigningKey = {
  readonly cert: string;
  readonly key?: string;
  readonly pkcs7: string;
  readonly subject: string;
};

export type Client = OtherFields &
  Omit<
    NewClient,
    | 'client_authentication_methods'
    | 'token_endpoint_auth_method'
    // One of the other fields: tests may leave it undefined.
    | 'resource_server_identifier'
  > & {
    readonly tenant: string;
    readonly global: boolean;
    readonly is_first_party: boolean;
    readonly client_id: string;
    readonly signing_keys: readonly ClientSigningKey[];
    readonly client_authentication_methods?: AuthenticationMethods;
    /** Null if `client_authentication_methods` is set. */
    readonly token_endpoint_auth_method?: string | null;
  };

/** A public key or a certificate of an application [sdk]. */
export type ClientCredential = Omit<NewCredential, 'parse_expiry_from_cert'> & {
  readonly id: string;
  readonly client_id: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly thumbprint_sha256?: string;
};

export type Organization = OtherFields & {
  readonly id: string;
  readonly name: string;
  readonly display_name?: string;
};

/** Lets an organization use a grant. */
export type OrganizationGrant = {
  readonly organization_id: string;
  readonly grant_id: string;
};

/** `organization_usage` defaults to `deny` [source: go-auth0]. */
export type ClientGrant = OtherFields &
  NewClientGrant & {
    readonly id: string;
    readonly subject_type: string;
    readonly is_system?: boolean;
  };

/**
 * Key order of raw response bodies [recorded, section 4.3]; the position of `signing_secret` is
 * [unverified].
 */
export const resourceServerKeyOrder = (
  'id name identifier allow_offline_access ' +
  'skip_consent_for_verifiable_first_party_clients allow_online_access ' +
  'allow_online_access_with_ephemeral_sessions subject_type_authorization token_lifetime ' +
  'token_lifetime_for_web token_lifetime_for_anonymous_access_tokens signing_alg ' +
  'signing_secret scopes enforce_policies token_dialect token_encryption consent_policy ' +
  'authorization_details proof_of_possession authorization_policy client_id is_system'
).split(' ');

/** Key order of raw response bodies [recorded, section 5.3, and deploy-cli's create responses]. */
export const clientKeyOrder = (
  'tenant global is_token_endpoint_ip_header_trusted name description allowed_clients ' +
  'allowed_logout_urls callbacks client_metadata cross_origin_authentication ' +
  'is_first_party native_social_login oidc_conformant refresh_token owners ' +
  'custom_login_page sso_disabled cross_origin_auth encrypted signing_keys ' +
  'allowed_origins client_id callback_url_template client_secret jwt_configuration ' +
  'client_aliases token_endpoint_auth_method client_authentication_methods app_type ' +
  'grant_types web_origins custom_login_page_on'
).split(' ');

/** Key order of the hidden “All Applications” client [recorded, deploy-cli]. */
export const globalClientKeyOrder = (
  'tenant global callbacks is_first_party name refresh_token owners custom_login_page ' +
  'cross_origin_authentication signing_keys client_id client_secret custom_login_page_on'
).split(' ');

/** Key order [recorded, section 6.1, and the Terraform provider's create responses]. */
export const clientGrantKeyOrder = (
  'id client_id default_for audience scope organization_usage allow_any_organization ' +
  'subject_type authorization_details_types allow_all_scopes is_system'
).split(' ');

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = {readonly [key: string]: Json | undefined};

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Puts the keys in Auth0's order, unknown keys last, and drops undefined values, because Auth0
 * omits a field that was never set (section 1.3).
 */
export function orderKeys<T extends JsonObject>(record: T, order: readonly string[]): T {
  const ordered = {...record};
  for (const key of Object.keys(ordered)) Reflect.deleteProperty(ordered, key);
  const rest = Object.keys(record).filter(key => !order.includes(key));
  for (const key of [...order, ...rest]) {
    if (record[key] !== undefined) Reflect.set(ordered, key, record[key]);
  }
  return ordered;
}

/** The result of `compute`, or undefined if it throws. */
export function attempt<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}

export function pickFields(record: JsonObject, keeps: (key: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([key]) => keeps(key)));
}
