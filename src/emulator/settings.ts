/** Behavior that differs between plans, or on which the sources are not conclusive. */
export interface TenantSettings {
  readonly plan: Plan;
  /** The scopes of the admin's token. */
  readonly adminScopes: readonly string[];
  /** PS256 is an add-on (section 4.4). */
  readonly ps256: 'included' | 'not-in-plan';
  /** Custom APIs accepted grants of undefined scopes in recordings (section 6.4). */
  readonly grantScopes: 'as-recorded' | 'strict';
  /**
   * Whether one PATCH may combine `allow_all_scopes: false` with a scope is [unverified] (section
   * 6.3), so it is refused by default.
   */
  readonly leavingAllScopes: 'in-two-calls' | 'in-one-call';
  /** Whether a 429 has a `retry-after` header, which is optional (section 9). */
  readonly retryAfter: 'absent' | 'present';
  /** Grants were seen to outlive their API in 2018 (section 7). */
  readonly grantsOfDeletedApi: 'left' | 'removed';
  /** Open Dynamic Registration, which is off by default [docs]. */
  readonly dynamicRegistration: 'off' | 'open';
  /** Only tenants that had third-party applications before April 2026 may choose [docs]. */
  readonly thirdPartyModes: 'strict' | 'strict-or-permissive';
  /** How the admin's application signs in. */
  readonly adminSignsInWith: 'secret' | 'private-key';
  readonly action: CredentialsExchangeAction;
  /**
   * Client credentials without an audience, on a tenant without a default audience: refused
   * [unverified] or answered with an opaque token (section 2.4).
   */
  readonly withoutAudience: 'refused' | 'opaque-token';
  /** The host name of the tenant's custom domain. */
  readonly customHost?: string;
}

/** A credentials-exchange Action that applies to one audience. */
export type CredentialsExchangeAction =
  | {readonly kind: 'none'}
  | {
      readonly kind: 'denies';
      readonly audience: string;
      /**
       * `invalid_scope`, `invalid_request`, `server_error` [docs]; other codes pass too
       * [unverified].
       */
      readonly code: string;
      readonly reason: string;
    }
  | {readonly kind: 'asks-for-mfa'; readonly audience: string};

/** The size of a token bucket, and how fast it refills. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface Plan {
  /** Size of the Management API's token bucket (section 10). */
  readonly burst: number;
  readonly perSecond: number;
  /** Maximum requests in flight. */
  readonly maxConcurrent: number;
  /** Of the Authentication API as a whole. Default: unlimited. */
  readonly authentication?: Rate;
  /** Rate of the token bucket of `/oauth/token`. */
  readonly tokensPerSecond: number;
  /** Default: unlimited. */
  readonly jwksPerSecond?: number;
  /** Default: unlimited. */
  readonly registrationsPerSecond?: number;
  readonly applications: number;
  readonly apis: number;
  readonly grants: number;
}

/** An Enterprise production tenant (section 10). */
export const enterprise: Plan = {
  burst: 50,
  perSecond: 16,
  maxConcurrent: Number.POSITIVE_INFINITY,
  authentication: {burst: 100, perSecond: 100},
  tokensPerSecond: 100,
  registrationsPerSecond: 5,
  applications: 100_000,
  apis: 100_000,
  grants: 100_000,
};

export const free: Plan = {
  burst: 2,
  perSecond: 2,
  maxConcurrent: 2,
  authentication: {burst: 300, perSecond: 5},
  tokensPerSecond: 30,
  jwksPerSecond: 20,
  registrationsPerSecond: 5,
  applications: 10,
  apis: 10,
  grants: 100,
};

const collections = ['resource_servers', 'clients', 'client_grants'];
export const auditScopes = collections.map(collection => `read:${collection}`);

/** The scopes that setup and undo need (section 2.5). */
export const adminScopes: readonly string[] = [
  ...['read', 'create', 'update', 'delete'].flatMap(verb =>
    collections.map(collection => `${verb}:${collection}`),
  ),
  'read:client_keys',
  'update:client_keys',
];

export const defaultSettings: TenantSettings = {
  plan: enterprise,
  adminScopes,
  ps256: 'included',
  grantScopes: 'as-recorded',
  leavingAllScopes: 'in-two-calls',
  retryAfter: 'absent',
  grantsOfDeletedApi: 'left',
  dynamicRegistration: 'off',
  thirdPartyModes: 'strict',
  adminSignsInWith: 'secret',
  action: {kind: 'none'},
  withoutAudience: 'refused',
};
