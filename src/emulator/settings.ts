/** How the tenant behaves where plans differ or the sources are not conclusive. */
export interface TenantSettings {
  readonly plan: Plan;
  /** The scopes of the admin's token. */
  readonly adminScopes: readonly string[];
  /** PS256 is an add-on (section 4.4). */
  readonly ps256: 'included' | 'not-in-plan';
  /** Custom APIs were recorded to accept grants of undefined scopes (section 6.4). */
  readonly grantScopes: 'as-recorded' | 'strict';
  /**
   * Whether one PATCH may combine `allow_all_scopes: false` with a scope is [unverified]
   * (section 6.3), so refused by default.
   */
  readonly leavingAllScopes: 'in-two-calls' | 'in-one-call';
  /** `retry-after` may appear on a 429 (section 9). */
  readonly retryAfter: 'absent' | 'present';
  /** Grants were seen to outlive their API, in 2018 (section 7). */
  readonly grantsOfDeletedApi: 'left' | 'removed';
  /** Open Dynamic Registration: off unless the tenant turns it on [docs]. */
  readonly dynamicRegistration: 'off' | 'open';
  /** Only tenants that had third-party applications before April 2026 may choose [docs]. */
  readonly thirdPartyModes: 'strict' | 'strict-or-permissive';
  /** How the admin's application signs in. */
  readonly adminSignsInWith: 'secret' | 'private-key';
  readonly action: CredentialsExchangeAction;
  /**
   * Client credentials without an audience on a tenant without a default one: refused [unverified]
   * or answered with an opaque token (section 2.4).
   */
  readonly withoutAudience: 'refused' | 'opaque-token';
  /** Host name of a custom domain of this tenant. */
  readonly customHost?: string;
}

/** A credentials-exchange Action for one audience. */
export type CredentialsExchangeAction =
  | {readonly kind: 'none'}
  | {
      readonly kind: 'denies';
      readonly audience: string;
      /** `invalid_scope`, `invalid_request`, `server_error` [docs]; others pass as well [unverified]. */
      readonly code: string;
      readonly reason: string;
    }
  | {readonly kind: 'asks-for-mfa'; readonly audience: string};

export interface Plan {
  /** Token bucket of the Management API (section 10). */
  readonly burst: number;
  readonly perSecond: number;
  /** Requests in flight. */
  readonly maxConcurrent: number;
  /** Token bucket of `/oauth/token`. */
  readonly tokensPerSecond: number;
  readonly applications: number;
  readonly apis: number;
  readonly grants: number;
}

/** Enterprise, production (section 10). */
export const enterprise: Plan = {
  burst: 50,
  perSecond: 16,
  maxConcurrent: Number.POSITIVE_INFINITY,
  tokensPerSecond: 100,
  applications: 100_000,
  apis: 100_000,
  grants: 100_000,
};

export const free: Plan = {
  burst: 2,
  perSecond: 2,
  maxConcurrent: 2,
  tokensPerSecond: 30,
  applications: 10,
  apis: 10,
  grants: 100,
};

const collections = ['resource_servers', 'clients', 'client_grants'];
const readScopes = collections.map(collection => `read:${collection}`);

/** What setup and undo need (section 2.5). */
export const adminScopes: readonly string[] = [
  ...['read', 'create', 'update', 'delete'].flatMap(verb =>
    collections.map(collection => `${verb}:${collection}`),
  ),
  'read:client_keys',
  'update:client_keys',
];

export const auditScopes: readonly string[] = readScopes;

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
