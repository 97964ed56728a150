import type {TenantName} from './defaults.js';
import type {IdSource} from './ids.js';
import type {SigningKeys} from './keys.js';
import type {TenantSettings} from './settings.js';
import type {Store} from './store.js';

/** What the routes of one tenant work on. */
export interface Tenant extends TenantName {
  /** Without a trailing slash. */
  readonly url: string;
  /** `iss` of its tokens, with a trailing slash. */
  readonly issuer: string;
  /** The Management API's audience, with a trailing slash (section 2). */
  readonly managementAudience: string;
  readonly settings: TenantSettings;
  readonly store: Store;
  readonly ids: IdSource;
  readonly keys: SigningKeys;
}

export function tenantAt(
  url: string,
  rest: Pick<Tenant, 'name' | 'settings' | 'store' | 'ids' | 'keys'>,
): Tenant {
  const {host} = new URL(url);
  return {...rest, url, domain: host, issuer: `${url}/`, managementAudience: `${url}/api/v2/`};
}
