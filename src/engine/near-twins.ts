import type {TenantReader} from './tenant.js';

/** Limits a search that only serves a warning; a page has a hundred APIs. */
const maxPages = 10;

/**
 * Identifiers of APIs that differ from `identifier` only in spelling. Auth0 compares identifiers
 * exactly, so one with a trailing slash is another API, whose tokens this API must reject.
 */
export async function findSimilarIdentifiers(
  reader: Pick<TenantReader, 'resourceServers'>,
  identifier: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (let page = 0; page < maxPages; page += 1) {
    const {items, more} = await reader.resourceServers(page, signal);
    for (const api of items) {
      if (!api.isSystem && isSimilar(api.identifier, identifier)) found.add(api.identifier);
    }
    if (!more) break;
  }
  return [...found];
}

/** Whether two different identifiers are most likely meant to be the same. */
export function isSimilar(one: string, other: string): boolean {
  return one !== other && spelling(one) === spelling(other);
}

/** Removes what people tend to leave out, add or write differently. */
function spelling(identifier: string): string {
  return decoded(identifier)
    .normalize('NFKC')
    .replaceAll(/[\s\p{Cf}]+/gu, '')
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^([^/:]+):(?:443|80)(?=\/|$)/, '$1')
    .replaceAll(/\/{2,}/g, '/')
    .replace(/\/+$/, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
