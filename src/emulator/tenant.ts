import type {TenantName} from './defaults.js';
import type {IdSource} from './ids.js';
import type {SigningKeys} from './keys.js';
import {TokenCounts} from './limits.js';
import type {TenantSettings} from './settings.js';
import type {Store} from './store.js';

/** The state and settings that all routes share. */
export interface Tenant extends TenantName {
  /** Without a trailing slash. */
  readonly url: string;
  /** The custom domain, without a trailing slash. */
  readonly customUrl?: string;
  /** The `iss` of its tokens, with a trailing slash. */
  readonly issuer: string;
  /** The Management API's audience, with a trailing slash (section 2). */
  readonly managementAudience: string;
  readonly settings: TenantSettings;
  readonly store: Store;
  readonly ids: IdSource;
  readonly keys: SigningKeys;
  /** Ids of client assertions and DPoP proofs, each of which may be used once. */
  readonly usedIds: UsedIds;
  readonly tokenCounts: TokenCounts;
  /** Applications from Dynamic Client Registration. */
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
 * The URL that the request used, without a trailing slash. It becomes the token's `iss`, and the
 * Management API accepts the token only at that URL [docs: "Custom Domains", section 12].
 */
export function requestOrigin({url, customUrl}: Tenant, requestUrl: string): string {
  const isCustom = customUrl !== undefined && new URL(requestUrl).host === new URL(customUrl).host;
  return isCustom ? customUrl : url;
}

/** Detects replays: remembers each id until its assertion or proof expires. */
export class UsedIds {
  readonly #until = new Map<string, number>();

  /** Returns false if the id was used before. Times in seconds since the epoch. */
  markUsed(id: string, until: number, now: number): boolean {
    for (const [usedId, end] of this.#until) {
      if (end < now) this.#until.delete(usedId);
    }
    if (this.#until.has(id)) return false;
    this.#until.set(id, until);
    return true;
  }
}
