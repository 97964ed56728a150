import type {Desired} from '../model/blueprint.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import type {Client, ClientGrant} from './tenant.js';

/** Which application is the job's, and how it was recognized. */
export type Selection =
  | {
      readonly kind: 'found';
      readonly client: Client;
      readonly via: 'named' | 'remembered' | 'name' | 'test-application';
    }
  | {readonly kind: 'none'}
  | {readonly kind: 'ambiguous'; readonly candidates: readonly Client[]}
  /** The only match can't be used: never if it is a third party's, else not by its name alone. */
  | {readonly kind: 'unsuitable'; readonly client: Client; readonly because: Unsuitable};

export type Unsuitable = 'third-party' | SpecialPurpose;

/** An application's purpose that converting it to Machine to Machine can break. */
export type SpecialPurpose = 'public' | 'linked' | 'integration';

/** What the Dashboard appends to an API's name to name the application that it creates with it. */
const testApplicationSuffix = '(Test Application)';

/**
 * Finds the job's application among those that were read: the one that the user named, the
 * remembered one, one with the right name and a grant on this API, one with the right name. No
 * other application is ever used, whatever grants it has.
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
 * The job's application among the holders of a grant on the API. Undefined if only the list of all
 * applications can tell. That includes a blueprint that removes the grant, because the next run
 * could not find the same application through it.
 */
export function selectByGrant(desired: Desired, observed: Observed): Selection | undefined {
  if (!desired.clientGrant.authorized) return undefined;
  const holders = holdersOf(observed);
  const clients = observed.clients.filter(({clientId}) => holders.has(clientId));
  return selectAmong(desired, {...observed, clients});
}

/** Anyone may have chosen that name, so an application with a special purpose is not used. */
function selectByName(desired: Desired, observed: Observed): Selection | undefined {
  const selection = selectAmong(desired, observed);
  if (selection?.kind !== 'found') return selection;
  const {client} = selection;
  const because = specialPurposeOf(client);
  return because === undefined ? selection : {kind: 'unsuitable', client, because};
}

function selectAmong(desired: Desired, observed: Observed): Selection | undefined {
  const namesakes = eligibleClients(observed).filter(({name}) => name === desired.client.name);
  return (
    selectOnly(namesakes, 'name') ??
    selectOnly(testApplications(desired, observed), 'test-application')
  );
}

function selectOnly(
  candidates: readonly Client[],
  via: 'name' | 'test-application',
): Selection | undefined {
  const [client, second] = candidates;
  if (client === undefined) return undefined;
  return second === undefined ? {kind: 'found', client, via} : {kind: 'ambiguous', candidates};
}

/** Excludes third-party applications and the one that this tool signs in with. */
function eligibleClients({clients, ownClientId}: Observed): readonly Client[] {
  return clients.filter(client => client.clientId !== ownClientId && !isThirdParty(client));
}

/** Anyone may have registered it, under any name, and only its owner knows its secret. */
export function isThirdParty({clientId, isFirstParty}: Client): boolean {
  return isFirstParty === false || clientId.startsWith('tpc_');
}

/** Application types that can become Machine to Machine safely, because grant types are kept. */
const convertible: ReadonlySet<string | undefined> = new Set([
  undefined,
  'non_interactive',
  'regular_web',
]);
const publicTypes: ReadonlySet<string | undefined> = new Set(['spa', 'native']);

/** Undefined if converting the application breaks nothing that this tool knows of. */
export function specialPurposeOf({
  appType,
  tokenEndpointAuthMethod,
  resourceServerIdentifier,
}: Client): SpecialPurpose | undefined {
  if (appType === 'resource_server' || resourceServerIdentifier) return 'linked';
  if (publicTypes.has(appType) || tokenEndpointAuthMethod === 'none') return 'public';
  return convertible.has(appType) ? undefined : 'integration';
}

/** Whether an application may be used as the job's because of its name alone. */
export function maySelectByName(client: Client): boolean {
  return !isThirdParty(client) && specialPurposeOf(client) === undefined;
}

/** Test applications that the Dashboard created with this API, by name, or by suffix and grant. */
export function testApplications(desired: Desired, observed: Observed): readonly Client[] {
  const apiNames = [desired.resourceServer.name, observed.resourceServer?.name];
  const madeWithApi = new Set(
    apiNames.flatMap(name => (name === undefined ? [] : [`${name} ${testApplicationSuffix}`])),
  );
  const holders = holdersOf(observed);
  return eligibleClients(observed).filter(
    ({clientId, name}) =>
      madeWithApi.has(name) || (name.endsWith(testApplicationSuffix) && holders.has(clientId)),
  );
}

/** Grants for client credentials. Grants for users on the same API are not this tool's concern. */
function clientSubjectGrants(observed: Observed): readonly ClientGrant[] {
  return observed.clientGrants.filter(({subjectType}) => subjectType === 'client');
}

/** Ids of the applications that may call the API on their own behalf. */
export function holdersOf(observed: Observed): ReadonlySet<string> {
  return new Set(clientSubjectGrants(observed).map(({clientId}) => clientId));
}

/** Whether this run created the grant that the application holds. */
export function isGrantNew(observed: Observed, clientId: string): boolean {
  const grant = selectClientGrant(observed, clientId);
  return grant !== undefined && observed.created.has(grant.id);
}

/** The grant on the API that an application holds for client credentials. */
export function selectClientGrant(observed: Observed, clientId: string): ClientGrant | undefined {
  return clientSubjectGrants(observed).find(grant => grant.clientId === clientId);
}

/** Other applications that may call the API, with their names if those were read. */
export function otherAuthorizedClients(
  observed: Observed,
  clientId: string | undefined,
): readonly {readonly clientId: string; readonly name: string | undefined}[] {
  const others = clientSubjectGrants(observed).filter(grant => grant.clientId !== clientId);
  const names = new Map(observed.clients.map(client => [client.clientId, client.name]));
  return others.map(grant => ({clientId: grant.clientId, name: names.get(grant.clientId)}));
}

/** Why the user has to choose the application; undefined if one was found or none exists. */
export function selectionProblem(selection: Selection): Problem | undefined {
  switch (selection.kind) {
    case 'found':
    case 'none':
      return undefined;
    case 'ambiguous':
      return ambiguousProblem(selection.candidates);
    case 'unsuitable':
      return unsuitableProblem(selection.client, selection.because);
  }
}

export function ambiguousProblem(candidates: readonly Client[]): Problem {
  const list = candidates.map(({clientId, name}) => `${name} (${clientId})`).join(', ');
  return new Problem('ambiguous_application', {
    message: `More than one application could be the import job: ${list}.`,
    hint: `Choose one with --client-id, for example --client-id ${candidates[0]?.clientId}.`,
    candidates: candidates.map(({clientId, name}) => ({clientId, name})),
  });
}

export function unsuitableProblem({clientId, name, appType}: Client, because: Unsuitable): Problem {
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
  // The same code as for two candidates: only the user knows whether this one is the job.
  return new Problem('ambiguous_application', {
    message: `${object} has a name that matches the import job, but ${purposes[because]}. This tool won’t convert it because of its name alone.`,
    hint: `If it is the import job, run again with --client-id ${clientId}. If it is not, rename it in the Dashboard, or choose another name for the job with --app-name.`,
    candidates,
  });
}
