import type {Desired} from './desired.js';
import type {Observed} from './observed.js';
import {Problem} from './problem.js';
import type {Client, ClientGrant} from './tenant.js';

/** Which application is ours, and how it was recognised. */
export type Selection =
  | {
      readonly kind: 'found';
      readonly client: Client;
      readonly via: 'named' | 'remembered' | 'name' | 'test-application';
    }
  | {readonly kind: 'none'}
  | {readonly kind: 'ambiguous'; readonly candidates: readonly Client[]};

/** What the Dashboard appends to an API's name for the application that it makes with it. */
export const testApplicationSuffix = '(Test Application)';

/**
 * Finds our application among those that were read. In this order: the one that the admin named,
 * the remembered one, the one named like the blueprint's, the Dashboard's test application of
 * this API. Nothing else is ever adopted, however it is authorised.
 */
export function selectClient(desired: Desired, observed: Observed): Selection {
  const {hints} = observed;
  const others = observed.clients.filter(({clientId}) => clientId !== observed.ownClientId);
  const byId = (id: string | undefined) => others.find(({clientId}) => clientId === id);

  const named = byId(hints.clientId);
  if (named !== undefined) return {kind: 'found', client: named, via: 'named'};
  const remembered = byId(hints.rememberedClientId);
  if (remembered !== undefined) return {kind: 'found', client: remembered, via: 'remembered'};

  const namesakes = others.filter(({name}) => name === desired.client.name);
  if (namesakes.length > 0) return only(namesakes, 'name');
  return only(testApplications(desired, observed), 'test-application');
}

function only(candidates: readonly Client[], via: 'name' | 'test-application'): Selection {
  const [first, second] = candidates;
  if (first === undefined) return {kind: 'none'};
  if (second !== undefined) return {kind: 'ambiguous', candidates};
  return {kind: 'found', client: first, via};
}

/** The applications that the Dashboard made with this API, by name, and by name and grant. */
export function testApplications(desired: Desired, observed: Observed): readonly Client[] {
  const apiNames = [desired.resourceServer.name, observed.resourceServer?.name];
  const madeWithApi = new Set(
    apiNames.flatMap(name => (name === undefined ? [] : [`${name} ${testApplicationSuffix}`])),
  );
  const holders = new Set(clientSubjectGrants(observed).map(({clientId}) => clientId));
  return observed.clients.filter(
    ({clientId, name}) =>
      clientId !== observed.ownClientId &&
      (madeWithApi.has(name) || (name.endsWith(testApplicationSuffix) && holders.has(clientId))),
  );
}

/** Grants for client credentials; `user` grants on the same API are none of our business. */
export function clientSubjectGrants(observed: Observed): readonly ClientGrant[] {
  return observed.clientGrants.filter(({subjectType}) => subjectType === 'client');
}

/** Our application's grant on our API. */
export function selectClientGrant(observed: Observed, clientId: string): ClientGrant | undefined {
  return clientSubjectGrants(observed).find(grant => grant.clientId === clientId);
}

/** Other applications that may call the API, with their names where those were read. */
export function otherAuthorised(
  observed: Observed,
  clientId: string | undefined,
): readonly {readonly clientId: string; readonly name: string | undefined}[] {
  const others = clientSubjectGrants(observed).filter(grant => grant.clientId !== clientId);
  const names = new Map(observed.clients.map(client => [client.clientId, client.name]));
  return others.map(grant => ({clientId: grant.clientId, name: names.get(grant.clientId)}));
}

export function ambiguous(candidates: readonly Client[]): Problem {
  const list = candidates.map(({clientId, name}) => `${name} (${clientId})`).join(', ');
  return new Problem('ambiguous_application', {
    message: `More than one application could be the import job: ${list}.`,
    hint: `Say which one with --client-id, for example --client-id ${candidates[0]?.clientId}.`,
    candidates: candidates.map(({clientId, name}) => ({clientId, name})),
  });
}
