import type {ClientHints, Desired} from '../model/blueprint.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import {listAllClients, listAllGrants, union} from './pages.js';
import {
  holdersOf,
  isThirdParty,
  selectByGrant,
  selectClient,
  unsuitableProblem,
} from './select-client.js';
import {findSimilarIdentifiers} from './similar-identifiers.js';
import {type Client, type ClientGrant, type Page, pageSize, type TenantReader} from './tenant.js';

export interface ObserveOptions {
  readonly signal?: AbortSignal;
  /** Reads all applications, even where the job's is known. */
  readonly clientList?: 'complete';
  /** Ids of objects that this run created. */
  readonly created?: ReadonlySet<string>;
  /** Milliseconds from an arbitrary start. */
  readonly now?: () => number;
}

/**
 * Reads what the steps evaluate. A known application takes three concurrent requests, whatever the
 * size of the tenant. An unknown one is searched for among the holders of the API's grants, with
 * one request for each holder that is not on the first page of applications, and only then on all
 * pages. Throws `Problem`: network errors, `inexistent_client`, `own_application`,
 * `third_party_application`.
 */
export async function observe(
  reader: TenantReader,
  wanted: {readonly desired: Desired; readonly hints: ClientHints},
  options: ObserveOptions = {},
): Promise<Observed> {
  const {desired, hints} = wanted;
  const {signal, now = () => performance.now()} = options;
  const audience = desired.resourceServer.identifier;
  refuseOwnApplication(reader, hints);

  const knownId = hints.clientId ?? usableRememberedId(reader, hints);
  const [resourceServer, firstGrants, firstClients] = await Promise.all([
    reader.resourceServer(audience, signal),
    reader.clientGrants({audience}, signal),
    knownId === undefined ? reader.clients(0, signal) : readKnownClient(reader, knownId, signal),
  ]);
  // Measured on arrival: a slow tenant's readings would otherwise be stale at once.
  const readAt = now();
  const found: Observed = {
    audience,
    resourceServer,
    clients: firstClients.items,
    clientList: listStateOf(firstClients),
    clientGrants: firstGrants.items,
    grantList: listStateOf(firstGrants),
    hints,
    ownClientId: reader.ownClientId,
    created: options.created ?? new Set(),
    readAt: {'resource-server': readAt, client: readAt, 'client-grant': readAt},
  };
  // Concurrent. Similar identifiers only matter if the API does not exist.
  const [observed, similar] = await Promise.all([
    withApplication(reader, wanted, {found, knownId, firstClients, firstGrants}, signal),
    resourceServer === undefined ? findSimilarIdentifiers(reader, audience, signal) : undefined,
  ]);
  const listed =
    options.clientList === 'complete' ? await withAllClients(reader, observed, signal) : observed;
  return similar === undefined ? listed : {...listed, similarIdentifiers: similar};
}

async function withAllClients(
  reader: TenantReader,
  observed: Observed,
  signal: AbortSignal | undefined,
  firstPage?: Page<Client>,
): Promise<Observed> {
  if (observed.clientList === 'complete') return observed;
  const clients = await listAllClients(reader, signal, firstPage && {firstPage});
  // Those that were read one by one have more fields than a list has.
  const single = new Map(observed.clients.map(client => [client.clientId, client]));
  const complete = clients.map(client => single.get(client.clientId) ?? client);
  return {...observed, clients: complete, clientList: 'complete'};
}

interface FirstReading {
  readonly found: Observed;
  readonly knownId: string | undefined;
  readonly firstClients: Page<Client>;
  readonly firstGrants: Page<ClientGrant> & {readonly next?: string};
}

/** Continues to read until the job's application is known. */
async function withApplication(
  reader: TenantReader,
  {desired, hints}: {readonly desired: Desired; readonly hints: ClientHints},
  {found, knownId, firstClients, firstGrants}: FirstReading,
  signal: AbortSignal | undefined,
): Promise<Observed> {
  if (knownId !== undefined && firstClients.items.length > 0) {
    refuseThirdParty(firstClients.items);
    return await withOwnGrant(reader, found, knownId, signal);
  }
  if (hints.clientId !== undefined) throw inexistentClientProblem(hints.clientId, reader.domain);
  // A remembered application no longer exists: look for another, as on a first run.
  const firstPage = knownId === undefined ? firstClients : await reader.clients(0, signal);
  const start = {...found, clients: firstPage.items, clientList: listStateOf(firstPage)};
  const granted = await withEveryGrant(reader, start, firstGrants.next, signal);
  const complete = await withOurClient(reader, desired, granted, firstPage, signal);
  return await withMethods(reader, desired, complete, signal);
}

/** Lists omit the authentication methods of an application without a secret. */
async function withMethods(
  reader: TenantReader,
  desired: Desired,
  observed: Observed,
  signal: AbortSignal | undefined,
): Promise<Observed> {
  const selection = selectClient(desired, observed);
  if (selection.kind !== 'found') return observed;
  const {clientId, authenticationMethods, otherSettings} = selection.client;
  if (authenticationMethods?.length !== 0 || otherSettings !== undefined) return observed;
  const client = await reader.client(clientId, signal);
  if (client === undefined) return observed;
  const clients = observed.clients.map(each => (each.clientId === clientId ? client : each));
  return {...observed, clients};
}

