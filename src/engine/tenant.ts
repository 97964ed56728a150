import type {Change, Receipt, RequestPreview} from './change.js';
import type {Secret} from './secret.js';

export interface Scope {
  readonly value: string;
  readonly description?: string;
}

/** An API. A field that Auth0 never got stays absent, as in its answers. */
export interface ResourceServer {
  readonly id: string;
  readonly identifier: string;
  readonly name?: string;
  readonly isSystem: boolean;
  readonly signingAlg?: string;
  /** Only under HS256, and only where the token may read it. */
  readonly signingSecret?: Secret;
  readonly tokenDialect?: string;
  /** Seconds. */
  readonly tokenLifetime?: number;
  readonly scopes?: readonly Scope[];
  /** `subject_type_authorization.client.policy`. */
  readonly clientPolicy?: string;
}

/** An application. */
export interface Client {
  readonly clientId: string;
  readonly name: string;
  readonly appType?: string;
  readonly grantTypes?: readonly string[];
  readonly tokenEndpointAuthMethod?: string;
  /** Absent where the token may not read it, and in lists. */
  readonly clientSecret?: Secret;
}

/** What an application may call: identified by client, audience and subject type, never by id. */
export interface ClientGrant {
  readonly id: string;
  readonly clientId: string;
  readonly audience: string;
  readonly subjectType: string;
  /** Absent under `allowAllScopes`. */
  readonly scope?: readonly string[];
  readonly allowAllScopes: boolean;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Whether further pages follow this one. */
  readonly more: boolean;
  /** How many items there are on all pages, where the tenant tells. */
  readonly total?: number;
}

/** How many items a page holds: the most that Auth0 gives (`per_page`, `take`). */
export const pageSize = 100;

/**
 * The tenant, for those who only look. Every method throws `Problem`; an answer of the wrong
 * shape is a `Problem` too, never an empty result.
 */
export interface TenantReader {
  /** Host, with its port where it has one. */
  readonly domain: string;
  /** The id of the application that we are signed in with, where the token tells. */
  readonly ownClientId: string | undefined;
  resourceServer(identifier: string, signal?: AbortSignal): Promise<ResourceServer | undefined>;
  /** With its secret, where the token may read it. */
  client(clientId: string, signal?: AbortSignal): Promise<Client | undefined>;
  /** Pages count from 0; the hidden 'All Applications' client is left out. */
  clients(page: number, signal?: AbortSignal): Promise<Page<Client>>;
  /** First page, or the one behind `from`. Grants of every subject type. */
  clientGrants(
    query: {readonly audience?: string; readonly clientId?: string; readonly from?: string},
    signal?: AbortSignal,
  ): Promise<Page<ClientGrant> & {readonly next?: string}>;
  /** The request that `perform` would send, without secrets. */
  preview(change: Change): RequestPreview;
}

/** The tenant, for those who change it. */
export interface Tenant extends TenantReader {
  /**
   * Sends one change, once. A `Problem` with effect `unknown` means that it may have happened.
   * Only an answer of 429 is tried again in here: the tenant did not handle that request.
   */
  perform(change: Change, signal?: AbortSignal): Promise<Receipt>;
}
