import type {Secret} from '../model/secret.js';

/** Where the Management API's token comes from. */
export interface TokenSource {
  token(): Promise<string>;
  /** A token in place of one that ran out; nothing where that one was pasted. Throws `Problem`. */
  renew(stale: string): Promise<string | undefined>;
}

export function pastedToken(token: Secret): TokenSource {
  return {token: async () => token.reveal(), renew: async () => undefined};
}

/** Requests that find the token stale at the same time share one new one. */
export function fetchedToken(first: Secret, fetch: () => Promise<Secret>): TokenSource {
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
