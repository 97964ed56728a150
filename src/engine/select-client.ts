import type {Desired} from '../model/blueprint.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import type {Client, ClientGrant} from './tenant.js';

/** Which application is ours, and how it was recognized. */
export type Selection =
  | {
      readonly kind: 'found';
      readonly client: Client;
      readonly via: 'named' | 'remembered' | 'name' | 'test-application';
    }
  | {readonly kind: 'none'}
  | {readonly kind: 'ambiguous'; readonly candidates: readonly Client[]}
  /** The only one that fits must not be taken: a third party's ever, the others by name alone. */
  | {readonly kind: 'unsuitable'; readonly client: Client; readonly because: Unsuitable};

export type Unsuitable = 'third-party' | SpecialPurpose;

/** What an application is for, where converting it to Machine to Machine can break that. */
export type SpecialPurpose = 'public' | 'linked' | 'integration';

/** What the Dashboard appends to an API's name for the application that it makes with it. */
export const testApplicationSuffix = '(Test Application)';

/**
 * Finds our application among those that were read: the one that the admin named, the remembered
 * one, one that holds a grant on this API and bears the right name, one that bears it. Nothing
 * else is ever adopted, however it is authorized.
 */
export function selectClient(desired: Desired, observed: Observed): Selection {
  return (
    selectByHint(observed) ??
    selectByGrant(desired, observed) ??
    selectByName(desired, observed) ?? {kind: 'none'}
  );
}

function selectByHint(observed: Observed): Selection | undefined {
  const {clients, hints, ownClientId} = observed;
  const byId = (id: string | undefined) =>
    clients.find(({clientId}) => clientId === id && clientId !== ownClientId);
  const named = byId(hints.clientId);
  const client = named ?? byId(hints.rememberedClientId);
  if (client === undefined) return undefined;
  if (isThirdParty(client)) return {kind: 'unsuitable', client, because: 'third-party'};
  return {kind: 'found', client, via: named === undefined ? 'remembered' : 'named'};
}

/**
 * Our application among those that hold a grant on the API. Undefined where only all applications
 * of the tenant can tell: also where the blueprint takes the grant away, because the next run
 * could not follow it to the same application.
 */
export function selectByGrant(desired: Desired, observed: Observed): Selection | undefined {
  if (!desired.clientGrant.authorized) return undefined;
  const holders = holdersOf(observed);
  const clients = observed.clients.filter(({clientId}) => holders.has(clientId));
  return selectAmong(desired, {...observed, clients});
}

/** By its name alone, which anybody may have chosen: so what has a purpose of its own is not taken. */
function selectByName(desired: Desired, observed: Observed): Selection | undefined {
  const selection = selectAmong(desired, observed);
  if (selection?.kind !== 'found') return selection;
  const {client} = selection;
  const because = specialPurposeOf(client);
  return because === undefined ? selection : {kind: 'unsuitable', client, because};
}

function selectAmong(desired: Desired, observed: Observed): Selection | undefined {
  const namesakes = eligibleIn(observed).filter(({name}) => name === desired.client.name);
  return (
    theOnly(namesakes, 'name') ?? theOnly(testApplications(desired, observed), 'test-application')
  );
}

function theOnly(
  candidates: readonly Client[],
  via: 'name' | 'test-application',
): Selection | undefined {
  const [client, second] = candidates;
  if (client === undefined) return undefined;
  return second === undefined ? {kind: 'found', client, via} : {kind: 'ambiguous', candidates};
}

/** All but the one that the tool signs in with, and those of third parties. */
function eligibleIn({clients, ownClientId}: Observed): readonly Client[] {
  return clients.filter(client => client.clientId !== ownClientId && !isThirdParty(client));
}

/** Anybody may have registered it, under any name, and only its owner knows its secret. */
export function isThirdParty({clientId, isFirstParty}: Client): boolean {
  return isFirstParty === false || clientId.startsWith('tpc_');
}

/** Application types that become Machine to Machine without harm: grant types that are there stay. */
const convertible: ReadonlySet<string | undefined> = new Set([
  undefined,
  'non_interactive',
  'regular_web',
]);
const publicTypes: ReadonlySet<string | undefined> = new Set(['spa', 'native']);

