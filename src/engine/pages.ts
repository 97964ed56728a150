import {Problem} from '../model/errors.js';
import {type Client, type ClientGrant, type Page, pageSize, type TenantReader} from './tenant.js';

/** Auth0 allows 100,000 applications; a server that returns more pages would never stop. */
const maxPages = 1_000;
/** How many pages are read concurrently: as many requests as may be in flight. */
const maxConcurrent = 10;

/** How often a list of several pages is read until two readings agree. */
const maxReadings = 4;

/** What is already known of the list of applications. */
interface KnownClients {
  /** The page that the first reading starts with. */
  readonly firstPage?: Page<Client>;
  /** An earlier reading of all pages, for the first one to agree with. */
  readonly earlier?: readonly Client[];
}

/**
 * Every application of the tenant, for when it matters that one does not exist. Throws `Problem`
 * tenant_changed if the list keeps changing, not_auth0 if it has no end.
 */
export async function listAllClients(
  reader: TenantReader,
  signal?: AbortSignal,
  {firstPage, earlier}: KnownClients = {},
): Promise<readonly Client[]> {
  let given = firstPage;
  const readAll = async () => {
    const first = given ?? (await reader.clients(0, signal));
    given = undefined;
    return first.more
      ? {pages: 'several' as const, items: await withRemainingPages(reader, first, signal)}
      : {pages: 'one' as const, items: first.items};
  };
  const list = {domain: reader.domain, what: 'applications', idOf: clientIdOf} as const;
  return await readUntilSettled(list, readAll, earlier);
}

function clientIdOf({clientId}: Client): string {
  return clientId;
}

interface PagedList<Item> {
  readonly domain: string;
  readonly what: 'applications' | 'APIs';
  idOf(item: Item): string;
}

export interface ListReading<Item> {
  /** One page is one answer of the tenant, so nothing can be missing from it. */
  readonly pages: 'one' | 'several';
  readonly items: readonly Item[];
}

/**
 * Pages are cut by position: when an item is deleted between two requests, those behind it move up,
 * and one of them moves to a page that was read before. The totals don't tell if another item was
 * created meanwhile. So a list of several pages is read until a reading has all items of the one
 * before in the same places; others may follow them. Throws `Problem` tenant_changed.
 */
export async function readUntilSettled<Item>(
  {domain, what, idOf}: PagedList<Item>,
  readAll: () => Promise<ListReading<Item>>,
  earlier?: readonly Item[],
): Promise<readonly Item[]> {
  let before = earlier;
  for (let reading = 0; reading < maxReadings; reading += 1) {
    const {pages, items} = await readAll();
    const isSettled = before?.every((item, at) => {
      const now = items[at];
      return now !== undefined && idOf(now) === idOf(item);
    });
    if (pages === 'one' || isSettled) return items;
    before = items;
  }
  throw new Problem('tenant_changed', {
    message: `${domain} kept changing while its ${what} were listed, so one of them could be missing.`,
    hint: 'Someone else is creating or deleting them. Try again when they are done.',
  });
}

/**
 * The first page and those after it, which are read concurrently if the tenant reports a total.
 * Throws `Problem` not_auth0 if the list has no end.
 */
async function withRemainingPages(
  reader: TenantReader,
  firstPage: Page<Client>,
  signal: AbortSignal | undefined,
): Promise<readonly Client[]> {
  const progress = new Progress(reader.domain, 'applications');
  progress.add(firstPage.items.map(clientIdOf));
  const pages = new Map<number, Page<Client>>();
  const end = {after: lastPageNumber(firstPage)};
  // If one page fails, the others are of no use.
  const failed = new AbortController();
  const until = AbortSignal.any([failed.signal, ...(signal === undefined ? [] : [signal])]);
  let next = 1;
  const readRemainingPages = async () => {
    while (next <= end.after && !failed.signal.aborted) {
      const number = next;
      next += 1;
      if (number >= maxPages) throw progress.tooManyPagesProblem();
      const page = await reader.clients(number, until);
      pages.set(number, page);
      progress.add(page.items.map(clientIdOf));
      if (!page.more) end.after = Math.min(end.after, number);
      // More than the reported total: the list has grown, or the total is wrong.
      else if (number === end.after) end.after += 1;
    }
  };
  const readOrFail = () =>
    readRemainingPages().catch(error => {
      failed.abort();
      throw error;
    });
  if (end.after >= maxPages && firstPage.total !== undefined) throw progress.tooManyPagesProblem();
  const atOnce = firstPage.total === undefined ? 1 : Math.min(maxConcurrent, end.after);
  await Promise.all(Array.from({length: atOnce}, readOrFail));
  const rest = [...pages].toSorted(([a], [b]) => a - b).flatMap(([, {items}]) => items);
  return union(firstPage.items, rest);
}

/** The number of the last page, from the first page's total. */
function lastPageNumber({total}: Page<Client>): number {
  return total === undefined ? maxPages : Math.max(0, Math.ceil(total / pageSize) - 1);
}

export function union(first: readonly Client[], second: readonly Client[]): readonly Client[] {
  const all = new Map(first.map(client => [client.clientId, client]));
  for (const client of second) if (!all.has(client.clientId)) all.set(client.clientId, client);
  return [...all.values()];
}

/** All pages, starting with `from`. Throws `Problem` not_auth0 if they have no end. */
export async function listAllGrants(
  reader: TenantReader,
  {from, ...query}: Parameters<TenantReader['clientGrants']>[0],
  signal: AbortSignal | undefined,
): Promise<readonly ClientGrant[]> {
  const progress = new Progress(reader.domain, 'authorizations');
  const grants: ClientGrant[] = [];
  const visited = new Set<string | undefined>();
  let next = from;
  do {
    visited.add(next);
    if (visited.size > maxPages) throw progress.tooManyPagesProblem();
    const at = next === undefined ? query : {...query, from: next};
    const page = await reader.clientGrants(at, signal);
    progress.add(page.items.map(({id}) => id));
    grants.push(...page.items);
    next = page.more ? page.next : undefined;
    if (visited.has(next) && next !== undefined) throw progress.repeatedPageProblem();
  } while (next !== undefined);
  return grants;
}

/** Checks that each page of a list adds something new. */
class Progress {
  readonly #seen = new Set<string>();
  readonly #domain: string;
  readonly #what: string;

  constructor(domain: string, what: 'applications' | 'authorizations') {
    this.#domain = domain;
    this.#what = what;
  }

  /** Concurrent creates and deletes move a few items to another page, but never half a page. */
  add(ids: readonly string[]): void {
    const before = this.#seen.size;
    for (const id of ids) this.#seen.add(id);
    if (this.#seen.size === before && ids.length >= pageSize / 2) throw this.repeatedPageProblem();
  }

  repeatedPageProblem(): Problem {
    return this.#problem(`returned the same ${this.#what} on two pages`);
  }

  tooManyPagesProblem(): Problem {
    return this.#problem(`returned more ${this.#what} than a tenant can have`);
  }

  #problem(what: string): Problem {
    return new Problem('not_auth0', {
      message: `${this.#domain} ${what}, so its list can’t be read to the end.`,
      hint: 'Check the domain. If it is right, choose the application with --client-id.',
    });
  }
}
