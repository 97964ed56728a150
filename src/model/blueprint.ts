import type {Scope} from './resource-server.js';

/** The two families of `token_dialect`; the `_authz` part of a dialect is the tenant's own choice. */
export const tokenProfiles = ['auth0', 'rfc9068'] as const;
export type TokenProfile = (typeof tokenProfiles)[number];

export const signingAlgs = ['RS256', 'PS256', 'HS256'] as const;
export type SigningAlg = (typeof signingAlgs)[number];

/** Whether the application may, or must, name an organization when it gets a token. */
export const organizationUsages = ['deny', 'allow', 'require'] as const;
export type OrganizationUsage = (typeof organizationUsages)[number];

/** The state that a tenant is brought to: one API, one application, and what it may call. */
export interface Desired {
  readonly resourceServer: {
    readonly name: string;
    /** The audience of access tokens. Can't be changed once the API exists. */
    readonly identifier: string;
    readonly tokenProfile: TokenProfile;
    readonly signingAlg: SigningAlg;
    readonly scopes: readonly Scope[];
    /** Seconds; not managed where it is absent, as are the other optional parts. */
    readonly tokenLifetime?: number;
  };
  readonly client: {
    readonly name: string;
    readonly description?: string;
  };
  readonly clientGrant: {
    /** False: the application shall hold no grant on the API. */
    readonly authorized: boolean;
    readonly scope: readonly string[];
    readonly organizationUsage?: OrganizationUsage;
  };
}

/** What is known of our application before anything is read. */
export interface ClientHints {
  /** The application that the admin named (`--client-id`, or chosen in the wizard). */
  readonly clientId?: string;
  /** The application of the last run on this tenant. */
  readonly rememberedClientId?: string;
}
