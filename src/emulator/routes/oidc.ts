import type {Hono} from 'hono';
import {buildClient} from '../defaults.js';
import {notFound, oauthError} from '../errors.js';
import {type AppEnv, jsonResponse, readJsonBody} from '../http.js';
import {jwks} from '../keys.js';
import {isJsonObject, type Json} from '../records.js';
import {requestOrigin, type Tenant} from '../tenant.js';
import {assertRoomForClient} from './clients.js';

const grantTypes = ['authorization_code', 'refresh_token'];
const authMethods = ['none', 'client_secret_post'];

/**
 * Open Dynamic Registration: registers an application without a token [docs: "Dynamic Client
 * Registration"]. If it is off, the path is a 404 [unverified].
 */
export function registrationRoute(app: Hono<AppEnv>, tenant: Tenant): void {
  app.post('/oidc/register', async c => {
    if (tenant.settings.dynamicRegistration === 'off') throw notFound.path();
    const registration = readRegistration(await readJsonBody(c));
    assertRoomForClient(tenant); // [reported, section 4.5]
    const client = tenant.store.clients.insert(
      buildClient(tenant.ids, tenant, {
        name: registration.name,
        is_first_party: false,
        callbacks: registration.redirectUris,
        grant_types: registration.grantTypes,
        token_endpoint_auth_method: registration.method,
        external_metadata_type: 'dcr',
      }),
    );
    tenant.dynamicClientIds.add(client.client_id);
    return jsonResponse(201, {
      client_name: client.name,
      client_id: client.client_id,
      ...(registration.method !== 'none' && {client_secret: client.client_secret}),
      redirect_uris: registration.redirectUris,
      client_secret_expires_at: 0,
      grant_types: registration.grantTypes,
      token_endpoint_auth_method: registration.method,
    });
  });
}

/** Error codes from RFC 7591; wording and default name [unverified]. */
function readRegistration(body: Json) {
  if (!isJsonObject(body))
    throw oauthError(400, 'invalid_client_metadata', 'The payload is not an object');
  const {client_name: name = 'Dynamic Client', redirect_uris, token_endpoint_auth_method} = body;
  const method = token_endpoint_auth_method ?? 'client_secret_post';
  if (typeof name !== 'string' || !/^[^<>]+$/.test(name)) {
    throw oauthError(400, 'invalid_client_metadata', 'client_name is invalid');
  }
  const redirectUris = stringList(redirect_uris);
  if (redirectUris === undefined || redirectUris.length === 0) {
    throw oauthError(400, 'invalid_redirect_uri', 'redirect_uris is required');
  }
  if (typeof method !== 'string' || !authMethods.includes(method)) {
    throw oauthError(400, 'invalid_client_metadata', 'token_endpoint_auth_method is invalid');
  }
  // "Filtered down in response to reflect the ones it will be allowed to use" [docs].
  const wanted = stringList(body.grant_types) ?? grantTypes;
  return {name, redirectUris, method, grantTypes: grantTypes.filter(type => wanted.includes(type))};
}

function stringList(value: Json | undefined): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter(item => typeof item === 'string');
}

/** Fact sheet, section 8. */
export function wellKnownRoutes(app: Hono<AppEnv>, tenant: Tenant): void {
  app.get('/.well-known/jwks.json', async () =>
    jsonResponse(200, await jwks(tenant.keys, tenant.domain)),
  );

  app.get('/.well-known/openid-configuration', c => {
    const address = requestOrigin(tenant, c.req.url);
    return jsonResponse(200, {
      issuer: `${address}/`,
      token_endpoint: `${address}/oauth/token`,
      jwks_uri: `${address}/.well-known/jwks.json`,
      ...(tenant.settings.dynamicRegistration === 'open' && {
        registration_endpoint: `${address}/oidc/register`,
      }),
      token_endpoint_auth_methods_supported: [
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
        'tls_client_auth',
        'self_signed_tls_client_auth',
      ],
      token_endpoint_auth_signing_alg_values_supported: ['RS256', 'RS384', 'PS256'],
      id_token_signing_alg_values_supported: ['HS256', 'RS256', 'PS256'],
      dpop_signing_alg_values_supported: ['ES256'],
    });
  });
}
