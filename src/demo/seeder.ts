import {createdClient, createdGrant, createdResourceServer} from './defaults.js';
import {documented} from './documented.js';
import type {Client, ClientGrant, ResourceServer} from './records.js';
import type {NewClient} from './schema/client.js';
import type {NewClientGrant} from './schema/client-grant.js';
import type {NewResourceServer} from './schema/resource-server.js';
import type {Tenant} from './tenant.js';

/** Puts records into a tenant as Auth0 would have made them. */
export class Seeder {
  readonly tenant: Tenant;

  constructor(tenant: Tenant) {
    this.tenant = tenant;
  }

  api(body: Partial<NewResourceServer> = {}): ResourceServer {
    const {name, identifier} = documented.api;
    const created = createdResourceServer(this.tenant.ids, {name, identifier, ...body});
    return this.tenant.store.resourceServers.insert(created);
  }

  /** An API in the documented state. */
  documentedApi(body: Partial<NewResourceServer> = {}): ResourceServer {
    return this.api({scopes: documented.api.scopes, token_dialect: 'access_token', ...body});
  }

  /** As the Dashboard makes the test application of an API [recorded, section 5.3]. */
  machine(name: string, body: Partial<NewClient> = {}): Client {
    return this.application({...machine, name, ...body});
  }

  application(body: NewClient): Client {
    const {ids, store} = this.tenant;
    return store.clients.insert(createdClient(ids, this.tenant, body));
  }

  grant(client: Client, scope: readonly string[], body: Partial<NewClientGrant> = {}): ClientGrant {
    const {ids, store} = this.tenant;
    const {client_id} = client;
    const {identifier: audience} = documented.api;
    const all = body.allow_all_scopes === true ? {} : {scope};
    return store.clientGrants.insert(createdGrant(ids, {client_id, audience, ...all, ...body}));
  }
}

const machine = {
  cross_origin_authentication: false,
  is_first_party: true,
  oidc_conformant: true,
  refresh_token: {
    expiration_type: 'non-expiring',
    leeway: 0,
    infinite_token_lifetime: true,
    infinite_idle_token_lifetime: true,
    token_lifetime: 31_557_600,
    idle_token_lifetime: 2_592_000,
    rotation_type: 'non-rotating',
  },
  jwt_configuration: {alg: 'RS256', lifetime_in_seconds: 36_000, secret_encoded: false},
  token_endpoint_auth_method: 'client_secret_post',
  app_type: 'non_interactive',
  grant_types: ['client_credentials'],
} satisfies Partial<NewClient>;