/**
 * If an application that was read no longer exists, another may be the job's, so all of them are
 * read. Throws `Problem` inexistent_client if the user named the one that is gone.
 */
export async function relistIfClientGone(
  reader: TenantReader,
  before: Observed,
  after: Observed,
  signal?: AbortSignal,
): Promise<Observed> {
  const remainingIds = new Set(after.clients.map(({clientId}) => clientId));
  const gone = before.clients.filter(({clientId}) => !remainingIds.has(clientId));
  if (gone.length === 0) return after;
  const named = gone.find(({clientId}) => clientId === after.hints.clientId);
  if (named !== undefined) throw inexistentClientProblem(named.clientId, reader.domain);
  if (after.clientList === 'complete') return after;
  return {...after, clients: await listAllClients(reader, signal), clientList: 'complete'};
}

function listStateOf(page: Page<unknown>): 'complete' | 'partial' {
  return page.more ? 'partial' : 'complete';
}

/** One application as a page; `more`, because nothing is known about the others. */
async function readKnownClient(
  reader: TenantReader,
  clientId: string,
  signal: AbortSignal | undefined,
): Promise<Page<Client>> {
  const client = await reader.client(clientId, signal);
  return {items: client === undefined ? [] : [client], more: true};
}

/** If the API has very many grants, requests ours instead of reading all pages. */
async function withOwnGrant(
  reader: TenantReader,
  observed: Observed,
  clientId: string,
  signal: AbortSignal | undefined,
): Promise<Observed> {
  const {clientGrants, grantList, audience} = observed;
  const ours = (grant: ClientGrant) => grant.clientId === clientId;
  if (grantList === 'complete' || clientGrants.some(ours)) return observed;
  const {items} = await reader.clientGrants({audience, clientId}, signal);
  return {...observed, clientGrants: [...clientGrants, ...items]};
}

async function withEveryGrant(
  reader: TenantReader,
  observed: Observed,
  from: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Observed> {
  const {audience} = observed;
  const rest = from === undefined ? [] : await listAllGrants(reader, {audience, from}, signal);
  return {...observed, clientGrants: [...observed.clientGrants, ...rest], grantList: 'complete'};
}

async function withOurClient(
  reader: TenantReader,
  desired: Desired,
  observed: Observed,
  firstPage: Page<Client>,
  signal: AbortSignal | undefined,
): Promise<Observed> {
  if (observed.clientList === 'complete') return observed;
  // All grant holders must be known before one is selected: two may have the same name.
  const unread = unreadHolders(observed);
  const canFindByGrant =
    desired.clientGrant.authorized && unread.length < requestsForAllPages(firstPage);
  const byGrant = canFindByGrant ? await withHolders(reader, observed, unread, signal) : observed;
  if (canFindByGrant && selectByGrant(desired, byGrant) !== undefined) return byGrant;
  return await withAllClients(reader, byGrant, signal, firstPage);
}

function unreadHolders(observed: Observed): readonly string[] {
  const read = new Set(observed.clients.map(({clientId}) => clientId));
  return [...holdersOf(observed)].filter(id => !read.has(id));
}

/** How many requests it takes to read all pages twice, the first one having been read once. */
function requestsForAllPages({total}: Page<Client>): number {
  return total === undefined ? Number.POSITIVE_INFINITY : 2 * Math.ceil(total / pageSize) - 1;
}

async function withHolders(
  reader: TenantReader,
  observed: Observed,
  holders: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Observed> {
  const clients = await Promise.all(holders.map(id => reader.client(id, signal)));
  const present = clients.filter(client => client !== undefined);
  return {...observed, clients: union(observed.clients, present)};
}

/** The job of an earlier run may be what this tool signs in with now. Then it is not used. */
function usableRememberedId(
  {ownClientId}: TenantReader,
  {rememberedClientId}: ClientHints,
): string | undefined {
  return rememberedClientId === ownClientId ? undefined : rememberedClientId;
}

function refuseOwnApplication(reader: TenantReader, hints: ClientHints): void {
  if (hints.clientId === undefined || hints.clientId !== reader.ownClientId) return;
  throw new Problem('own_application', {
    message: `${hints.clientId} is the application that this tool signs in with.`,
    hint: 'Use the Client ID of the import job, or leave out --client-id.',
  });
}

/** Checked here too, so that no step evaluates the tenant with such an application. */
function refuseThirdParty(clients: readonly Client[]): void {
  const client = clients.find(isThirdParty);
  if (client !== undefined) throw unsuitableProblem(client, 'third-party');
}

function inexistentClientProblem(clientId: string, domain: string): Problem {
  return new Problem('inexistent_client', {
    message: `${domain} has no application with the Client ID ${clientId}.`,
    hint: 'Check --client-id, or leave it out so that this tool finds the application by name.',
  });
}
