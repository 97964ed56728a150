import {Problem} from '../model/errors.js';
import {type Client, type ClientGrant, type Page, pageSize, type TenantReader} from './tenant.js';

/** Auth0 allows 100,000 applications; a server that returns more pages would never stop. */
const maxPages = 1_000;
/** How many pages are read concurrently: as many requests as may be in flight. */
const maxConcurrent = 10;

/** Every application of the tenant, for when it matters that one does not exist. */
export async function everyClient(
  reader: TenantReader,
  signal?: AbortSignal,
): Promise<readonly Client[]> {
  const first = await reader.clients(0, signal);
  return first.more ? union(first.items, await remainingPages(reader, first, signal)) : first.items;
}

/**
 * The pages after the first one, read concurrently if the tenant reports a total. Throws `Problem`
 * not_auth0 if the list has no end.
 */
export async function remainingPages(
  reader: TenantReader,
  firstPage: Page<Client>,
  signal: AbortSignal | undefined,
): Promise<readonly Client[]> {
  const progress = new Progress(reader.domain, 'applications');
  progress.add(firstPage.items.map(({clientId}) => clientId));
  const pages = new Map<number, Page<Client>>();
  const end = {after: lastOf(firstPage)};
  // If one page fails, the others are of no use.
  const failed = new AbortController();
  const until = AbortSignal.any([failed.signal, ...(signal === undefined ? [] : [signal])]);
  let next = 1;
  const readOn = async () => {
    while (next <= end.after && !failed.signal.aborted) {
      const number = next;
      next += 1;
      if (number >= maxPages) throw progress.boundless();
      const page = await reader.clients(number, until);
      pages.set(number, page);
      progress.add(page.items.map(({clientId}) => clientId));
      if (!page.more) end.after = Math.min(end.after, number);
      // More than the reported total: the list has grown, or the total is wrong.
      else if (number === end.after) end.after += 1;
    }
  };
  const readOrFail = () =>
    readOn().catch(error => {
      failed.abort();
      throw error;
    });
  if (end.after >= maxPages && firstPage.total !== undefined) throw progress.boundless();
  const atOnce = firstPage.total === undefined ? 1 : Math.min(maxConcurrent, end.after);
  await Promise.all(Array.from({length: atOnce}, readOrFail));
  return [...pages].toSorted(([a], [b]) => a - b).flatMap(([, {items}]) => items);
}

/** The number of the last page, from the first page's total. */
function lastOf({total}: Page<Client>): number {
  return total === undefined ? maxPages : Math.max(0, Math.ceil(total / pageSize) - 1);
}

export function union(first: readonly Client[], second: readonly Client[]): readonly Client[] {
  const all = new Map(first.map(client => [client.clientId, client]));
  for (const client of second) if (!all.has(client.clientId)) all.set(client.clientId, client);
  return [...all.values()];
}

/** All pages, starting with `from`. Throws `Problem` not_auth0 if they have no end. */
export async function everyGrant(
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
    if (visited.size > maxPages) throw progress.boundless();
    const at = next === undefined ? query : {...query, from: next};
    const page = await reader.clientGrants(at, signal);
    progress.add(page.items.map(({id}) => id));
    grants.push(...page.items);
    next = page.more ? page.next : undefined;
    if (visited.has(next) && next !== undefined) throw progress.repeated();
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
    if (this.#seen.size === before && ids.length >= pageSize / 2) throw this.repeated();
  }

  repeated(): Problem {
    return this.#problem(`returned the same ${this.#what} on two pages`);
  }

  boundless(): Problem {
    return this.#problem(`returned more ${this.#what} than a tenant can have`);
  }

  #problem(what: string): Problem {
    return new Problem('not_auth0', {
      message: `${this.#domain} ${what}, so its list can’t be read to the end.`,
      hint: 'Check the domain. If it is right, choose the application with --client-id.',
    });
  }
}
