import {type Snapshot, snapshotOf} from '../../model/change.js';
import {everyClient, everyGrant} from '../pages.js';
import type {ClientGrant, TenantReader} from '../tenant.js';
import {type Affected, protectionOf} from '../write-guards.js';
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
  const objects = readOnce(reader, known, signal);
  const look = async ({subject}: ObjectHistory): Promise<CurrentObject> => {
    switch (subject.kind) {
      case 'resource-server': {
        const {audience} = subject;
        const [value, grants] = await Promise.all([
          objects.resourceServer(audience),
          everyGrant(reader, {audience}, signal),
        ]);
        const isProtected = whyProtected(reader, {audience, resourceServer: value});
        return {object: snapshotOf('resource-server', value), grants, lacks: [], ...isProtected};
      }
      case 'client': {
        const {clientId} = subject;
        const [value, grants] = await Promise.all([
          objects.client(clientId),
          objects.grantsOf(clientId),
        ]);
        const affected = {clientId, client: value};
        const isProtected = whyProtected(reader, affected);
        return {object: snapshotOf('client', value), grants, lacks: [], ...isProtected};
      }
      case 'new-client': {
        const clients = await everyClient(reader, signal);
        const value = clients.find(
          ({name, clientId}) => name === subject.name && !known.has(clientId),
        );
        return {object: snapshotOf('client', value), grants: [], lacks: []};
      }
      case 'client-grant':
        return await lookAtGrant(reader, objects, subject);
    }
  };
  return await Promise.all(touched.map(look));
}

/** Reads the grants on an API or of an application. */
export async function readUses(
  reader: TenantReader,
  object: Snapshot,
  signal?: AbortSignal,
): Promise<readonly ClientGrant[]> {
  switch (object.kind) {
    case 'resource-server':
      return await everyGrant(reader, {audience: object.value.identifier}, signal);
    case 'client':
      return await everyGrant(reader, {clientId: object.value.clientId}, signal);
    case 'client-grant':
    case 'nothing':
      return [];
  }
}

/** Reads each object once: the API and application of a grant are often in the same run. */
function readOnce(
  reader: TenantReader,
  knownClients: ReadonlySet<string>,
  signal: AbortSignal | undefined,
) {
  const everyGrantOf = remembered(clientId => everyGrant(reader, {clientId}, signal));
  return {
    resourceServer: remembered(audience => reader.resourceServer(audience, signal)),
    client: remembered(clientId => reader.client(clientId, signal)),
    /** For one API, or for all of them. */
    grantsOf: async (clientId: string, audience?: string) => {
      if (audience === undefined) return await everyGrantOf(clientId);
      if (!knownClients.has(clientId)) {
        return await everyGrant(reader, {clientId, audience}, signal);
      }
      return (await everyGrantOf(clientId)).filter(grant => grant.audience === audience);
    },
  };
}

function remembered<Value>(read: (key: string) => Promise<Value>) {
  const reads = new Map<string, Promise<Value>>();
  return (key: string): Promise<Value> => {
    const reading = reads.get(key) ?? read(key);
    reads.set(key, reading);
    return reading;
  };
}

async function lookAtGrant(
  reader: TenantReader,
  objects: ReturnType<typeof readOnce>,
  {clientId, audience}: Extract<Subject, {kind: 'client-grant'}>,
): Promise<CurrentObject> {
  const [grants, resourceServer, client] = await Promise.all([
    objects.grantsOf(clientId, audience),
    objects.resourceServer(audience),
    objects.client(clientId),
  ]);
  const clientGrant = grants.find(({subjectType}) => subjectType === 'client');
  const affected = {audience, clientId, resourceServer, client, clientGrant};
  const isProtected = whyProtected(reader, affected);
  const object = snapshotOf('client-grant', clientGrant);
  if (clientGrant !== undefined) return {object, grants: [], lacks: [], ...isProtected};
  const lacks = [
    ...(client === undefined ? ['the application'] : []),
    ...(resourceServer === undefined ? ['the API'] : []),
  ];
  return {object, grants: [], lacks, ...isProtected};
}

/** The guards would refuse such a write when sent; this reports it before anything is undone. */
function whyProtected(
  reader: TenantReader,
  affected: Affected,
): Pick<CurrentObject, 'isProtected'> {
  const why = protectionOf(reader, affected)?.message;
  return why === undefined ? {} : {isProtected: why};
}
