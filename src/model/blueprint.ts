import type {Scope} from './resource-server.js';

/** The two families of `token_dialect`. The tenant's `_authz` suffix is left alone. */
export const tokenProfiles = ['auth0', 'rfc9068'] as const;
export type TokenProfile = (typeof tokenProfiles)[number];

export const signingAlgs = ['RS256', 'PS256', 'HS256'] as const;
export type SigningAlg = (typeof signingAlgs)[number];

/** Whether the application may, or must, name an organization when it requests a token. */
export const organizationUsages = ['deny', 'allow', 'require'] as const;
export type OrganizationUsage = (typeof organizationUsages)[number];

/** The desired state of a tenant: one API, one application, and what the application may call. */
export interface Desired {
  readonly resourceServer: {
    readonly name: string;
    /** The audience of access tokens. Can't be changed once the API exists. */
    readonly identifier: string;
    readonly tokenProfile: TokenProfile;
    readonly signingAlg: SigningAlg;
    readonly scopes: readonly Scope[];
    /** In seconds. Like every optional field, not managed when absent. */
    readonly tokenLifetime?: number;
  };
  readonly client: {
    readonly name: string;
    readonly description?: string;
  };
  readonly clientGrant: {
    /** False: the application must not have a grant for the API. */
    readonly authorized: boolean;
    readonly scope: readonly string[];
    readonly organizationUsage?: OrganizationUsage;
  };
}

/** What is known about the job's application before anything is read. */
export interface ClientHints {
  /** The application that the user chose, with `--client-id` or in the wizard. */
  readonly clientId?: string;
  /** The application that the last run on this tenant used. */
  readonly rememberedClientId?: string;
}
