import {ClientGrantsClient} from 'auth0/clientGrants';
import {ClientsClient} from 'auth0/clients';
import {ResourceServersClient} from 'auth0/resourceServers';
import type {Change, Receipt, Written} from '../engine/change.js';
import {Problem} from '../engine/problem.js';
import {pageSize, type Tenant, type TenantReader} from '../engine/tenant.js';
import type {TenantAddress} from './address.js';
import {
  clientBody,
  clientGrantBody,
  newClientBody,
  read,
  requestOf,
  resourceServerBody,
  toClient,
  toClientGrant,
  toResourceServer,
} from './mapping.js';
import {problemOf} from './sdk-problem.js';
import type {TokenSource} from './token-source.js';
import type {Transport} from './transport.js';
import * as wire from './wire.js';

/** What lists of applications are asked for: naming a field that is forbidden may give 403. */
const clientFields = 'client_id,name,app_type,grant_types,token_endpoint_auth_method';

interface Raw {
  readonly data: unknown;
  readonly rawResponse: {readonly status: number};
}

/** The engine's port, through the SDK's sub-clients. */
export class Auth0Tenant implements Tenant {
  readonly domain: string;
  readonly ownClientId: string | undefined;
  readonly #tokens: TokenSource;
  readonly #resourceServers: ResourceServersClient;
  readonly #clients: ClientsClient;
  readonly #clientGrants: ClientGrantsClient;

  constructor(
    address: TenantAddress,
    transport: Transport,
    tokens: TokenSource,
    ownClientId: string | undefined,
  ) {
    this.domain = address.domain;
    this.ownClientId = ownClientId;
    this.#tokens = tokens;
    const options = {
      baseUrl: `${address.origin}/api/v2`,
      token: () => tokens.token(),
      fetch: transport.fetch,
      // Ours are told as they happen, and can be broken off.
      maxRetries: 0,
      timeoutInSeconds: 600,
    };
    this.#resourceServers = new ResourceServersClient(options);
    this.#clients = new ClientsClient(options);
    this.#clientGrants = new ClientGrantsClient(options);
  }

