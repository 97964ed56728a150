import {buildResourceServer, placeholderCertificate, refreshToken} from '../defaults.js';
import type {Client, Scope} from '../records.js';
import type {Seeder} from './seeder.js';

/**
 * Every new tenant has the Management API, the hidden “All Applications” client, the “Default App”
 * and the admin's application, which is returned.
 */
export async function seedBaseTenant(seeder: Seeder): Promise<Client> {
  const {store, ids, managementAudience, settings} = seeder.tenant;
  const management = {identifier: managementAudience, name: 'Auth0 Management API'};
  store.resourceServers.insert({
    ...buildResourceServer(ids, {...management, scopes: managementScopes()}),
    is_system: true,
  });

  // Without app_type and grant_types [recorded, section 5.1].
  store.clients.insert({
    tenant: seeder.tenant.name,
    global: true,
    callbacks: [],
    is_first_party: true,
    name: 'All Applications',
    refresh_token: refreshToken,
    owners: [`mr|auth0|${ids.resourceServer()}`],
    cross_origin_authentication: true,
    signing_keys: [placeholderCertificate(ids, seeder.tenant)],
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
      ? await seeder.m2mApplicationWithKey('Tenant Setup', 'admin')
      : seeder.m2mApplication('Tenant Setup');
  seeder.grant(admin, settings.adminScopes, {audience: managementAudience});
  return admin;
}

/** `verbs|collection` of the Management API's scopes, in recorded order. */
const families = [
  'read create delete update|client_grants',
  'read update delete create|users',
  'read update delete create|users_app_metadata',
  'read create delete|user_custom_blocks',
  'create|user_tickets',
  'read update delete create|clients',
  'read update delete create|client_keys',
  'read update delete create|client_credentials',
  'read|client_summary',
  'read update delete create|connections',
  'read update delete create|resource_servers',
  'read update delete create|device_credentials',
  'read update delete create|rules',
  'read update delete|rules_configs',
  'read update delete create|hooks',
  'read update delete create|actions',
  'read update delete create|email_provider',
  'read update delete create|roles',
  'read update|tenant_settings',
  'read|logs',
  'read|stats',
  'read update delete create|custom_domains',
  'read update delete create|email_templates',
  'read update delete create|organizations',
  'read update delete create|organization_members',
  'read update delete create|organization_connections',
  'read create delete|organization_client_grants',
  'read update delete create|branding',
  'read update|prompts',
  'read update create|signing_keys',
  'read update|attack_protection',
  'read update delete create|log_streams',
  'read update delete|sessions',
  'read update delete|refresh_tokens',
  'read update delete create|forms',
  'read update delete create|flows',
  'read update delete create|network_acls',
];

/** `description` comes before `value` [recorded, section 4.5]. */
function managementScopes(): readonly Scope[] {
  return families.flatMap(family => {
    const [verbs = '', collection = ''] = family.split('|');
    return verbs.split(' ').map(verb => ({
      description: `${verb} ${collection.replaceAll('_', ' ')}`.replace(/\b[a-z]/g, letter =>
        letter.toUpperCase(),
      ),
      value: `${verb}:${collection}`,
    }));
  });
}
