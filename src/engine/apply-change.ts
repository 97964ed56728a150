import type {Change, Snapshot} from '../model/change.js';
import type {Observed} from '../model/observed.js';
import type {Client, ClientGrant, ResourceServer} from './tenant.js';

/** The object that a change is about, as it was last read; `nothing` where it isn't there. */
export function observedObject(observed: Observed, change: Change): Snapshot {
  switch (change.kind) {
    case 'create-resource-server':
    case 'update-resource-server':
    case 'delete-resource-server':
      return snapshotOf('resource-server', observed.resourceServer);
    case 'create-client':
      return {kind: 'nothing'};
    case 'update-client':
    case 'delete-client':
      return snapshotOf(
        'client',
        observed.clients.find(({clientId}) => clientId === change.id),
      );
    case 'create-client-grant':
      return snapshotOf(
        'client-grant',
        observed.clientGrants.find(
          grant => grant.clientId === change.clientId && grant.subjectType === 'client',
        ),
      );
    case 'update-client-grant':
    case 'delete-client-grant':
      return snapshotOf(
        'client-grant',
        observed.clientGrants.find(({id}) => id === change.id),
      );
  }
}

function snapshotOf(kind: 'resource-server', value: ResourceServer | undefined): Snapshot;
function snapshotOf(kind: 'client', value: Client | undefined): Snapshot;
function snapshotOf(kind: 'client-grant', value: ClientGrant | undefined): Snapshot;
function snapshotOf(kind: Snapshot['kind'], value: unknown): unknown {
  return value === undefined ? {kind: 'nothing'} : {kind, value};
}

/** What is known of the tenant once `change` left `after` behind, as read at `at`. */
export function applyChange(
  observed: Observed,
  change: Change,
  after: Snapshot,
  at: number,
): Observed {
  const seen = withSnapshot(observed, change, after, at);
  if (!change.kind.startsWith('create-') || after.kind === 'nothing') return seen;
  const id = after.kind === 'client' ? after.value.clientId : after.value.id;
  return {...seen, created: new Set([...seen.created, id])};
}

/** Folds in what somebody else may have made: it never counts as created by this run. */
export function withReading(
  observed: Observed,
  change: Change,
  current: Snapshot,
  at: number,
): Observed {
  return withSnapshot(observed, change, current, at);
}

function withSnapshot(observed: Observed, change: Change, after: Snapshot, at: number): Observed {
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
      return {...withoutObject(observed, change), readAt: readAtNow(observed, change, at)};
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

function withoutObject(observed: Observed, change: Change): Observed {
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
