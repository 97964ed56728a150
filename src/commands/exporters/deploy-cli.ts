import {exportedFields} from '../../model/resource.js';
import {visible} from '../../text/escape.js';
import {unrepresentableProblem, yamlString} from './quoting.js';
import type {ExportSubject} from './subject.js';

/**
 * Tenant YAML that auth0-deploy-cli imports without changing anything: it finds APIs by identifier,
 * applications by name and grants by both, and sends only the fields in the file.
 * https://auth0.com/docs/deploy-monitor/deploy-cli-tool
 * Throws `Problem` usage for a value that the tool would take for a placeholder.
 */
export function exportDeployCli(subject: ExportSubject): string {
  return [
    `# What timesheets-setup manages in ${visible(subject.domain)}, as read from the tenant. Import it with`,
    '#   AUTH0_ALLOW_DELETE=false a0deploy import --input_file tenant.yaml',
    '# and keep AUTH0_ALLOW_DELETE false: with true, everything that is not in this file is deleted.',
    ...api(subject),
    ...application(subject),
    ...access(subject),
    '',
  ].join('\n');
}

function api({resourceServer}: ExportSubject): readonly string[] {
  const {identifier, scopes} = resourceServer;
  return [
    'resourceServers:',
    ...item([
      ['identifier', whole(identifier)],
      ...scalars(exportedFields('resource-server', resourceServer)).filter(
        ([name]) => name !== 'identifier',
      ),
    ]),
    ...(scopes === undefined || scopes.length === 0
      ? []
      : [
          '    # All permissions of the API. Those that are missing here are removed from it.',
          '    scopes:',
          ...scopes.flatMap(({value, description}) =>
            item([
              ['value', yamlString(value)],
              // No placeholder check: the tool doesn't replace placeholders inside lists.
              ['description', description === undefined ? undefined : yamlString(description)],
            ]).map(line => `    ${line}`),
          ),
        ]),
  ];
}

function application(subject: ExportSubject): readonly string[] {
  const fields = exportedFields('client', subject.client);
  const [name, ...others] = scalars(fields);
  // If two applications share the name, the tool must not pick one at random.
  const id = subject.clientName === 'shared' ? whole(subject.client.clientId) : undefined;
  return [
    'clients:',
    ...item([...(name === undefined ? [] : [name]), ['client_id', id], ...others]),
    ...fields.flatMap(([{wire}, value]) => (isTexts(value) ? list(wire, value) : [])),
  ];
}

function access({resourceServer, client, clientName, grant}: ExportSubject): readonly string[] {
  if (grant === undefined) return [];
  const {subjectType, allowAllScopes, scope} = grant;
  const others = scalars(exportedFields('client-grant', grant)).filter(
    ([name]) => name !== 'allow_all_scopes',
  );
  return [
    'clientGrants:',
    ...item([
      ['client_id', whole(clientName === 'shared' ? client.clientId : client.name)],
      ['audience', whole(resourceServer.identifier)],
      ['subject_type', yamlString(subjectType)],
      ['allow_all_scopes', allowAllScopes ? 'true' : undefined],
      ...others,
    ]),
    ...(allowAllScopes ? [] : list('scope', scope ?? [])),
  ];
}

/** A list item. Undefined fields are left out, because the tool sets every field in the file. */
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

/** The fields with a single value. The tool uses Auth0's wire names. */
function scalars(
  fields: ReturnType<typeof exportedFields>,
): readonly (readonly [string, string | undefined])[] {
  return fields.flatMap(([{wire}, value]) => {
    if (typeof value === 'string') return [[wire, whole(value)] as const];
    const isPlain = typeof value === 'number' || typeof value === 'boolean';
    return isPlain ? [[wire, String(value)] as const] : [];
  });
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

/**
 * The tool drops a value that is nothing but an unset placeholder, and no escape prevents that.
 * Throws `Problem` usage.
 */
function whole(value: string): string {
  if (/^(?:##[A-Z0-9_]+##|@@[A-Z0-9_]+@@)$/.test(value)) {
    throw unrepresentableProblem(`“${value}”, a placeholder to auth0-deploy-cli`, 'Its file');
  }
  return yamlString(value);
}
