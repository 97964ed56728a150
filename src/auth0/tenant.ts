import {ClientGrantsClient} from 'auth0/clientGrants';
import {ClientsClient} from 'auth0/clients';
import {ResourceServersClient} from 'auth0/resourceServers';
import {
  type Client,
  type ClientGrant,
  type Page,
  type PerformOptions,
  pageSize,
  type ResourceServer,
  type Tenant,
  type TenantReader,
} from '../engine/tenant.js';
import {type Change, isKind, type Receipt} from '../model/change.js';
import type {ClientGrantFields} from '../model/client-grant.js';
import {Problem, type Retry, withUnknownEffect} from '../model/errors.js';
import {rowsOf} from '../model/resource.js';
import type {TenantAddress} from './address.js';
import {notAuth0Problem} from './foreign-response.js';
import * as wire from './mapping.js';
import {hasClient, isGlobalClient, parseResource, parseResponse} from './mapping.js';
import {withOtherSettings} from './other-settings.js';
import {assertPathSegment, buildRequest, parseSnapshot, sendChange} from './requests.js';
import type {Sdk, SdkOptions} from './sdk.js';

/**
 * The fields that lists of applications ask for. Secrets are left out, because naming a forbidden
 * field may give 403.
 */
const clientFields = [
  ...new Set(
    rowsOf('client').flatMap(([, {wire, role}]) =>
      role === 'secret' || wire === '' ? [] : [wire.replace(/\..*/, '')],
    ),
  ),
].join(',');

type GrantQuery = Parameters<TenantReader['clientGrants']>[0];

/** Implements the engine's `Tenant` with the SDK's sub-clients. Every response is validated. */
export class Auth0Tenant implements Tenant {
  readonly domain: string;
  readonly ownClientId: string | undefined;
  readonly #origin: string;
  readonly #sdk: Sdk;

  constructor(address: TenantAddress, sdk: Sdk, ownClientId: string | undefined) {
    this.domain = address.domain;
    this.ownClientId = ownClientId;
    this.#origin = address.origin;
    this.#sdk = sdk;
  }

