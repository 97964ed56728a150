import type {Desired} from '../model/blueprint.js';
import type {Secret} from '../model/secret.js';
import type {TokenEndpoint} from './token-endpoint.js';

export type Claims = Readonly<Record<string, unknown>>;

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

/** A value of a token in few words: a list of 50,000 claims is none. */
export function say(value: unknown): string {
  if (value === undefined) return 'absent';
  const shown = JSON.stringify(value);
  if (shown.length > 200) return `${shown.slice(0, 199)}…`;
  return typeof value === 'string' ? value : shown;
}

/** A real token, checked claim by claim. It is proved when every check passed. */
export interface Proof {
  readonly result: 'proved' | 'not-proved';
  readonly checks: readonly Check[];
  readonly header: Claims;
  readonly claims: Claims;
}

export interface ProofRequest {
  readonly endpoint: TokenEndpoint;
  readonly desired: Desired;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** The application's `token_endpoint_auth_method`. */
  readonly authMethod?: string;
  /** The API's own secret: what HS256 is checked with. */
  readonly signingSecret?: Secret;
  /** Set where this run created the grant, which the token endpoint may not know for a few seconds. */
  readonly grantIsNew?: boolean;
  /** Seconds that the API's tokens live, where that was read. */
  readonly tokenLifetime?: number;
}
