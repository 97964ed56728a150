import {Problem} from '../model/errors.js';
import {type Client, type ClientGrant, type Page, pageSize, type TenantReader} from './tenant.js';

/** Auth0 has room for 100,000 applications: whoever gives pages beyond those never stops. */
const maxPages = 1_000;
/** Pages read at the same time: as many requests as are sent at once. */
const maxConcurrent = 10;

/** Every application of the tenant: for who has to know that there is none. */
export async function everyClient(
  reader: TenantReader,
  signal?: AbortSignal,
): Promise<readonly Client[]> {
  const first = await reader.clients(0, signal);
  return first.more ? union(first.items, await remainingPages(reader, first, signal)) : first.items;
}

/**
 * Those behind the first one: at once where the tenant tells how many there are. Throws `Problem`
 * not_auth0 where that, or what comes, has no end.
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
  // Where one fails, the others are of no use.
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
      // The tenant has more than it told: it grew meanwhile, or can't count.
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

/** Number of the last page, as the first one tells. */
function lastOf({total}: Page<Client>): number {
  return total === undefined ? maxPages : Math.max(0, Math.ceil(total / pageSize) - 1);
}

export function union(first: readonly Client[], second: readonly Client[]): readonly Client[] {
  const all = new Map(first.map(client => [client.clientId, client]));
  for (const client of second) if (!all.has(client.clientId)) all.set(client.clientId, client);
  return [...all.values()];
}

/** All pages from one on. Throws `Problem` not_auth0 where they have no end. */
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

/** A list that is read page by page has to bring something new. */
class Progress {
  readonly #seen = new Set<string>();
  readonly #domain: string;
  readonly #what: string;

  constructor(domain: string, what: 'applications' | 'authorizations') {
    this.#domain = domain;
    this.#what = what;
  }

  /** What is made or removed meanwhile moves a few items to another page, and never half of one. */
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
