import {visible} from '../../text/escape.js';
import {hclString} from './escapes.js';
import type {Subject} from './subject.js';

/**
 * HCL that takes the objects over as they are: `terraform plan` shows imports and no change.
 * https://github.com/auth0/terraform-provider-auth0/tree/main/docs/resources
 */
export function terraform(subject: Subject): string {
  const blocks = [
    ...preamble(subject),
    ...api(subject),
    ...scopes(subject),
    ...application(subject),
    ...access(subject),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function preamble({domain}: Subject): readonly string[] {
  return [
    [
      `# What timesheets-setup manages in ${visible(domain)}, as it was found there.`,
      '# `terraform init && terraform plan` shows objects to import, and nothing to change.',
      '# Credentials: AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET.',
    ].join('\n'),
    `terraform {
  required_version = ">= 1.5.0"

  required_providers {
    auth0 = {
      source  = "auth0/auth0"
      version = "~> 1.39"
    }
  }
}`,
    'provider "auth0" {}',
  ];
}

function api({resourceServer}: Subject): readonly string[] {
  const {id, name, identifier, signingAlg, tokenDialect, tokenLifetime} = resourceServer;
  return [
    imported('auth0_resource_server.api', id),
    block('resource "auth0_resource_server" "api"', [
      ...attributes([
        ['name', text(name)],
        ['identifier', text(identifier)],
        ['signing_alg', text(signingAlg)],
        ['token_dialect', text(tokenDialect)],
        ['token_lifetime', tokenLifetime?.toString()],
      ]),
      '',
      ...ignoring(['allow_offline_access', 'verification_location']),
    ]),
  ];
}

/** Auth0 replaces the list whole, and so does this resource: it names every scope that is there. */
function scopes({resourceServer}: Subject): readonly string[] {
  const all = resourceServer.scopes ?? [];
  if (all.length === 0) return [];
  return [
    imported('auth0_resource_server_scopes.api', resourceServer.identifier),
    block('resource "auth0_resource_server_scopes" "api"', [
      '# All permissions of the API: one that is missing here would be removed from it.',
      'resource_server_identifier = auth0_resource_server.api.identifier',
      ...all.flatMap(({value, description}) => [
        '',
        ...block(
          'scopes',
          attributes([
            ['name', text(value)],
            ['description', text(description)],
          ]),
        ).split('\n'),
      ]),
    ]),
  ];
}

function application({client}: Subject): readonly string[] {
  const {clientId, name, appType, grantTypes} = client;
  return [
    imported('auth0_client.job', clientId),
    block('resource "auth0_client" "job"', [
      ...attributes([
        ['name', text(name)],
        ['app_type', text(appType)],
        ['grant_types', grantTypes && list(grantTypes)],
      ]),
      '',
      ...ignoring(unmanagedOfClient),
    ]),
  ];
}

function access({grant, resourceServer}: Subject): readonly string[] {
  if (grant === undefined) return [];
  const {id, subjectType, scope, allowAllScopes} = grant;
  return [
    imported('auth0_client_grant.job', id),
    block('resource "auth0_client_grant" "job"', [
      ...attributes([
        ['client_id', 'auth0_client.job.id'],
        ['audience', 'auth0_resource_server.api.identifier'],
        ['subject_type', text(subjectType)],
        ...(allowAllScopes
          ? [['allow_all_scopes', 'true'] as const]
          : [['scopes', list(scope ?? [])] as const]),
      ]),
      '',
      ...ignoring(['allow_any_organization', 'organization_usage']),
      // A grant names scopes of the API, so those come first.
      ...((resourceServer.scopes ?? []).length > 0
        ? ['', 'depends_on = [auth0_resource_server_scopes.api]']
        : []),
    ]),
  ];
}

/**
 * Attributes that the provider would reset because they don't stand here: optional in its schema,
 * and not computed.
 */
const unmanagedOfClient = [
  'addons',
  'allowed_clients',
  'allowed_logout_urls',
  'allowed_origins',
  'callbacks',
  'client_aliases',
  'client_metadata',
  'compliance_level',
  'cross_origin_auth',
  'cross_origin_loc',
  'custom_login_page',
  'description',
  'encryption_key',
  'form_template',
  'initiate_login_uri',
  'logo_uri',
  'organization_discovery_methods',
  'organization_require_behavior',
  'organization_usage',
  'require_proof_of_possession',
  'require_pushed_authorization_requests',
  'session_transfer',
  'sso',
  'sso_disabled',
  'token_exchange',
  'web_origins',
];

function ignoring(names: readonly string[]): readonly string[] {
  return [
    '# Not managed by timesheets-setup: stays as it is.',
    ...block('lifecycle', ['ignore_changes = [', ...names.map(name => `  ${name},`), ']']).split(
      '\n',
    ),
  ];
}

function imported(to: string, id: string): string {
  return block(
    'import',
    attributes([
      ['to', to],
      ['id', hclString(id)],
    ]),
  );
}

function text(value: string | undefined): string | undefined {
  return value === undefined ? undefined : hclString(value);
}

function list(values: readonly string[]): string {
  return `[${values.map(hclString).join(', ')}]`;
}

/** Aligned as `terraform fmt` does; what the tenant doesn't have is left out. */
function attributes(rows: readonly (readonly [string, string | undefined])[]): readonly string[] {
  const present = rows.filter(([, value]) => value !== undefined);
  const width = Math.max(...present.map(([name]) => name.length));
  return present.map(([name, value]) => `${name.padEnd(width)} = ${value}`);
}

function block(head: string, lines: readonly string[]): string {
  const body = lines.map(line => (line === '' ? '' : `  ${line}`));
  return [`${head} {`, ...body, '}'].join('\n');
}
