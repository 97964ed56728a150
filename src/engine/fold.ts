import type {Change, Written} from './change.js';
import type {Observed} from './observed.js';
import type {Client, ClientGrant, ResourceServer} from './tenant.js';

/** The object that a change is about, as it was last read; `nothing` where it isn't there. */
export function objectOf(observed: Observed, change: Change): Written {
  switch (change.kind) {
    case 'create-resource-server':
    case 'update-resource-server':
    case 'delete-resource-server':
      return written('resource-server', observed.resourceServer);
    case 'create-client':
      return {kind: 'nothing'};
    case 'update-client':
    case 'delete-client':
      return written(
        'client',
        observed.clients.find(({clientId}) => clientId === change.id),
      );
    case 'create-client-grant':
      return written(
        'client-grant',
        observed.clientGrants.find(
          grant => grant.clientId === change.clientId && grant.subjectType === 'client',
        ),
      );
    case 'update-client-grant':
    case 'delete-client-grant':
      return written(
        'client-grant',
        observed.clientGrants.find(({id}) => id === change.id),
      );
  }
}

function written(kind: 'resource-server', value: ResourceServer | undefined): Written;
function written(kind: 'client', value: Client | undefined): Written;
function written(kind: 'client-grant', value: ClientGrant | undefined): Written;
function written(kind: Written['kind'], value: unknown): unknown {
  return value === undefined ? {kind: 'nothing'} : {kind, value};
}

/** What is known of the tenant once `change` left `after` behind, as read at `at`. */
export function fold(observed: Observed, change: Change, after: Written, at: number): Observed {
  const seen = foldObject(observed, change, after, at);
  if (!change.kind.startsWith('create-') || after.kind === 'nothing') return seen;
  const id = after.kind === 'client' ? after.value.clientId : after.value.id;
  return {...seen, created: new Set([...seen.created, id])};
}

/** Folds in what somebody else may have made: it never counts as created by this run. */
export function see(observed: Observed, change: Change, current: Written, at: number): Observed {
  return foldObject(observed, change, current, at);
}

function foldObject(observed: Observed, change: Change, after: Written, at: number): Observed {
  switch (after.kind) {
    case 'resource-server':
      return {
        ...observed,
        resourceServer: after.value,
        readAt: {...observed.readAt, resourceServer: at},
      };
    case 'client':
      return {
        ...observed,
        clients: replace(observed.clients, after.value, ({clientId}) => clientId),
        readAt: {...observed.readAt, clients: at},
      };
    case 'client-grant':
      return {
        ...observed,
        clientGrants: replace(observed.clientGrants, after.value, holderOf),
        readAt: {...observed.readAt, clientGrants: at},
      };
    case 'nothing':
      return {...without(observed, change), readAt: readAtNow(observed, change, at)};
  }
}

/** That an object is not there has been read as well. */
function readAtNow({readAt}: Observed, change: Change, at: number): Observed['readAt'] {
  switch (change.kind) {
    case 'create-resource-server':
    case 'update-resource-server':
    case 'delete-resource-server':
      return {...readAt, resourceServer: at};
    // Of all applications, those that nobody looked at are as old as before.
    case 'create-client':
      return readAt;
    case 'update-client':
    case 'delete-client':
      return {...readAt, clients: at};
    case 'create-client-grant':
    case 'update-client-grant':
    case 'delete-client-grant':
      return {...readAt, clientGrants: at};
  }
}

function without(observed: Observed, change: Change): Observed {
  switch (change.kind) {
    case 'create-resource-server':
    case 'update-resource-server':
    case 'delete-resource-server':
      return {...observed, resourceServer: undefined};
    case 'update-client':
    case 'delete-client':
      return {
        ...observed,
        clients: observed.clients.filter(({clientId}) => clientId !== change.id),
      };
    case 'update-client-grant':
    case 'delete-client-grant':
      return {
        ...observed,
        clientGrants: observed.clientGrants.filter(({id}) => id !== change.id),
      };
    case 'create-client':
    case 'create-client-grant':
      return observed;
  }
}

/** A grant that was taken away and given again has another id, and is the same grant. */
function holderOf({clientId, subjectType}: ClientGrant): string {
  return `${clientId} ${subjectType}`;
}

function replace<Item>(
  items: readonly Item[],
  item: Item,
  idOf: (item: Item) => string,
): readonly Item[] {
  const id = idOf(item);
  return items.some(other => idOf(other) === id)
    ? items.map(other => (idOf(other) === id ? item : other))
    : [...items, item];
}
