import {type Snapshot, snapshotOf} from '../../model/change.js';
import {listAllClients, listAllGrants} from '../pages.js';
import type {ClientGrant, TenantReader} from '../tenant.js';
import {type Affected, protectionProblem} from '../write-guards.js';
import type {ObjectHistory, Subject} from './object-history.js';
import type {CurrentObject} from './plan-undo.js';

/** Reads the current state of a run's objects, one for each of `touched`. Throws `Problem`. */
export async function readCurrentObjects(
  reader: TenantReader,
  touched: readonly ObjectHistory[],
  signal?: AbortSignal,
): Promise<readonly CurrentObject[]> {
  const known = new Set(
    touched.flatMap(({subject}) => (subject.kind === 'client' ? [subject.clientId] : [])),
  );
  const objects = createCachedReader(reader, known, signal);
  const readCurrentObject = async ({subject}: ObjectHistory): Promise<CurrentObject> => {
    switch (subject.kind) {
      case 'resource-server': {
        const {audience} = subject;
        const [value, grants] = await Promise.all([
          objects.resourceServer(audience),
          listAllGrants(reader, {audience}, signal),
        ]);
        const protection = protectionOf(reader, {audience, resourceServer: value});
        return {object: snapshotOf('resource-server', value), grants, missing: [], ...protection};
      }
      case 'client': {
        const {clientId} = subject;
        const [value, grants] = await Promise.all([
          objects.client(clientId),
          objects.grantsOf(clientId),
        ]);
        const affected = {clientId, client: value};
        const protection = protectionOf(reader, affected);
        return {object: snapshotOf('client', value), grants, missing: [], ...protection};
      }
      case 'new-client': {
        const clients = await listAllClients(reader, signal);
        const value = clients.find(
          ({name, clientId}) => name === subject.name && !known.has(clientId),
        );
        return {object: snapshotOf('client', value), grants: [], missing: []};
      }
      case 'client-grant':
        return await readCurrentGrant(reader, objects, subject);
    }
  };
  return await Promise.all(touched.map(readCurrentObject));
}

/** Reads the grants on an API or of an application. */
export async function readUses(
  reader: TenantReader,
  object: Snapshot,
  signal?: AbortSignal,
): Promise<readonly ClientGrant[]> {
  switch (object.kind) {
    case 'resource-server':
      return await listAllGrants(reader, {audience: object.value.identifier}, signal);
    case 'client':
      return await listAllGrants(reader, {clientId: object.value.clientId}, signal);
    case 'client-grant':
    case 'nothing':
      return [];
  }
}

/** Reads each object once: the API and application of a grant are often in the same run. */
function createCachedReader(
  reader: TenantReader,
  knownClients: ReadonlySet<string>,
  signal: AbortSignal | undefined,
) {
  const everyGrantOf = memoize(clientId => listAllGrants(reader, {clientId}, signal));
  return {
    resourceServer: memoize(audience => reader.resourceServer(audience, signal)),
    client: memoize(clientId => reader.client(clientId, signal)),
    /** For one API, or for all of them. */
    grantsOf: async (clientId: string, audience?: string) => {
      if (audience === undefined) return await everyGrantOf(clientId);
      if (!knownClients.has(clientId)) {
        return await listAllGrants(reader, {clientId, audience}, signal);
      }
      return (await everyGrantOf(clientId)).filter(grant => grant.audience === audience);
    },
  };
}

function memoize<Value>(read: (key: string) => Promise<Value>) {
  const reads = new Map<string, Promise<Value>>();
  return (key: string): Promise<Value> => {
    const reading = reads.get(key) ?? read(key);
    reads.set(key, reading);
    return reading;
  };
}

async function readCurrentGrant(
  reader: TenantReader,
  objects: ReturnType<typeof createCachedReader>,
  {clientId, audience}: Extract<Subject, {kind: 'client-grant'}>,
): Promise<CurrentObject> {
  const [grants, resourceServer, client] = await Promise.all([
    objects.grantsOf(clientId, audience),
    objects.resourceServer(audience),
    objects.client(clientId),
  ]);
  const clientGrant = grants.find(({subjectType}) => subjectType === 'client');
  const affected = {audience, clientId, resourceServer, client, clientGrant};
  const protection = protectionOf(reader, affected);
  const object = snapshotOf('client-grant', clientGrant);
  if (clientGrant !== undefined) return {object, grants: [], missing: [], ...protection};
  const missing = [
    ...(client === undefined ? ['the application'] : []),
    ...(resourceServer === undefined ? ['the API'] : []),
  ];
  return {object, grants: [], missing, ...protection};
}

/** The guards would refuse such a write when sent; this reports it before anything is undone. */
function protectionOf(
  reader: TenantReader,
  affected: Affected,
): Pick<CurrentObject, 'protectedBecause'> {
  const why = protectionProblem(reader, affected)?.message;
  return why === undefined ? {} : {protectedBecause: why};
}
