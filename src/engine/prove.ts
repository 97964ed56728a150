/** One thing that the API would check, and what was found. */
export interface Check {
  /** The claim or part of the token: `signature`, `iss`, `aud`, `scope`, `azp`, `lifetime`… */
  readonly name: string;
  readonly result: 'passed' | 'failed';
  /** What was found, in a few words: `RS256, key k3v… of the tenant's JWKS`. */
  readonly found: string;
  /** What was expected, where it failed. */
  readonly expected?: string;
}

/** A real token, checked claim by claim. It is proved when every check passed. */
export interface Proof {
  readonly result: 'proved' | 'not-proved';
  readonly checks: readonly Check[];
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}
