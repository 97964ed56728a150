import type {TenantName} from './defaults.js';
import type {IdSource} from './ids.js';
import type {SigningKeys} from './keys.js';
import {TokenCounts} from './limits.js';
import type {TenantSettings} from './settings.js';
import type {Store} from './store.js';

/** What the routes of one tenant work on. */
export interface Tenant extends TenantName {
  /** Without a trailing slash. */
  readonly url: string;
  /** Its custom domain, without a trailing slash. */
  readonly customUrl?: string;
  /** `iss` of its tokens, with a trailing slash. */
  readonly issuer: string;
  /** The Management API's audience, with a trailing slash (section 2). */
  readonly managementAudience: string;
  readonly settings: TenantSettings;
  readonly store: Store;
  readonly ids: IdSource;
  readonly keys: SigningKeys;
  /** Ids of client assertions and DPoP proofs: each goes once. */
  readonly usedIds: UsedIds;
  readonly tokenCounts: TokenCounts;
  /** Ids of the applications that were registered without a token. */
  readonly dynamicClientIds: Set<string>;
}

export function createTenant(
  url: string,
  rest: Pick<Tenant, 'name' | 'settings' | 'store' | 'ids' | 'keys'>,
): Tenant {
  const {host} = new URL(url);
  const {customHost} = rest.settings;
  return {
    ...rest,
    url,
    ...(customHost !== undefined && {customUrl: withHost(url, customHost)}),
    domain: host,
    issuer: `${url}/`,
    managementAudience: `${url}/api/v2/`,
    usedIds: new UsedIds(),
    tokenCounts: new TokenCounts(),
    dynamicClientIds: new Set(),
  };
}

function withHost(url: string, hostname: string): string {
  const custom = new URL(url);
  custom.hostname = hostname;
  return custom.origin;
}

/**
 * The tenant's address as the request calls it, without a trailing slash. A token's `iss` is the
 * host that was asked, and the Management API takes a token on that host alone; the audience stays
 * the canonical one [docs: "Custom Domains", section 12].
 */
export function requestOrigin({url, customUrl}: Tenant, requestUrl: string): string {
  const isCustom = customUrl !== undefined && new URL(requestUrl).host === new URL(customUrl).host;
  return isCustom ? customUrl : url;
}

/** Ids that may be used once, each remembered for as long as what carries it would be valid. */
export class UsedIds {
  readonly #until = new Map<string, number>();

  /** False where it was used already. Seconds since the epoch. */
  markUsed(id: string, until: number, now: number): boolean {
    for (const [known, end] of this.#until) {
      if (end < now) this.#until.delete(known);
    }
    if (this.#until.has(id)) return false;
    this.#until.set(id, until);
    return true;
  }
}
