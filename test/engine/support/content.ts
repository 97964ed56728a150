import type {ClientGrant, DemoTenant, ResourceServer} from '../../../src/emulator/server.js';
import {type Resource, rowsOf} from '../../../src/model/resource.js';
import {documented} from '../../../src/scenario/documented.js';

export const audience = documented.resourceServer.identifier;

/** The tenant's current objects. */
export function contentOf({store}: DemoTenant) {
  return {
    apis: store.resourceServers.all(),
    clients: store.clients.all(),
    grants: store.clientGrants.all(),
  };
}

export type Content = ReturnType<typeof contentOf>;

/** The scenario's objects, duplicates included. */
export function managedObjects(content: Content) {
  const apis = content.apis.filter(api => api.identifier === audience);
  const clients = content.clients.filter(({name}) => name === documented.client.name);
  const ids = new Set(clients.map(({client_id}) => client_id));
  const grants = content.grants.filter(
    grant => isClientGrantOn(grant, audience) && ids.has(grant.client_id ?? ''),
  );
  return {apis, clients, grants};
}

function isClientGrantOn(grant: ClientGrant, identifier: string): boolean {
  return grant.audience === identifier && grant.subject_type === 'client';
}

/**
 * Everything that this program does not manage, each value under a name of its own. `ours` are
 * the ids of the application that the program takes for the job's.
 */
export function unmanagedValues(
  {apis, clients, grants}: Content,
  ours: readonly string[],
  identifier: string = audience,
) {
  const values = new Map<string, unknown>();
  for (const api of apis) {
    if (api.identifier === identifier) addApi(values, api);
    else values.set(`API ${api.id}`, api);
  }
  for (const client of clients) {
    const name = `application ${client.client_id}`;
    if (!ours.includes(client.client_id)) values.set(name, client);
    else {
      const {grant_types = [], token_endpoint_auth_method} = client;
      values.set(name, withoutManaged('client', client));
      if (token_endpoint_auth_method !== 'none') {
        values.set(`${name} method`, token_endpoint_auth_method);
      }
      for (const type of grant_types) values.set(`${name} ${type}`, true);
    }
  }
  for (const grant of grants) {
    const rest = withoutManaged('client-grant', grant);
    const managed = isClientGrantOn(grant, identifier) && ours.includes(grant.client_id ?? '');
    values.set(`grant ${grant.id}`, managed ? rest : grant);
  }
  return values;
}

/** According to the field tables. */
function withoutManaged(kind: Resource, object: object): object {
  const managed = new Set(
    rowsOf(kind).flatMap(([, {role, wire}]) => (role === 'managed' ? [wire] : [])),
  );
  return Object.fromEntries(Object.entries(object).filter(([name]) => !managed.has(name)));
}

function addApi(values: Map<string, unknown>, api: ResourceServer): void {
  const {signing_secret: _, token_dialect, scopes = [], ...rest} = api;
  values.set('API', withoutManaged('resource-server', rest));
  values.set('API permissions in tokens', token_dialect?.endsWith('_authz') ?? false);
  for (const {value, description} of scopes) values.set(`API scope ${value}`, description);
}

/** The names of changed values. */
export function changedNames(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): readonly string[] {
  return [...before]
    .filter(([name, value]) => JSON.stringify(after.get(name)) !== JSON.stringify(value))
    .map(([name]) => name);
}

/** Requests of the Management API so far: `GET /api/v2/clients/…`, without queries. */
export function requestsOf({requests}: DemoTenant): readonly string[] {
  return requests
    .filter(({path}) => path.startsWith('/api/v2/'))
    .map(({method, path}) => `${method} ${path.replace('/api/v2/', '').replace(/\?.*/, '')}`);
}

export function writesOf(tenant: DemoTenant): readonly string[] {
  return requestsOf(tenant).filter(request => !request.startsWith('GET '));
}
