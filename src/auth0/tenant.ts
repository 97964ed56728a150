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
import {inDoubt, Problem, type Retry} from '../model/errors.js';
import {rowsOf} from '../model/resource.js';
import type {TenantAddress} from './address.js';
import {notAuth0} from './foreign-answer.js';
import {isGlobal, isHeld, read, readAs} from './mapping.js';
import {withOtherSettings} from './other-settings.js';
import {ownSegment, requestOf, sendChange, snapshotFrom} from './requests.js';
import type {Sdk, SdkOptions} from './sdk.js';
import * as wire from './wire.js';

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
    const answer = await this.#found(signal, options =>
      new ResourceServersClient(options).get(ownSegment(identifier)),
    );
    if (answer === undefined) return undefined;
    const asked = this.#asked('resource-servers/{id}');
    const kind = 'resource-server';
    const found = withOtherSettings(kind, readAs(kind, answer, asked), answer);
    // Auth0 also looks up ids here: if `identifier` is the id of another API, that API is not a
    // match.
    return found.identifier === identifier ? found : undefined;
  }

  async resourceServers(page: number, signal?: AbortSignal): Promise<Page<ResourceServer>> {
    const {response} = await this.#sdk.call(within(signal), options =>
      new ResourceServersClient(options).list({page, per_page: pageSize, include_totals: true}),
    );
    const asked = this.#asked('resource-servers');
    const {resource_servers, total, start} = read(wire.resourceServerPage, response, asked);
    const more = resource_servers.length > 0 && start + resource_servers.length < total;
    return {
      items: resource_servers.map(each => readAs('resource-server', each, asked)),
      more,
      total,
    };
  }

  async client(clientId: string, signal?: AbortSignal): Promise<Client | undefined> {
    const answer = await this.#found(signal, options =>
      new ClientsClient(options).get(ownSegment(clientId)),
    );
    if (answer === undefined) return undefined;
    const asked = this.#asked('clients/{id}');
    const found = readAs('client', answer, asked);
    if (found.clientId !== clientId) throw notAuth0(asked, 'a different application', 'none');
    return isGlobal(answer) ? undefined : withOtherSettings('client', found, answer);
  }

  async clients(page: number, signal?: AbortSignal): Promise<Page<Client>> {
    const {response} = await this.#sdk.call(within(signal), options =>
      new ClientsClient(options).list({
        page,
        per_page: pageSize,
        include_totals: true,
        is_global: false,
        fields: clientFields,
        include_fields: true,
      }),
    );
    const asked = this.#asked('clients');
    const {clients, total, start, limit} = read(wire.clientPage, response, asked);
    // A server that pages differently would hide applications, and ours would be created again.
    if (start !== page * pageSize || limit !== pageSize || clients.length > pageSize) {
      throw notAuth0(asked, `a different page than requested (${limit} from ${start})`, 'none');
    }
    const items = clients
      .filter(client => !isGlobal(client))
      .map(client => readAs('client', client, asked));
    const end = start + clients.length;
    // A `total` smaller than what was read is wrong, so a full page is followed by another request.
    if (clients.length === pageSize && total < end) return {items, more: true};
    // `total` may include the hidden “All Applications” client, which is not listed.
    if (page > 0 && clients.length === 0 && total > end + 1) {
      throw notAuth0(asked, `an empty page of ${total} applications`, 'none');
    }
    return {items, more: clients.length > 0 && start + pageSize < total, total};
  }

  async clientGrants(
    {audience, clientId, from}: GrantQuery,
    signal?: AbortSignal,
  ): Promise<Page<ClientGrant> & {readonly next?: string}> {
    const {response} = await this.#sdk.call(within(signal), options =>
      new ClientGrantsClient(options).list({
        take: pageSize,
        ...(audience !== undefined && {audience}),
        ...(clientId !== undefined && {client_id: clientId}),
        ...(from !== undefined && {from}),
      }),
    );
    const asked = this.#asked('client-grants');
    const {client_grants, next} = read(wire.clientGrantPage, response, asked);
    if (next && next === from) throw notAuth0(asked, 'the same page twice', 'none');
    const items = client_grants
      .filter(isHeld)
      .map(grant => withOtherSettings('client-grant', readAs('client-grant', grant, asked), grant))
      // Some servers ignore the filter; never adopt another client's grant.
      .filter(grant => audience === undefined || grant.audience === audience)
      .filter(grant => clientId === undefined || grant.clientId === clientId);
    // An empty page ends the paging, even if it names a next one; otherwise it might never end.
    const following = client_grants.length > 0 && next ? {next} : {};
    return {items, more: 'next' in following, ...following};
  }

  preview(change: Change) {
    return requestOf(change);
  }

  wait(change: Change, retry: Retry, signal?: AbortSignal): Promise<void> {
    return this.#sdk.wait(retry, requestOf(change), signal);
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
      return await this.#trimInTwo(change.id, set, () => left(options, startedAt));
    }
  }

  /** Some tenants leave `allow_all_scopes` only in two requests: first no scopes, then some. */
  async #trimInTwo(
    id: string,
    set: ClientGrantFields,
    options: () => PerformOptions,
  ): Promise<Receipt> {
    const update = {action: 'update', resource: 'client-grant', id} as const;
    const none = {...update, set: {allowAllScopes: false, scope: []}};
    const {snapshot: _, ...earlier} = await this.#performOnce(none, options());
    try {
      return {...(await this.#performOnce({...update, set}, options())), earlier};
    } catch (error) {
      // The first request succeeded, so the grant has neither its old nor its new scopes.
      throw error instanceof Problem ? inDoubt(error) : error;
    }
  }

  async #performOnce(change: Change, performing: PerformOptions): Promise<Receipt> {
    const {method, path} = requestOf(change);
    const {data, rawResponse} = await this.#sdk.call(performing, options =>
      sendChange(options, change),
    );
    const ask = {method, url: new URL(path, this.#origin), repeat: 'once'} as const;
    const {status} = rawResponse;
    return {method, path, status, snapshot: snapshotFrom(change, data, ask)};
  }

  async #found(
    signal: AbortSignal | undefined,
    run: (options: SdkOptions) => PromiseLike<unknown>,
  ): Promise<unknown> {
    try {
      return await this.#sdk.call(within(signal), run);
    } catch (error) {
      if (error instanceof Problem && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  #asked(path: string) {
    const url = new URL(`/api/v2/${path.replaceAll(/[{}]/g, '')}`, this.#origin);
    return {method: 'GET', url, repeat: 'safe'} as const;
  }
}

function within(signal: AbortSignal | undefined): PerformOptions {
  return signal === undefined ? {} : {signal};
}

/** The options for a second request of the same change, with the time that is left. */
function left({signal, leaveWithinMs}: PerformOptions, startedAt: number): PerformOptions {
  const spent = performance.now() - startedAt;
  return {
    ...within(signal),
    ...(leaveWithinMs !== undefined && {leaveWithinMs: Math.max(0, leaveWithinMs - spent)}),
  };
}

/** Copies only the methods that read, so that a caller cannot write even with a cast. */
export function readerOf(tenant: Tenant): TenantReader {
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