  async resourceServer(identifier: string, signal?: AbortSignal) {
    const request = `GET ${path('resource-servers', identifier)}`;
    const answer = await this.#found(request, () =>
      this.#resourceServers.get(identifier, {}, abort(signal)).withRawResponse(),
    );
    if (answer === undefined) return undefined;
    const found = toResourceServer(read(wire.resourceServer, answer.data, this.domain));
    // Ids are looked up in the same place as identifiers.
    return found.identifier === identifier ? found : undefined;
  }

  async client(clientId: string, signal?: AbortSignal) {
    const answer = await this.#found(`GET ${path('clients', clientId)}`, () =>
      this.#clients.get(clientId, {}, abort(signal)).withRawResponse(),
    );
    return answer && toClient(read(wire.client, answer.data, this.domain));
  }

  async clients(page: number, signal?: AbortSignal) {
    const {response} = await this.#call('GET /api/v2/clients', 'reads', () =>
      this.#clients.list(
        {
          page,
          per_page: pageSize,
          include_totals: true,
          is_global: false,
          fields: clientFields,
          include_fields: true,
        },
        abort(signal),
      ),
    );
    const {clients, total} = read(wire.clientPage, response, this.domain);
    return {
      items: clients.filter(client => client.global !== true).map(toClient),
      more:
        clients.length > 0 &&
        (total ?? Number.POSITIVE_INFINITY) > (page + 1) * pageSize &&
        clients.length >= pageSize,
      ...(typeof total === 'number' && {total}),
    };
  }

  async clientGrants(
    query: {readonly audience?: string; readonly clientId?: string; readonly from?: string},
    signal?: AbortSignal,
  ) {
    const {audience, clientId, from} = query;
    const {response} = await this.#call('GET /api/v2/client-grants', 'reads', () =>
      this.#clientGrants.list(
        {
          take: pageSize,
          ...(audience !== undefined && {audience}),
          ...(clientId !== undefined && {client_id: clientId}),
          ...(from !== undefined && {from}),
        },
        abort(signal),
      ),
    );
    const {client_grants, next} = read(wire.clientGrantPage, response, this.domain);
    // Servers that pass over a filter must not make another application's grant ours.
    const items = client_grants
      .map(toClientGrant)
      .filter(grant => audience === undefined || grant.audience === audience)
      .filter(grant => clientId === undefined || grant.clientId === clientId);
    const following = next === from ? undefined : (next ?? undefined);
    return {
      items,
      more: following !== undefined,
      ...(following !== undefined && {next: following}),
    };
  }

  preview(change: Change) {
    return requestOf(change);
  }

  async perform(change: Change, signal?: AbortSignal): Promise<Receipt> {
    if (change.kind !== 'update-client-grant' || change.set.allowAllScopes !== false) {
      return await this.#performOnce(change, signal);
    }
    try {
      return await this.#performOnce(change, signal);
    } catch (error) {
      const {scope = []} = change.set;
      if (!(error instanceof Problem) || error.status !== 400 || scope.length === 0) throw error;
      // Some tenants take the way back from all scopes in two steps only.
      await this.#performOnce({...change, set: {allowAllScopes: false, scope: []}}, signal);
      return await this.#performOnce({...change, set: {scope}}, signal);
    }
  }

  async #performOnce(change: Change, signal: AbortSignal | undefined): Promise<Receipt> {
    const {method, path: target} = requestOf(change);
    const answer = await this.#call(`${method} ${target}`, 'writes', () =>
      this.#send(change, signal),
    );
    return {
      method,
      path: target,
      status: answer.rawResponse.status,
      written: this.#written(change, answer.data),
    };
  }

  #send(change: Change, signal: AbortSignal | undefined): Promise<Raw> {
    const options = abort(signal);
    switch (change.kind) {
      case 'create-resource-server': {
        const {identifier = ''} = change.set;
        return this.#resourceServers
          .create({...resourceServerBody(change.set), identifier}, options)
          .withRawResponse();
      }
      case 'update-resource-server':
        return this.#resourceServers
          .update(change.id, resourceServerBody(change.set), options)
          .withRawResponse();
      case 'delete-resource-server':
        return this.#resourceServers.delete(change.id, options).withRawResponse();
      case 'create-client': {
        const {name = ''} = change.set;
        return this.#clients
          .create({...newClientBody(change.set), name}, options)
          .withRawResponse();
      }
      case 'update-client':
        return this.#clients.update(change.id, clientBody(change.set), options).withRawResponse();
      case 'delete-client':
        return this.#clients.delete(change.id, options).withRawResponse();
      case 'create-client-grant': {
        const {clientId: client_id, audience, set} = change;
        return this.#clientGrants
          .create({client_id, audience, ...clientGrantBody(set)}, options)
          .withRawResponse();
      }
      case 'update-client-grant':
        return this.#clientGrants
          .update(change.id, clientGrantBody(change.set), options)
          .withRawResponse();
      case 'delete-client-grant':
        return this.#clientGrants.delete(change.id, options).withRawResponse();
    }
  }

  #written(change: Change, answer: unknown): Written {
    switch (change.kind) {
      case 'create-resource-server':
      case 'update-resource-server':
        return {
          kind: 'resource-server',
          value: toResourceServer(read(wire.resourceServer, answer, this.domain, 'unknown')),
        };
      case 'create-client':
      case 'update-client':
        return {kind: 'client', value: toClient(read(wire.client, answer, this.domain, 'unknown'))};
      case 'create-client-grant':
      case 'update-client-grant':
        return {
          kind: 'client-grant',
          value: toClientGrant(read(wire.clientGrant, answer, this.domain, 'unknown')),
        };
      case 'delete-resource-server':
      case 'delete-client':
      case 'delete-client-grant':
        return {kind: 'nothing'};
    }
  }

  async #found(request: string, send: () => Promise<Raw>): Promise<Raw | undefined> {
    try {
      return await this.#call(request, 'reads', send);
    } catch (error) {
      if (error instanceof Problem && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  /** A token that ran out meanwhile is replaced once: that request was not handled. */
  async #call<Answer>(
    request: string,
    writes: 'reads' | 'writes',
    send: () => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await send();
    } catch (error) {
      const problem = problemOf(error, {host: this.domain, request, writes});
      if (problem.code !== 'expired_token' || !(await this.#tokens.renew())) throw problem;
    }
    try {
      return await send();
    } catch (error) {
      throw problemOf(error, {host: this.domain, request, writes});
    }
  }
}

function path(collection: string, id: string): string {
  return `/api/v2/${collection}/${encodeURIComponent(id)}`;
}

function abort(signal: AbortSignal | undefined): {readonly abortSignal?: AbortSignal} {
  return signal === undefined ? {} : {abortSignal: signal};
}

/** For those who only look: what writes is not there at run time either. */
export function readerOf(tenant: Auth0Tenant): TenantReader {
  return {
    domain: tenant.domain,
    ownClientId: tenant.ownClientId,
    resourceServer: (identifier, signal) => tenant.resourceServer(identifier, signal),
    client: (clientId, signal) => tenant.client(clientId, signal),
    clients: (page, signal) => tenant.clients(page, signal),
    clientGrants: (query, signal) => tenant.clientGrants(query, signal),
    preview: change => tenant.preview(change),
  };
}
