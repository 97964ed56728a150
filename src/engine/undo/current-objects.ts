import {snapshotOf} from '../../model/change.js';
import {everyClient, everyGrant} from '../pages.js';
import type {TenantReader} from '../tenant.js';
import {type Affected, protectionOf} from '../write-guards.js';
import type {ObjectHistory, Subject} from './object-history.js';
import type {CurrentObject} from './plan-undo.js';

/** Reads the objects of a run as they are now, one for each of `touched`. Throws `Problem`. */
export async function readCurrentObjects(
  reader: TenantReader,
  touched: readonly ObjectHistory[],
  signal?: AbortSignal,
): Promise<readonly CurrentObject[]> {
  const known = new Set(
    touched.flatMap(({subject}) => (subject.kind === 'client' ? [subject.clientId] : [])),
  );
  const look = async ({subject}: ObjectHistory): Promise<CurrentObject> => {
    switch (subject.kind) {
      case 'resource-server': {
        const {audience} = subject;
        const [value, grants] = await Promise.all([
          reader.resourceServer(audience, signal),
          everyGrant(reader, {audience}, signal),
        ]);
        const isProtected = whyProtected(reader, {audience, resourceServer: value});
        return {object: snapshotOf('resource-server', value), grants, lacks: [], ...isProtected};
      }
      case 'client': {
        const {clientId} = subject;
        const [value, grants] = await Promise.all([
          reader.client(clientId, signal),
          everyGrant(reader, {clientId}, signal),
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
        return await lookAtGrant(reader, subject, signal);
    }
  };
  return await Promise.all(touched.map(look));
}

async function lookAtGrant(
  reader: TenantReader,
  {clientId, audience}: Extract<Subject, {kind: 'client-grant'}>,
  signal: AbortSignal | undefined,
): Promise<CurrentObject> {
  const [grants, resourceServer, client] = await Promise.all([
    everyGrant(reader, {clientId, audience}, signal),
    reader.resourceServer(audience, signal),
    reader.client(clientId, signal),
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

/** The guards refuse such a write when it leaves; told before anything is undone. */
function whyProtected(
  reader: TenantReader,
  affected: Affected,
): Pick<CurrentObject, 'isProtected'> {
  const why = protectionOf(reader, affected)?.message;
  return why === undefined ? {} : {isProtected: why};
}
