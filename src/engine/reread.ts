import type {Change, Snapshot} from '../model/change.js';
import type {Observed} from '../model/observed.js';
import {observedObject, withReading} from './apply-change.js';
import {everyClient} from './pages.js';
import {mayBeTakenByName} from './select-client.js';
import type {TenantReader} from './tenant.js';

/**
 * Reads the object of a change as it is now. For an application to be created: one of that name
 * that was not there when the tenant was observed.
 */
export async function readObject(
  reader: TenantReader,
  observed: Observed,
  change: Change,
  signal?: AbortSignal,
): Promise<Snapshot> {
  switch (change.kind) {
    case 'create-resource-server':
    case 'update-resource-server':
    case 'delete-resource-server': {
      const value = await reader.resourceServer(observed.audience, signal);
      return value === undefined ? {kind: 'nothing'} : {kind: 'resource-server', value};
    }
    case 'create-client': {
      const before = new Set(observed.clients.map(({clientId}) => clientId));
      const value = (await everyClient(reader, signal)).find(
        client =>
          client.name === change.set.name &&
          !before.has(client.clientId) &&
          mayBeTakenByName(client),
      );
      return value === undefined ? {kind: 'nothing'} : {kind: 'client', value};
    }
    case 'update-client':
    case 'delete-client': {
      const value = await reader.client(change.id, signal);
      return value === undefined ? {kind: 'nothing'} : {kind: 'client', value};
    }
    case 'create-client-grant':
      return await readGrant(reader, observed, change.clientId, signal);
    case 'update-client-grant':
    case 'delete-client-grant': {
      const before = observedObject(observed, change);
      if (before.kind !== 'client-grant') return {kind: 'nothing'};
      return await readGrant(reader, observed, before.value.clientId, signal);
    }
  }
}

/**
 * Reads the object of a change again; what comes back folds it into what is known of the tenant.
 * For an application to be created, all applications are read: any of them may be ours by now.
 */
export async function reread(
  reader: TenantReader,
  observed: Observed,
  change: Change,
  {signal, now}: {readonly signal?: AbortSignal; readonly now: () => number},
): Promise<(known: Observed) => Observed> {
  if (change.kind === 'create-client') {
    const clients = await everyClient(reader, signal);
    const at = now();
    return known => ({
      ...known,
      clients,
      everyClient: 'read',
      readAt: {...known.readAt, clients: at},
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
  return value === undefined ? {kind: 'nothing'} : {kind: 'client-grant', value};
}

/** When the object of a change was last read. */
export function readAtOf(observed: Observed, change: Change): number {
  switch (change.kind) {
    case 'create-resource-server':
    case 'update-resource-server':
    case 'delete-resource-server':
      return observed.readAt.resourceServer;
    case 'create-client':
    case 'update-client':
    case 'delete-client':
      return observed.readAt.clients;
    case 'create-client-grant':
    case 'update-client-grant':
    case 'delete-client-grant':
      return observed.readAt.clientGrants;
  }
}
