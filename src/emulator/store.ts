import {inOrder} from './json.js';
import {
  type Client,
  type ClientCredential,
  type ClientGrant,
  clientGrantOrder,
  clientOrder,
  globalClientOrder,
  type Organization,
  type OrganizationGrant,
  type ResourceServer,
  resourceServerOrder,
} from './records.js';
import {Table} from './table.js';

/** What filters on applications look at. */
export type ClientSketch = {
  readonly global: boolean;
  readonly is_first_party: boolean;
  readonly app_type?: string;
};

/** The tenant's content, wire-shaped. Tests read it and change it under the client's feet. */
export interface Store {
  readonly resourceServers: Table<ResourceServer, ResourceServer>;
  readonly clients: Table<ClientSketch, Client>;
  readonly clientGrants: Table<ClientGrant, ClientGrant>;
  readonly credentials: Table<ClientCredential, ClientCredential>;
  readonly organizations: Table<Organization, Organization>;
  readonly organizationGrants: Table<OrganizationGrant, OrganizationGrant>;
}

export function emptyStore(): Store {
  return {
    resourceServers: new Table(
      row => row.id,
      row => inOrder(row, resourceServerOrder),
    ),
    clients: new Table(
      row => row.client_id,
      row => inOrder(row, row.global ? globalClientOrder : clientOrder),
    ),
    clientGrants: new Table(
      row => row.id,
      row => inOrder(row, clientGrantOrder),
    ),
    credentials: new Table(
      row => row.id,
      row => row,
    ),
    organizations: new Table(
      row => row.id,
      row => row,
    ),
    organizationGrants: new Table(organizationGrantId, row => row),
  };
}

export function organizationGrantId({organization_id, grant_id}: OrganizationGrant): string {
  return `${organization_id} ${grant_id}`;
}

/** By its id or its name, as the token endpoint takes it [source: auth0-python]. */
export function organizationCalled(store: Store, called: string): Organization | undefined {
  return store.organizations.find(({id, name}) => id === called || name === called);
}

/** Identifiers are compared to the letter: a trailing slash makes another API (section 4.2). */
export function apiByIdentifier(store: Store, identifier: string): ResourceServer | undefined {
  return store.resourceServers.find(api => api.identifier === identifier);
}

export function clientGrantBetween(
  store: Store,
  clientId: string,
  audience: string,
  subjectType: string,
): ClientGrant | undefined {
  return store.clientGrants.find(
    grant =>
      grant.client_id === clientId &&
      grant.audience === audience &&
      grant.subject_type === subjectType,
  );
}
