import {type Client, type ClientGrant, type Page, pageSize, type TenantReader} from './tenant.js';

/** Every application of the tenant: for who has to know that there is none. */
export async function everyClient(
  reader: TenantReader,
  signal?: AbortSignal,
): Promise<readonly Client[]> {
  const first = await reader.clients(0, signal);
  return first.more ? union(first.items, await remainingPages(reader, first, signal)) : first.items;
}

/** Those behind the first one: at once where the tenant tells how many there are. */
export async function remainingPages(
  reader: TenantReader,
  firstPage: Page<Client>,
  signal: AbortSignal | undefined,
): Promise<readonly Client[]> {
  if (firstPage.total !== undefined) {
    const pages = Math.ceil(firstPage.total / pageSize);
    const numbers = Array.from({length: Math.max(pages - 1, 0)}, (_, index) => index + 1);
    const read = await Promise.all(numbers.map(number => reader.clients(number, signal)));
    return read.flatMap(({items}) => items);
  }
  const clients: Client[] = [];
  for (let number = 1; ; number += 1) {
    const page = await reader.clients(number, signal);
    clients.push(...page.items);
    if (!page.more) return clients;
  }
}

export function union(first: readonly Client[], second: readonly Client[]): readonly Client[] {
  const all = new Map(first.map(client => [client.clientId, client]));
  for (const client of second) if (!all.has(client.clientId)) all.set(client.clientId, client);
  return [...all.values()];
}

/** All pages from one on; one that comes again is the last: paging has to come to an end. */
export async function everyGrant(
  reader: TenantReader,
  {from, ...query}: Parameters<TenantReader['clientGrants']>[0],
  signal: AbortSignal | undefined,
): Promise<readonly ClientGrant[]> {
  const grants: ClientGrant[] = [];
  const visited = new Set<string | undefined>();
  let next = from;
  do {
    visited.add(next);
    const at = next === undefined ? query : {...query, from: next};
    const page = await reader.clientGrants(at, signal);
    grants.push(...page.items);
    next = page.more ? page.next : undefined;
  } while (next !== undefined && !visited.has(next));
  return grants;
}
