import {certificate, refreshToken} from './defaults.js';
import {managementScopes} from './management-scopes.js';
import type {Client} from './records.js';
import type {Seeder} from './seeder.js';

/**
 * What every real tenant has before anybody does anything: the Management API, the hidden
 * 'All Applications', 'Default App'; and the application that the admin signs in with.
 */
export async function seedEveryTenant(seeder: Seeder): Promise<Client> {
  const {store, ids, managementAudience, settings} = seeder.tenant;
  store.resourceServers.insert({
    id: ids.resourceServer(),
    name: 'Auth0 Management API',
    identifier: managementAudience,
    allow_offline_access: false,
    skip_consent_for_verifiable_first_party_clients: false,
    subject_type_authorization: {
      client: {policy: 'require_client_grant'},
      user: {policy: 'allow_all'},
    },
    token_lifetime: 86_400,
    token_lifetime_for_web: 7200,
    signing_alg: 'RS256',
    scopes: managementScopes(),
    is_system: true,
  });

  // No app_type, no grant_types [recorded, section 5.1].
  store.clients.insert({
    tenant: seeder.tenant.name,
    global: true,
    callbacks: [],
    is_first_party: true,
    name: 'All Applications',
    refresh_token: refreshToken,
    owners: [`mr|auth0|${ids.resourceServer()}`],
    cross_origin_authentication: true,
    signing_keys: [certificate(ids, seeder.tenant)],
    client_id: ids.client(),
    client_secret: ids.clientSecret(),
    custom_login_page_on: true,
  });

  seeder.application({
    name: 'Default App',
    callbacks: [],
    oidc_conformant: true,
    jwt_configuration: {alg: 'RS256', lifetime_in_seconds: 36_000, secret_encoded: false},
  });

  const admin =
    settings.adminSignsInWith === 'private-key'
      ? await seeder.machineWithKey('Tenant Setup', 'admin')
      : seeder.machine('Tenant Setup');
  seeder.grant(admin, settings.adminScopes, {audience: managementAudience});
  return admin;
}
