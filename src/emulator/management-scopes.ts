import type {Scope} from './records.js';

/** `verbs|collection` of the Management API's own scopes, in the order of the captures. */
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

/** Description before value: the Management API's own order [recorded, section 4.5]. */
export function managementScopes(): readonly Scope[] {
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
