import {jsonLine, shellWord, singleQuote} from './quoting.js';
import type {ExportSubject} from './subject.js';

/**
 * Commands of Auth0's CLI that show the objects, and that create the same ones in another tenant.
 * https://auth0.github.io/auth0-cli/
 */
export function exportAuth0Cli(subject: ExportSubject): string {
  const {resourceServer, client, grant} = subject;
  const {name, identifier, signingAlg, tokenDialect, scopes = []} = resourceServer;
  const grantScope = grant?.scope ?? [];
  const granted = grant?.allowAllScopes ? {allow_all_scopes: true} : {scope: grantScope};
  const query = new URLSearchParams({audience: identifier, client_id: client.clientId});
  const api = {
    name,
    identifier,
    signing_alg: signingAlg,
    token_dialect: tokenDialect,
    scopes: scopes.map(({value, description}) => ({value, description})),
  };
  const application = {
    name: client.name,
    app_type: client.appType,
    grant_types: client.grantTypes,
    token_endpoint_auth_method: client.tokenEndpointAuthMethod,
    oidc_conformant: true,
  };
  return `# Shows the current setup.
auth0 login --domain=${shellWord(subject.domain)} --scopes=read:client_grants
auth0 apis show ${argument(resourceServer.id)}
auth0 apps show ${argument(client.clientId)}
auth0 api get ${shellWord(`client-grants?${query}`)}
auth0 test token --audience=${shellWord(identifier)}${scopesFlag(grantScope)} ${argument(client.clientId)}

# Creates the same setup in another tenant. jq keeps the new application's secret off the screen.
auth0 login --scopes=create:client_grants
auth0 api post resource-servers --data ${singleQuote(jsonLine(api))}
client_id=$(auth0 api post clients --data ${singleQuote(jsonLine(application))} | jq -r .client_id)
jq -n --arg id "$client_id" ${singleQuote(jqGrant(identifier, granted))} | auth0 api post client-grants
`;
}

function jqGrant(audience: string, granted: object): string {
  const rest = jsonLine({audience, ...granted, subject_type: 'client'});
  return `{client_id: $id} + ${rest}`;
}

/** `--` keeps an ID that starts with a dash from being read as an option. */
function argument(id: string): string {
  return id.startsWith('-') ? `-- ${shellWord(id)}` : shellWord(id);
}

/** The CLI parses the list as a line of CSV. */
function scopesFlag(scope: readonly string[]): string {
  const field = (value: string) =>
    /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  return scope.length === 0 ? '' : ` --scopes=${shellWord(scope.map(field).join(','))}`;
}
