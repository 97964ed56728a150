import type {Secret} from '../model/secret.js';

export interface TokenSource {
  token(): Promise<string>;
  /** Replaces an expired token; undefined if it was pasted. Throws `Problem`. */
  renew(stale: string): Promise<string | undefined>;
}

export function fixedTokenSource(token: Secret): TokenSource {
  return {token: async () => token.reveal(), renew: async () => undefined};
}

/** Concurrent requests that find the token expired share one renewal. */
export function renewableTokenSource(first: Secret, fetch: () => Promise<Secret>): TokenSource {
  let current = first;
  let renewing: Promise<Secret> | undefined;
  return {
    token: async () => current.reveal(),
    async renew(stale) {
      if (renewing === undefined && current.reveal() !== stale) return current.reveal();
      renewing ??= fetch().finally(() => {
        renewing = undefined;
      });
      current = await renewing;
      return current.reveal();
    },
  };
}