/** Undefined where nothing is known that converting the application could break. */
export function specialPurposeOf({
  appType,
  tokenEndpointAuthMethod,
  resourceServerIdentifier,
}: Client): SpecialPurpose | undefined {
  if (appType === 'resource_server' || resourceServerIdentifier) return 'linked';
  if (publicTypes.has(appType) || tokenEndpointAuthMethod === 'none') return 'public';
  return convertible.has(appType) ? undefined : 'integration';
}

/** Whether an application may be taken for ours because of its name and nothing else. */
export function mayBeTakenByName(client: Client): boolean {
  return !isThirdParty(client) && specialPurposeOf(client) === undefined;
}

/** The applications that the Dashboard made with this API, by name, and by name and grant. */
export function testApplications(desired: Desired, observed: Observed): readonly Client[] {
  const apiNames = [desired.resourceServer.name, observed.resourceServer?.name];
  const madeWithApi = new Set(
    apiNames.flatMap(name => (name === undefined ? [] : [`${name} ${testApplicationSuffix}`])),
  );
  const holders = holdersOf(observed);
  return eligibleIn(observed).filter(
    ({clientId, name}) =>
      madeWithApi.has(name) || (name.endsWith(testApplicationSuffix) && holders.has(clientId)),
  );
}

/** Grants for client credentials; `user` grants on the same API are none of our business. */
export function clientSubjectGrants(observed: Observed): readonly ClientGrant[] {
  return observed.clientGrants.filter(({subjectType}) => subjectType === 'client');
}

/** Ids of the applications that may call the API for themselves. */
export function holdersOf(observed: Observed): ReadonlySet<string> {
  return new Set(clientSubjectGrants(observed).map(({clientId}) => clientId));
}

/** Whether this run created the grant that the application holds. */
export function isGrantNew(observed: Observed, clientId: string): boolean {
  const grant = selectClientGrant(observed, clientId);
  return grant !== undefined && observed.created.has(grant.id);
}

/** Our application's grant on our API. */
export function selectClientGrant(observed: Observed, clientId: string): ClientGrant | undefined {
  return clientSubjectGrants(observed).find(grant => grant.clientId === clientId);
}

/** Other applications that may call the API, with their names where those were read. */
export function otherAuthorized(
  observed: Observed,
  clientId: string | undefined,
): readonly {readonly clientId: string; readonly name: string | undefined}[] {
  const others = clientSubjectGrants(observed).filter(grant => grant.clientId !== clientId);
  const names = new Map(observed.clients.map(client => [client.clientId, client.name]));
  return others.map(grant => ({clientId: grant.clientId, name: names.get(grant.clientId)}));
}

/** Why the admin has to say which application it is; nothing where one was found, or none is there. */
export function problemOf(selection: Selection): Problem | undefined {
  switch (selection.kind) {
    case 'found':
    case 'none':
      return undefined;
    case 'ambiguous':
      return ambiguous(selection.candidates);
    case 'unsuitable':
      return unsuitable(selection.client, selection.because);
  }
}

export function ambiguous(candidates: readonly Client[]): Problem {
  const list = candidates.map(({clientId, name}) => `${name} (${clientId})`).join(', ');
  return new Problem('ambiguous_application', {
    message: `More than one application could be the import job: ${list}.`,
    hint: `Choose one with --client-id, for example --client-id ${candidates[0]?.clientId}.`,
    candidates: candidates.map(({clientId, name}) => ({clientId, name})),
  });
}

export function unsuitable({clientId, name, appType}: Client, because: Unsuitable): Problem {
  const object = `${name} (${clientId})`;
  const candidates = [{clientId, name}];
  if (because === 'third-party') {
    return new Problem('third_party_application', {
      message: `${object} is a third-party application, so it can’t be the import job: anyone could have registered it.`,
      hint: 'Use --client-id with the Client ID of a first-party application. If this one was saved by an earlier run, run `timesheets-setup forget` to remove it from the settings.',
      candidates,
    });
  }
  const purposes = {
    public: 'is a public application (single-page, native or without a secret)',
    linked: 'is linked to an API',
    integration: `is an application of type ${appType}`,
  };
  // The remedy is that of two: only the admin can tell whether it is the job.
  return new Problem('ambiguous_application', {
    message: `${object} has a name that matches the import job, but ${purposes[because]}. This tool won’t convert it because of its name alone.`,
    hint: `If it is the import job, run again with --client-id ${clientId}. If it is not, rename it in the Dashboard, or choose another name for the job with --app-name.`,
    candidates,
  });
}
