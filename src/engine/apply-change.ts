import {type Change, idOf, type Snapshot, snapshotOf} from '../model/change.js';
import type {Observed} from '../model/observed.js';
import type {ClientGrant} from './tenant.js';

/** The object that a change is about, as it was last read; `nothing` where it isn't there. */
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

/** What is known of the tenant once `change` left `after` behind, as read at `at`. */
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

/** Takes in what was read; an object that somebody else made never counts as created by the run. */
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
      // Of all applications, those that nobody looked at are as old as before.
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

/** A grant that was taken away and given again has another id, and is the same grant. */
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
