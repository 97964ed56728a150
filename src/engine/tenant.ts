import type {Change, Receipt, RequestPreview} from '../model/change.js';
import type {Client} from '../model/client.js';
import type {ClientGrant} from '../model/client-grant.js';
import type {Retry} from '../model/errors.js';
import type {ResourceServer} from '../model/resource-server.js';

export type {Client} from '../model/client.js';
export type {ClientGrant} from '../model/client-grant.js';
export type {ResourceServer, Scope} from '../model/resource-server.js';

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
  /** All APIs of the tenant, Auth0's own among them. Pages count from 0. */
  resourceServers(page: number, signal?: AbortSignal): Promise<Page<ResourceServer>>;
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

export interface PerformOptions {
  readonly signal?: AbortSignal;
  /**
   * Milliseconds within which the write has to leave. Where the rate limiter would hold it back
   * for longer, it is not sent: what it was computed from would be too old by then.
   */
  readonly leaveWithinMs?: number;
  /** The try that failed before this one. */
  readonly after?: Retry;
}

/** The tenant, for those who change it. */
export interface Tenant extends TenantReader {
  /**
   * Sends one change, once. A `Problem` with effect `unknown` means that it may have happened; one
   * with `retry`, that it may be tried again, and when.
   */
  perform(change: Change, options?: PerformOptions): Promise<Receipt>;
  /** Lets the time pass until the change may be tried again. Rejects once aborted. */
  wait(change: Change, retry: Retry, signal?: AbortSignal): Promise<void>;
}
