import {exportedFields, type Models, type Resource} from '../../model/resource.js';
import {customDomainNotes} from '../../model/tenant-address.js';
import {visible} from '../../text/escape.js';
import {hclString} from './quoting.js';
import type {ExportSubject} from './subject.js';

/**
 * HCL that imports the objects as they are: `terraform plan` shows imports and no changes.
 * https://github.com/auth0/terraform-provider-auth0/tree/main/docs/resources
 */
export function exportTerraform(subject: ExportSubject): string {
  const blocks = [
    ...preamble(subject),
    ...api(subject),
    ...scopes(subject),
    ...application(subject),
    ...access(subject),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** `audience`: https://github.com/auth0/terraform-provider-auth0/blob/main/docs/index.md */
function hostLines(subject: ExportSubject): readonly string[] {
  const lines = customDomainNotes(subject).map(sentence => `# ${visible(sentence)}`);
  if (subject.ownDomain === undefined) return lines;
  const audience = `https://${visible(subject.ownDomain)}/api/v2/`;
  return [
    ...lines,
    `# Credentials: set AUTH0_DOMAIN=${visible(subject.domain)} and AUTH0_AUDIENCE=${audience} as well.`,
  ];
}

function preamble(subject: ExportSubject): readonly string[] {
  const {domain} = subject;
  return [
    [
      `# What timesheets-setup manages in ${visible(domain)}, as read from the tenant.`,
      '# `terraform init && terraform plan` shows objects to import, and no changes.',
      '# Credentials: AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET.',
      ...hostLines(subject),
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

function api({resourceServer}: ExportSubject): readonly string[] {
  return [
    importBlock('auth0_resource_server.api', resourceServer.id),
    block('resource "auth0_resource_server" "api"', [
      ...attributes(attributesOf('resource-server', resourceServer)),
      '',
      ...ignoreChanges(
        ['allow_offline_access', 'verification_location'],
        'resource-server',
        resourceServer,
      ),
    ]),
  ];
}

/** This resource replaces the API's whole list of scopes, so it must name every existing one. */
function scopes({resourceServer}: ExportSubject): readonly string[] {
  const all = resourceServer.scopes ?? [];
  if (all.length === 0) return [];
  return [
    importBlock('auth0_resource_server_scopes.api', resourceServer.identifier),
    block('resource "auth0_resource_server_scopes" "api"', [
      '# All permissions of the API. Terraform removes those that are missing here.',
      'resource_server_identifier = auth0_resource_server.api.identifier',
      ...all.flatMap(({value, description}) => [
        '',
        ...block(
          'scopes',
          attributes([
            ['name', hclString(value)],
            ['description', description === undefined ? undefined : hclString(description)],
          ]),
        ).split('\n'),
      ]),
    ]),
  ];
}

function application({client}: ExportSubject): readonly string[] {
  return [
    importBlock('auth0_client.job', client.clientId),
    block('resource "auth0_client" "job"', [
      ...attributes(attributesOf('client', client)),
      '',
      ...ignoreChanges(unmanagedOfClient, 'client', client),
    ]),
  ];
}

function access({grant, resourceServer}: ExportSubject): readonly string[] {
  if (grant === undefined) return [];
  const {id, subjectType, scope, ...others} = grant;
  // The provider accepts either a list of scopes or `allow_all_scopes`, not both.
  const {allowAllScopes, ...rest} = others;
  const granted = allowAllScopes ? others : {...rest, scope: scope ?? []};
  return [
    importBlock('auth0_client_grant.job', id),
    block('resource "auth0_client_grant" "job"', [
      ...attributes([
        ['client_id', 'auth0_client.job.id'],
        ['audience', 'auth0_resource_server.api.identifier'],
        ['subject_type', hclString(subjectType)],
        ...attributesOf('client-grant', granted),
      ]),
      '',
      ...ignoreChanges(['allow_any_organization', 'organization_usage'], 'client-grant', grant),
      // The grant's scopes must exist on the API first.
      ...((resourceServer.scopes ?? []).length > 0
        ? ['', 'depends_on = [auth0_resource_server_scopes.api]']
        : []),
    ]),
  ];
}

/**
 * Attributes that the provider would reset if they are missing here, because its schema has them as
 * optional and not computed.
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

/** Attributes that are exported are managed, so they are not ignored. */
function ignoreChanges<Kind extends Resource>(
  optional: readonly string[],
  resource: Kind,
  object: Models[Kind],
): readonly string[] {
  const exported = new Set(attributesOf(resource, object).map(([name]) => name));
  const names = optional.filter(name => !exported.has(name));
  return [
    '# Not managed by timesheets-setup: stays as it is.',
    ...block('lifecycle', ['ignore_changes = [', ...names.map(name => `  ${name},`), ']']).split(
      '\n',
    ),
  ];
}

function importBlock(to: string, id: string): string {
  return block(
    'import',
    attributes([
      ['to', to],
      ['id', hclString(id)],
    ]),
  );
}

/** An object's fields by the provider's names. Lists of objects are separate resources. */
function attributesOf<Kind extends Resource>(
  resource: Kind,
  object: Partial<Models[Kind]>,
): readonly (readonly [string, string])[] {
  return exportedFields(resource, object).flatMap(([{wire, terraform}, value]) => {
    const name = terraform === undefined ? wire : terraform;
    const text = hclOf(value);
    return name === null || text === undefined ? [] : [[name, text] as const];
  });
}

function hclOf(value: unknown): string | undefined {
  if (typeof value === 'string') return hclString(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value) || !value.every(item => typeof item === 'string')) return undefined;
  return list(value);
}

function list(values: readonly string[]): string {
  return `[${values.map(hclString).join(', ')}]`;
}

/** Aligned like `terraform fmt`. Undefined values are left out. */
function attributes(rows: readonly (readonly [string, string | undefined])[]): readonly string[] {
  const present = rows.filter(([, value]) => value !== undefined);
  const width = Math.max(...present.map(([name]) => name.length));
  return present.map(([name, value]) => `${name.padEnd(width)} = ${value}`);
}

function block(head: string, lines: readonly string[]): string {
  const body = lines.map(line => (line === '' ? '' : `  ${line}`));
  return [`${head} {`, ...body, '}'].join('\n');
}
