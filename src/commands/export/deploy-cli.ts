import {visible} from '../../text/escape.js';
import {unholdable, yamlString} from './escapes.js';
import type {Subject} from './subject.js';

/**
 * Tenant YAML that auth0-deploy-cli imports without a change: it finds APIs by identifier,
 * applications by name and grants by both, and sends only the fields that stand here.
 * https://auth0.com/docs/deploy-monitor/deploy-cli-tool
 * Throws `Problem` usage for a name that the tool takes for one of its placeholders.
 */
export function deployCli(subject: Subject): string {
  return [
    `# What timesheets-setup manages in ${visible(subject.domain)}, as it was found there. Import it with`,
    '#   AUTH0_ALLOW_DELETE=false a0deploy import --input_file tenant.yaml',
    '# and keep AUTH0_ALLOW_DELETE false: with true, everything that is not in this file is deleted.',
    ...api(subject),
    ...application(subject),
    ...access(subject),
    '',
  ].join('\n');
}

function api({resourceServer}: Subject): readonly string[] {
  const {name, identifier, signingAlg, tokenDialect, tokenLifetime, scopes} = resourceServer;
  return [
    'resourceServers:',
    ...item([
      ['identifier', whole(identifier)],
      ['name', text(name)],
      ['signing_alg', text(signingAlg)],
      ['token_dialect', text(tokenDialect)],
      ['token_lifetime', tokenLifetime?.toString()],
    ]),
    ...(scopes === undefined || scopes.length === 0
      ? []
      : [
          '    # All permissions of the API: one that is missing here would be removed from it.',
          '    scopes:',
          ...scopes.flatMap(({value, description}) =>
            item([
              ['value', yamlString(value)],
              // The tool looks for placeholders in no list.
              ['description', description === undefined ? undefined : yamlString(description)],
            ]).map(line => `    ${line}`),
          ),
        ]),
  ];
}

function application(subject: Subject): readonly string[] {
  const {clientId, name, appType, grantTypes, tokenEndpointAuthMethod} = subject.client;
  return [
    'clients:',
    ...item([
      ['name', whole(name)],
      // Where two bear the name, it must not be left to chance which one is meant.
      ['client_id', subject.clientName === 'shared' ? whole(clientId) : undefined],
      ['app_type', text(appType)],
      ['token_endpoint_auth_method', text(tokenEndpointAuthMethod)],
    ]),
    ...list('grant_types', grantTypes),
  ];
}

function access({resourceServer, client, clientName, grant}: Subject): readonly string[] {
  if (grant === undefined) return [];
  const {subjectType, allowAllScopes, scope} = grant;
  return [
    'clientGrants:',
    ...item([
      ['client_id', whole(clientName === 'shared' ? client.clientId : client.name)],
      ['audience', whole(resourceServer.identifier)],
      ['subject_type', yamlString(subjectType)],
      ['allow_all_scopes', allowAllScopes ? 'true' : undefined],
    ]),
    ...(allowAllScopes ? [] : list('scope', scope ?? [])),
  ];
}

/** An item of a list. What the tenant doesn't have is left out: it would be set. */
function item(rows: readonly (readonly [string, string | undefined])[]): readonly string[] {
  return rows
    .filter(([, value]) => value !== undefined)
    .map(([name, value], index) => `  ${index === 0 ? '-' : ' '} ${name}: ${value}`);
}

function list(name: string, values: readonly string[] | undefined): readonly string[] {
  if (values === undefined) return [];
  if (values.length === 0) return [`    ${name}: []`];
  return [`    ${name}:`, ...values.map(value => `      - ${yamlString(value)}`)];
}

function text(value: string | undefined): string | undefined {
  return value === undefined ? undefined : whole(value);
}

/** What is nothing but a placeholder without a value is dropped by the tool, however it is written. */
function whole(value: string): string {
  if (/^(?:##[A-Z0-9_]+##|@@[A-Z0-9_]+@@)$/.test(value)) {
    throw unholdable(`“${value}”, a placeholder to auth0-deploy-cli`, 'its file');
  }
  return yamlString(value);
}
