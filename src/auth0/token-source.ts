import type {Secret} from '../engine/secret.js';

/** Where the Management API's token comes from. */
export interface TokenSource {
  token(): Promise<string>;
  /** Gets a new token where that can be done; false where the old one was pasted. */
  renew(): Promise<boolean>;
}

export function pastedToken(token: Secret): TokenSource {
  return {token: async () => token.reveal(), renew: async () => false};
}

/** Fetches once, and anew after `renew`; requests at the same time share one fetch. */
export function fetchedToken(first: Secret, fetch: () => Promise<Secret>): TokenSource {
  let current = Promise.resolve(first);
  let renewing: Promise<Secret> | undefined;
  return {
    token: async () => (await current).reveal(),
    async renew() {
      renewing ??= fetch().finally(() => {
        renewing = undefined;
      });
      current = renewing;
      await renewing;
      return true;
    },
  };
}
