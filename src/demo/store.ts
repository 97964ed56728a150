import {inOrder} from './json.js';
import {
  type Client,
  type ClientGrant,
  clientGrantOrder,
  clientOrder,
  globalClientOrder,
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
  };
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
