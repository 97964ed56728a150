import {type Change, isKind, type Snapshot, snapshotOf} from '../model/change.js';
import type {Observed} from '../model/observed.js';
import {observedObject, withReading} from './apply-change.js';
import {listAllClients} from './pages.js';
import {maySelectByName} from './select-client.js';
import type {TenantReader} from './tenant.js';

/**
 * Reads the object of a change as it is now. For an application that is to be created, this is one
 * of that name that did not exist when the tenant was observed.
 */
export async function readObject(
  reader: TenantReader,
  observed: Observed,
  change: Change,
  signal?: AbortSignal,
): Promise<Snapshot> {
  switch (change.resource) {
    case 'resource-server':
      return snapshotOf('resource-server', await reader.resourceServer(observed.audience, signal));
    case 'client': {
      if (change.action !== 'create') {
        return snapshotOf('client', await reader.client(change.id, signal));
      }
      const before = new Set(observed.clients.map(({clientId}) => clientId));
      const value = (await listAllClients(reader, signal)).find(
        client =>
          client.name === change.set.name &&
          !before.has(client.clientId) &&
          maySelectByName(client),
      );
      return snapshotOf('client', value);
    }
    case 'client-grant': {
      const before = observedObject(observed, change);
      const known = before.kind === 'client-grant' ? before.value.clientId : undefined;
      const holder = change.action === 'create' ? change.set.clientId : known;
      return holder === undefined
        ? {kind: 'nothing'}
        : await readGrant(reader, observed, holder, signal);
    }
  }
}

/**
 * Reads the object of a change again, and returns a function that adds the reading to an
 * `Observed`. To create an application, it reads all of them: any may be the job's now.
 */
export async function reread(
  reader: TenantReader,
  observed: Observed,
  change: Change,
  {signal, now}: {readonly signal?: AbortSignal; readonly now: () => number},
): Promise<(known: Observed) => Observed> {
  if (isKind(change, 'create', 'client')) {
    const earlier = observed.clientList === 'complete' ? {earlier: observed.clients} : {};
    const clients = await listAllClients(reader, signal, earlier);
    const at = now();
    return known => ({
      ...known,
      clients,
      clientList: 'complete',
      readAt: {...known.readAt, client: at},
    });
  }
  const current = await readObject(reader, observed, change, signal);
  const at = now();
  return known => withReading(known, change, current, at);
}

async function readGrant(
  reader: TenantReader,
  {audience}: Observed,
  clientId: string,
  signal: AbortSignal | undefined,
): Promise<Snapshot> {
  const {items} = await reader.clientGrants({audience, clientId}, signal);
  const value = items.find(grant => grant.subjectType === 'client' && grant.clientId === clientId);
  return snapshotOf('client-grant', value);
}

export function readAtOf({readAt}: Observed, {resource}: Change): number {
  return readAt[resource];
}
