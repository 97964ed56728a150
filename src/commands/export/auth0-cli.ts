import {jsonLine, shellWord} from './escapes.js';
import type {Subject} from './subject.js';

/**
 * The same with Auth0's CLI: to look at it here, and to make it elsewhere.
 * https://auth0.github.io/auth0-cli/
 */
export function auth0Cli(subject: Subject): string {
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
  return `# What there is.
auth0 login --domain ${shellWord(subject.domain)} --scopes read:client_grants
auth0 apis show ${shellWord(resourceServer.id)}
auth0 apps show ${shellWord(client.clientId)}
auth0 api get ${shellWord(`client-grants?${query}`)}
auth0 test token ${shellWord(client.clientId)} --audience ${shellWord(identifier)}${scopesFlag(grantScope)}

# The same in another tenant. jq keeps the new application's secret off the screen.
auth0 login --scopes create:client_grants
auth0 api post resource-servers --data ${quoted(jsonLine(api))}
client_id=$(auth0 api post clients --data ${quoted(jsonLine(application))} | jq -r .client_id)
jq -n --arg id "$client_id" ${quoted(jqGrant(identifier, granted))} | auth0 api post client-grants
`;
}

function jqGrant(audience: string, granted: object): string {
  const rest = jsonLine({audience, ...granted, subject_type: 'client'});
  return `{client_id: $id} + ${rest}`;
}

function scopesFlag(scope: readonly string[]): string {
  return scope.length === 0 ? '' : ` --scopes ${shellWord(scope.join(','))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
