import {type ListReading, readUntilSettled} from './pages.js';
import type {ResourceServer, TenantReader} from './tenant.js';

/** Limits a search that only serves a warning; a page has a hundred APIs. */
const maxPages = 10;

/**
 * Identifiers of APIs that differ from `identifier` only in spelling. Auth0 compares identifiers
 * exactly, so one with a trailing slash is another API, whose tokens this API must reject.
 */
export async function findSimilarIdentifiers(
  reader: Pick<TenantReader, 'domain' | 'resourceServers'>,
  identifier: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const list = {
    domain: reader.domain,
    what: 'APIs',
    idOf: ({id}: ResourceServer) => id,
  } as const;
  const apis = await readUntilSettled(list, () => readApis(reader, signal));
  const similar = apis.filter(api => !api.isSystem && isSimilar(api.identifier, identifier));
  return [...new Set(similar.map(api => api.identifier))];
}

async function readApis(
  reader: Pick<TenantReader, 'resourceServers'>,
  signal: AbortSignal | undefined,
): Promise<ListReading<ResourceServer>> {
  const {items: first, more} = await reader.resourceServers(0, signal);
  const items = [...first];
  let hasMore = more;
  for (let page = 1; page < maxPages && hasMore; page += 1) {
    const next = await reader.resourceServers(page, signal);
    items.push(...next.items);
    hasMore = next.more;
  }
  return {pages: more ? 'several' : 'one', items};
}

/** Whether two different identifiers are most likely meant to be the same. */
function isSimilar(one: string, other: string): boolean {
  return one !== other && normalizeIdentifier(one) === normalizeIdentifier(other);
}

/** Removes what people tend to leave out, add or write differently. */
function normalizeIdentifier(identifier: string): string {
  return decodeIdentifier(identifier)
    .normalize('NFKC')
    .replaceAll(/[\s\p{Cf}]+/gu, '')
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^([^/:]+):(?:443|80)(?=\/|$)/, '$1')
    .replaceAll(/\/{2,}/g, '/')
    .replace(/\/+$/, '');
}

function decodeIdentifier(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
