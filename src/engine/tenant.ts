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
  /** Whether more pages follow. */
  readonly more: boolean;
  /** The number of items on all pages, if the tenant reports it. */
  readonly total?: number;
}

/** Items per page: the most that Auth0 allows (`per_page`, `take`). */
export const pageSize = 100;

/**
 * Read access to a tenant. Every method throws `Problem`, also for a response of the wrong shape,
 * which must never read as an empty result.
 */
export interface TenantReader {
  /** Host, with the port if it has one. */
  readonly domain: string;
  /** The id of the application that this tool signs in with, if the token contains it. */
  readonly ownClientId: string | undefined;
  resourceServer(identifier: string, signal?: AbortSignal): Promise<ResourceServer | undefined>;
  /** All APIs of the tenant, including Auth0's own. Pages count from 0. */
  resourceServers(page: number, signal?: AbortSignal): Promise<Page<ResourceServer>>;
  /** Includes the client secret if the token may read it. */
  client(clientId: string, signal?: AbortSignal): Promise<Client | undefined>;
  /** Pages count from 0; the hidden 'All Applications' client is left out. */
  clients(page: number, signal?: AbortSignal): Promise<Page<Client>>;
  /** The first page, or the one after `from`. Includes grants of every subject type. */
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
   * Milliseconds within which the write must leave. If the rate limiter would hold it back longer,
   * it is not sent, because the reading that it was computed from would be stale.
   */
  readonly leaveWithinMs?: number;
  /** Set on a retry: what the failed try said about retrying. */
  readonly after?: Retry;
}

/** Read and write access to a tenant. */
export interface Tenant extends TenantReader {
  /**
   * Sends one change, once. A `Problem` with effect `unknown` means that it may have been applied;
   * one with `retry` says when it may be retried.
   */
  perform(change: Change, options?: PerformOptions): Promise<Receipt>;
  /** Waits until the change may be retried. Rejects if aborted. */
  wait(change: Change, retry: Retry, signal?: AbortSignal): Promise<void>;
}
