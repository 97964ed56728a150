import {type Change, idOf, type Snapshot, snapshotOf} from '../model/change.js';
import type {Observed} from '../model/observed.js';
import type {ClientGrant} from './tenant.js';

/** The object of a change, as last read; `nothing` if it does not exist. */
export function observedObject(observed: Observed, change: Change): Snapshot {
  switch (change.resource) {
    case 'resource-server':
      return snapshotOf('resource-server', observed.resourceServer);
    case 'client':
      return snapshotOf(
        'client',
        change.action === 'create'
          ? undefined
          : observed.clients.find(({clientId}) => clientId === change.id),
      );
    case 'client-grant':
      return snapshotOf(
        'client-grant',
        observed.clientGrants.find(grant =>
          change.action === 'create'
            ? grant.clientId === change.set.clientId && grant.subjectType === 'client'
            : grant.id === change.id,
        ),
      );
  }
}

/** Updates the observed tenant after `change` left the object as `after`, read at `at` (ms). */
export function applyChange(
  observed: Observed,
  change: Change,
  after: Snapshot,
  at: number,
): Observed {
  const known = withReading(observed, change, after, at);
  if (change.action !== 'create' || after.kind === 'nothing') return known;
  return {...known, created: new Set([...known.created, idOf(after)])};
}

/** Adds a reading. An object that someone else created never counts as created by this run. */
export function withReading(
  observed: Observed,
  change: Change,
  current: Snapshot,
  at: number,
): Observed {
  const readAt = {...observed.readAt, [change.resource]: at};
  switch (current.kind) {
    case 'resource-server':
      return {...observed, resourceServer: current.value, readAt};
    case 'client':
      return {
        ...observed,
        clients: replace(observed.clients, current.value, ({clientId}) => clientId),
        readAt,
      };
    case 'client-grant':
      return {
        ...observed,
        clientGrants: replace(observed.clientGrants, current.value, holderOf),
        readAt,
      };
    case 'nothing':
      // The application was not found. The rest of the list is as old as before, so `readAt` stays.
      if (change.resource === 'client' && change.action === 'create') return observed;
      return {...withoutObject(observed, change), readAt};
  }
}

function withoutObject(observed: Observed, change: Change): Observed {
  if (change.resource === 'resource-server') return {...observed, resourceServer: undefined};
  if (change.action === 'create') return observed;
  return change.resource === 'client'
    ? {...observed, clients: observed.clients.filter(({clientId}) => clientId !== change.id)}
    : {...observed, clientGrants: observed.clientGrants.filter(({id}) => id !== change.id)};
}

/** A grant that was deleted and created again has a new id but counts as the same one. */
function holderOf({clientId, subjectType}: ClientGrant): string {
  return `${clientId} ${subjectType}`;
}

function replace<Item>(
  items: readonly Item[],
  item: Item,
  keyOf: (item: Item) => string,
): readonly Item[] {
  const key = keyOf(item);
  return items.some(other => keyOf(other) === key)
    ? items.map(other => (keyOf(other) === key ? item : other))
    : [...items, item];
}
