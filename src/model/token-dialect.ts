import type {TokenProfile} from './blueprint.js';
import type {ResourceServer} from './objects.js';

/**
 * An absent dialect is `access_token`. Dialects come in two families, with and without
 * permissions in the token (`_authz`): that part is the tenant's own choice and is kept.
 */
export function profileOf({tokenDialect}: ResourceServer): TokenProfile {
  return tokenDialect?.startsWith('rfc9068_profile') ? 'rfc9068' : 'auth0';
}

/** The dialect of `profile` that keeps the `_authz` part of what is there. */
export function dialectFor(profile: TokenProfile, current?: ResourceServer): string {
  const family = profile === 'rfc9068' ? 'rfc9068_profile' : 'access_token';
  return current?.tokenDialect?.endsWith('_authz') ? `${family}_authz` : family;
}