  async resourceServer(
    identifier: string,
    signal?: AbortSignal,
  ): Promise<ResourceServer | undefined> {
    const response = await this.#getIfExists(signal, options =>
      new ResourceServersClient(options).get(assertPathSegment(identifier)),
    );
    if (response === undefined) return undefined;
    const request = this.#requestInfo('resource-servers/{id}');
    const kind = 'resource-server';
    const found = withOtherSettings(kind, parseResource(kind, response, request), response);
    // Auth0 also looks up ids here: if `identifier` is the id of another API, that API is not a
    // match.
    return found.identifier === identifier ? found : undefined;
  }

  async resourceServers(page: number, signal?: AbortSignal): Promise<Page<ResourceServer>> {
    const {response} = await this.#sdk.call(signalOptions(signal), options =>
      new ResourceServersClient(options).list({page, per_page: pageSize, include_totals: true}),
    );
    const request = this.#requestInfo('resource-servers');
    const {resource_servers, total, start} = parseResponse(
      wire.resourceServerPage,
      response,
      request,
    );
    const more = resource_servers.length > 0 && start + resource_servers.length < total;
    return {
      items: resource_servers.map(each => parseResource('resource-server', each, request)),
      more,
      total,
    };
  }

  async client(clientId: string, signal?: AbortSignal): Promise<Client | undefined> {
    const response = await this.#getIfExists(signal, options =>
      new ClientsClient(options).get(assertPathSegment(clientId)),
    );
    if (response === undefined) return undefined;
    const request = this.#requestInfo('clients/{id}');
    const found = parseResource('client', response, request);
    if (found.clientId !== clientId)
      throw notAuth0Problem(request, 'a different application', 'none');
    return isGlobalClient(response) ? undefined : withOtherSettings('client', found, response);
  }

  async clients(page: number, signal?: AbortSignal): Promise<Page<Client>> {
    const {response} = await this.#sdk.call(signalOptions(signal), options =>
      new ClientsClient(options).list({
        page,
        per_page: pageSize,
        include_totals: true,
        is_global: false,
        fields: clientFields,
        include_fields: true,
      }),
    );
    const request = this.#requestInfo('clients');
    const {clients, total, start, limit} = parseResponse(wire.clientPage, response, request);
    // A server that pages differently would hide applications, and ours would be created again.
    if (start !== page * pageSize || limit !== pageSize || clients.length > pageSize) {
      throw notAuth0Problem(
        request,
        `a different page than requested (${limit} from ${start})`,
        'none',
      );
    }
    const items = clients
      .filter(client => !isGlobalClient(client))
      .map(client => parseResource('client', client, request));
    const end = start + clients.length;
    // A `total` smaller than what was read is wrong, so a full page is followed by another request.
    if (clients.length === pageSize && total < end) return {items, more: true};
    // `total` may include the hidden “All Applications” client, which is not listed. Concurrent
    // creates and deletes change it by a few, but never by half a page.
    const expected = Math.min(pageSize, total - start) - 1;
    if (clients.length < expected / 2) {
      const found = clients.length === 0 ? 'an empty page' : `a page with ${clients.length}`;
      throw notAuth0Problem(request, `${found} of ${total} applications`, 'none');
    }
    return {items, more: clients.length > 0 && start + pageSize < total, total};
  }

  async clientGrants(
    {audience, clientId, from}: GrantQuery,
    signal?: AbortSignal,
  ): Promise<Page<ClientGrant> & {readonly next?: string}> {
    const {response} = await this.#sdk.call(signalOptions(signal), options =>
      new ClientGrantsClient(options).list({
        take: pageSize,
        ...(audience !== undefined && {audience}),
        ...(clientId !== undefined && {client_id: clientId}),
        ...(from !== undefined && {from}),
      }),
    );
    const request = this.#requestInfo('client-grants');
    const {client_grants, next} = parseResponse(wire.clientGrantPage, response, request);
    if (next && next === from) throw notAuth0Problem(request, 'the same page twice', 'none');
    const items = client_grants
      .filter(hasClient)
      .map(grant =>
        withOtherSettings('client-grant', parseResource('client-grant', grant, request), grant),
      )
      // Some servers ignore the filter; never adopt another client's grant.
      .filter(grant => audience === undefined || grant.audience === audience)
      .filter(grant => clientId === undefined || grant.clientId === clientId);
    // An empty page ends the paging, even if it names a next one; otherwise it might never end.
    const nextCursor = client_grants.length > 0 && next ? {next} : {};
    return {items, more: 'next' in nextCursor, ...nextCursor};
  }

  preview(change: Change) {
    return buildRequest(change);
  }

  wait(change: Change, retry: Retry, signal?: AbortSignal): Promise<void> {
    return this.#sdk.wait(retry, buildRequest(change), signal);
  }

  async perform(change: Change, options: PerformOptions = {}): Promise<Receipt> {
    const startedAt = performance.now();
    try {
      return await this.#performOnce(change, options);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 400) throw error;
      if (!isKind(change, 'update', 'client-grant')) throw error;
      if (change.set.allowAllScopes !== false) throw error;
      const {allowAllScopes: _, ...set} = change.set;
      if (set.scope === undefined || set.scope.length === 0) throw error;
      return await this.#leaveAllScopesInTwoRequests(change.id, set, () =>
        remainingOptions(options, startedAt),
      );
    }
  }

  /** Some tenants leave `allow_all_scopes` only in two requests: first no scopes, then some. */
  async #leaveAllScopesInTwoRequests(
    id: string,
    set: ClientGrantFields,
    options: () => PerformOptions,
  ): Promise<Receipt> {
    const update = {action: 'update', resource: 'client-grant', id} as const;
    const noScopes = {...update, set: {allowAllScopes: false, scope: []}};
    const {snapshot: _, ...earlier} = await this.#performOnce(noScopes, options());
    try {
      return {...(await this.#performOnce({...update, set}, options())), earlier};
    } catch (error) {
      // The first request succeeded, so the grant has neither its old nor its new scopes.
      throw error instanceof Problem ? withUnknownEffect(error) : error;
    }
  }

  async #performOnce(change: Change, performOptions: PerformOptions): Promise<Receipt> {
    const {method, path} = buildRequest(change);
    const {data, rawResponse} = await this.#sdk.call(performOptions, options =>
      sendChange(options, change),
    );
    const request = {method, url: new URL(path, this.#origin), repeat: 'once'} as const;
    const {status} = rawResponse;
    return {method, path, status, snapshot: parseSnapshot(change, data, request)};
  }

  async #getIfExists(
    signal: AbortSignal | undefined,
    run: (options: SdkOptions) => PromiseLike<unknown>,
  ): Promise<unknown> {
    try {
      return await this.#sdk.call(signalOptions(signal), run);
    } catch (error) {
      if (error instanceof Problem && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  #requestInfo(path: string) {
    const url = new URL(`/api/v2/${path.replaceAll(/[{}]/g, '')}`, this.#origin);
    return {method: 'GET', url, repeat: 'safe'} as const;
  }
}

function signalOptions(signal: AbortSignal | undefined): PerformOptions {
  return signal === undefined ? {} : {signal};
}

/** The options for a second request of the same change, with the time that is left. */
function remainingOptions(
  {signal, leaveWithinMs}: PerformOptions,
  startedAt: number,
): PerformOptions {
  const elapsedMs = performance.now() - startedAt;
  return {
    ...signalOptions(signal),
    ...(leaveWithinMs !== undefined && {leaveWithinMs: Math.max(0, leaveWithinMs - elapsedMs)}),
  };
}

/** Copies only the methods that read, so that a caller cannot write even with a cast. */
export function toReader(tenant: Tenant): TenantReader {
  return {
    domain: tenant.domain,
    ownClientId: tenant.ownClientId,
    resourceServer: (identifier, signal) => tenant.resourceServer(identifier, signal),
    resourceServers: (page, signal) => tenant.resourceServers(page, signal),
    client: (clientId, signal) => tenant.client(clientId, signal),
    clients: (page, signal) => tenant.clients(page, signal),
    clientGrants: (query, signal) => tenant.clientGrants(query, signal),
    preview: change => tenant.preview(change),
  };
}
