import type {Written} from './change.js';
import {everyClient, everyGrant} from './pages.js';
import type {Client, ClientGrant, ResourceServer, TenantReader} from './tenant.js';
import type {Subject, Touched} from './touched.js';
import type {Current} from './undo.js';

/** Reads the objects of a run as they are now, one for each of `touched`. Throws `Problem`. */
export async function currentsOf(
  reader: TenantReader,
  touched: readonly Touched[],
  signal?: AbortSignal,
): Promise<readonly Current[]> {
  const made = new Set(touched.flatMap(madeGrant));
  const known = new Set(
    touched.flatMap(({subject}) => (subject.kind === 'client' ? [subject.clientId] : [])),
  );
  const foreign = (grants: readonly ClientGrant[]) => grants.filter(one => !made.has(keyOf(one)));
  const look = async (subject: Subject): Promise<Current> => {
    switch (subject.kind) {
      case 'resource-server': {
        const {audience} = subject;
        const [value, grants] = await Promise.all([
          reader.resourceServer(audience, signal),
          everyGrant(reader, {audience}, signal),
        ]);
        return {object: api(value), usedBy: foreign(grants), lacks: []};
      }
      case 'client': {
        const {clientId} = subject;
        const [value, grants] = await Promise.all([
          reader.client(clientId, signal),
          everyGrant(reader, {clientId}, signal),
        ]);
        return {object: application(value), usedBy: foreign(grants), lacks: []};
      }
      case 'new-client': {
        const clients = await everyClient(reader, signal);
        const value = clients.find(
          ({name, clientId}) => name === subject.name && !known.has(clientId),
        );
        return {object: application(value), usedBy: [], lacks: []};
      }
      case 'client-grant':
        return await lookAtGrant(reader, subject, signal);
    }
  };
  return await Promise.all(touched.map(({subject}) => look(subject)));
}

async function lookAtGrant(
  reader: TenantReader,
  {clientId, audience}: {readonly clientId: string; readonly audience: string},
  signal: AbortSignal | undefined,
): Promise<Current> {
  const grants = await everyGrant(reader, {clientId, audience}, signal);
  const value = grants.find(({subjectType}) => subjectType === 'client');
  if (value !== undefined) {
    return {object: {kind: 'client-grant', value}, usedBy: [], lacks: []};
  }
  const [resourceServer, client] = await Promise.all([
    reader.resourceServer(audience, signal),
    reader.client(clientId, signal),
  ]);
  const lacks = [
    ...(client === undefined ? ['the application'] : []),
    ...(resourceServer === undefined ? ['the API'] : []),
  ];
  return {object: {kind: 'nothing'}, usedBy: [], lacks};
}

/** The grants that the run itself made, by who may call what. */
function madeGrant({subject, before, made}: Touched): readonly string[] {
  if (subject.kind !== 'client-grant' || before.kind !== 'nothing' || made === 'perhaps') return [];
  return [keyOf({...subject, subjectType: 'client'})];
}

function keyOf({
  clientId,
  audience,
  subjectType,
}: Pick<ClientGrant, 'clientId' | 'audience' | 'subjectType'>): string {
  return JSON.stringify([clientId, audience, subjectType]);
}

function api(value: ResourceServer | undefined): Written {
  return value === undefined ? {kind: 'nothing'} : {kind: 'resource-server', value};
}

function application(value: Client | undefined): Written {
  return value === undefined ? {kind: 'nothing'} : {kind: 'client', value};
}
