import {apiError, payloadError} from './errors.js';
import type {Client} from './records.js';
import type {ClientPatch, NewClient} from './schemas/client.js';
import type {Tenant} from './tenant.js';

/**
 * Third-party applications with enhanced security [docs: "Security Controls for Third-Party
 * Applications"]. Wording of errors [unverified].
 */

const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'];
const appTypes = ['regular_web', 'spa', 'native', 'non_interactive'];

type Sent = Pick<
  ClientPatch,
  'app_type' | 'grant_types' | 'jwt_configuration' | 'token_endpoint_auth_method'
> & {readonly client_authentication_methods?: object | null};

export function isStrictThirdParty(client: Pick<Client, 'third_party_security_mode'>): boolean {
  return client.third_party_security_mode === 'strict';
}

export function assertValidThirdParty({settings}: Tenant, body: NewClient): void {
  const mode = body.third_party_security_mode;
  if (body.is_first_party !== false) {
    if (mode !== undefined) {
      throw payloadError('third_party_security_mode can only be set for third-party clients');
    }
    return;
  }
  assertNoOrganizations(body);
  if (mode !== 'permissive') assertStrictSettings(body, grantTypes);
  else if (settings.thirdPartyModes === 'strict') {
    throw payloadError('third_party_security_mode permissive is not available for this tenant');
  }
}

/** Ownership and mode are "permanent design decisions" [docs]. */
export function assertValidThirdPartyPatch(
  tenant: Tenant,
  before: Client,
  body: ClientPatch,
): void {
  for (const key of ['is_first_party', 'third_party_security_mode'] as const) {
    if (body[key] !== undefined && body[key] !== before[key]) {
      throw payloadError(`${key} cannot be changed after creation`);
    }
  }
  if (!before.is_first_party) assertNoOrganizations(body);
  if (!isStrictThirdParty(before)) return;
  // "Not available for applications created through Dynamic Client Registration" [docs].
  const dynamic = tenant.dynamicClientIds.has(before.client_id);
  assertStrictSettings({...before, ...body}, dynamic ? grantTypes.slice(0, 2) : grantTypes);
}

/** Message [docs: "Create a client"]. */
function assertNoOrganizations({
  organization_usage,
  organization_require_behavior,
}: Pick<ClientPatch, 'organization_usage' | 'organization_require_behavior'>): void {
  if (!organization_usage && !organization_require_behavior) return;
  throw apiError(
    403,
    'Organizations are only available to first party clients on user-based flows. Properties organization_usage and organization_require_behavior must be unset for third party clients.',
  );
}

function assertStrictSettings(sent: Sent, allowed: readonly string[]): void {
  const wrong = sent.grant_types?.filter(type => !allowed.includes(type)) ?? [];
  if (wrong.length > 0) {
    throw payloadError(`grant types not allowed for third-party clients: ${wrong.join(', ')}`);
  }
  if (sent.app_type !== undefined && !appTypes.includes(sent.app_type)) {
    throw payloadError(`app_type not allowed for third-party clients: ${sent.app_type}`);
  }
  const alg = sent.jwt_configuration?.alg;
  if (alg !== undefined && alg !== 'RS256') {
    throw payloadError(`jwt_configuration.alg not allowed for third-party clients: ${alg}`);
  }
  const methods = Object.keys(sent.client_authentication_methods ?? {});
  if (methods.some(method => method !== 'private_key_jwt')) {
    throw payloadError('third-party clients support private_key_jwt only');
  }
  const isPublic = sent.token_endpoint_auth_method === 'none';
  if (isPublic && sent.grant_types?.includes('client_credentials')) {
    throw payloadError('client_credentials is not allowed for public third-party clients');
  }
}
