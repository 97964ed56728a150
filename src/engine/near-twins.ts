import type {TenantReader} from './tenant.js';

/** Pages of a hundred APIs that are looked through: a look that only warns has an end. */
const maxPages = 10;

/**
 * Identifiers of APIs that differ from `identifier` in spelling alone. Auth0 compares identifiers
 * to the letter, so a slash at the end makes another API, whose tokens are of no use to this one.
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

/** Whether two different identifiers are most likely meant to be one. */
export function isSimilar(one: string, other: string): boolean {
  return one !== other && spelling(one) === spelling(other);
}

/** Without what people leave out, add or write in another way. */
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
