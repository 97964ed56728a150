import type {Desired} from '../model/blueprint.js';
import type {SecretOrKey} from '../model/credentials.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import type {Secret} from '../model/secrets/secret.js';
import type {Unreadable} from './read-token.js';
import {isGrantNew} from './select-client.js';
import type {Client} from './tenant.js';
import type {TokenEndpoint} from './token-endpoint.js';

export type Claims = Readonly<Record<string, unknown>>;

/** One thing that the API would check, with the result. */
export interface Check {
  /** The claim or part of the token: `signature`, `iss`, `aud`, `scope`, `azp`, `lifetime`… */
  readonly name: string;
  readonly result: 'passed' | 'failed';
  /** What was found, in a few words: `RS256, key k3v… of the tenant's JWKS`. */
  readonly found: string;
  /** What was expected, if the check failed. */
  readonly expected?: string;
}

/** A token's value, shortened for a message: a list of 50,000 claims must not fill the screen. */
export function formatClaim(value: unknown): string {
  if (value === undefined) return 'absent';
  const shown = JSON.stringify(value);
  if (shown.length > 200) return `${shown.slice(0, 199)}…`;
  return typeof value === 'string' ? value : shown;
}

/** A real token, checked claim by claim. Proved if every check passed. */
export interface Proof {
  readonly result: 'proved' | 'not-proved';
  readonly checks: readonly Check[];
  readonly header: Claims;
  readonly claims: Claims;
  /** Why there are no claims to check. */
  readonly unreadable?: Unreadable;
}

/** Why this tool can't check a token that Auth0 issued; undefined if it can. */
export function unreadableProblem({unreadable}: Proof): Problem | undefined {
  if (unreadable === 'encrypted') {
    return new Problem('encrypted_token', {
      message: 'Auth0 issued an encrypted token (JWE), which only the API can read.',
      hint: 'Verify it in the API itself, with the API’s private key. To get readable tokens: Dashboard → Applications → APIs → the API → Settings → JSON Web Encryption (JWE).',
    });
  }
  if (unreadable === 'opaque') {
    return new Problem('proof_failed', {
      message:
        'Auth0 issued an opaque token (neither a JWT nor encrypted), so no API can verify it by itself.',
      hint: 'Auth0 issues such tokens when the audience is not one of your APIs. Check the API’s identifier.',
    });
  }
  return undefined;
}

interface ProofTarget {
  readonly endpoint: TokenEndpoint;
  readonly desired: Desired;
  readonly clientId: string;
  /** The application's `token_endpoint_auth_method`. */
  readonly authMethod?: string;
  /** The API's own signing secret, which verifies HS256. */
  readonly signingSecret?: Secret;
  /** Set if this run created the grant: the token endpoint may not know it for a few seconds. */
  readonly grantIsNew?: boolean;
  /** The API's token lifetime in seconds, if it was read. */
  readonly tokenLifetime?: number;
  /** Id or name of the organization to request a token for. */
  readonly organization?: string;
}

export type ProofRequest = ProofTarget & SecretOrKey;

/** The API's settings that a token is verified with. */
export function verificationSettings({
  resourceServer,
}: Observed): Pick<ProofTarget, 'signingSecret' | 'tokenLifetime'> {
  const {signingSecret, tokenLifetime} = resourceServer ?? {};
  return {
    ...(signingSecret !== undefined && {signingSecret}),
    ...(tokenLifetime !== undefined && {tokenLifetime}),
  };
}

/** What the tenant as observed says about the proof of an application. */
export function proofSettings(
  {clientId, tokenEndpointAuthMethod: authMethod}: Client,
  observed: Observed,
): Omit<ProofTarget, 'endpoint' | 'desired' | 'organization'> {
  return {
    clientId,
    ...(authMethod !== undefined && {authMethod}),
    ...verificationSettings(observed),
    grantIsNew: isGrantNew(observed, clientId),
  };
}
