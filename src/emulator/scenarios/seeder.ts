import {insertClient} from '../client-credentials.js';
import {buildGrant, buildResourceServer, refreshToken} from '../defaults.js';
import {type KeyHolder, keyPairOf, privatePem, publicPem} from '../keys.js';
import type {Client, ClientGrant, Organization, ResourceServer} from '../records.js';
import type {NewClient} from '../schemas/client.js';
import type {NewClientGrant} from '../schemas/client-grant.js';
import type {NewResourceServer} from '../schemas/resource-server.js';
import type {Tenant} from '../tenant.js';

/** Inserts records as Auth0 would have created them. */
export class Seeder {
  readonly tenant: Tenant;
  /** PEM private keys by client id. */
  readonly privateKeys = new Map<string, string>();

  constructor(tenant: Tenant) {
    this.tenant = tenant;
  }

  api(body: Partial<NewResourceServer> = {}): ResourceServer {
    const {name, identifier} = documented.api;
    const created = buildResourceServer(this.tenant.ids, {name, identifier, ...body});
    return this.tenant.store.resourceServers.insert(created);
  }

  /** An API in the documented state. */
  documentedApi(body: Partial<NewResourceServer> = {}): ResourceServer {
    return this.api({scopes: documented.api.scopes, token_dialect: 'access_token', ...body});
  }

  /** Like the test application that the Dashboard creates [recorded, section 5.3]. */
  m2mApplication(name: string, body: Partial<NewClient> = {}): Client {
    return this.application({...m2mDefaults, name, ...body});
  }

  application(body: NewClient): Client {
    return insertClient(this.tenant, body);
  }

  /** A machine-to-machine application that signs in with a key pair. */
  async m2mApplicationWithKey(name: string, holder: KeyHolder): Promise<Client> {
    const {token_endpoint_auth_method: _, ...rest} = m2mDefaults;
    const pair = await keyPairOf(holder);
    const credential = {credential_type: 'public_key', name: 'Key', pem: publicPem(pair)};
    const client_authentication_methods = {private_key_jwt: {credentials: [credential]}};
    const client = this.application({...rest, name, client_authentication_methods});
    this.privateKeys.set(client.client_id, privatePem(pair));
    return client;
  }

  /** Registered without a token, or created by the admin for a partner. */
  thirdPartyApplication(name: string, how: 'registered' | 'made-by-admin'): Client {
    const registered = how === 'registered';
    const client = this.application({
      name,
      is_first_party: false,
      callbacks: ['https://stranger.example/callback'],
      token_endpoint_auth_method: 'client_secret_post',
      ...(registered
        ? {external_metadata_type: 'dcr'}
        : {app_type: 'non_interactive', grant_types: ['client_credentials']}),
    });
    if (registered) this.tenant.dynamicClientIds.add(client.client_id);
    return client;
  }

  organization(name: string, display_name: string): Organization {
    const {ids, store} = this.tenant;
    return store.organizations.insert({id: ids.organization(), name, display_name});
  }

  associate({id: organization_id}: Organization, {id: grant_id}: ClientGrant): void {
    this.tenant.store.organizationGrants.insert({organization_id, grant_id});
  }

  /** Uses up today's token quota of the application. */
  exhaustQuota({client_id, token_quota}: Client): void {
    const {per_hour = 0, per_day = 0} = token_quota?.client_credentials ?? {};
    this.tenant.tokenCounts.add(client_id, Date.now(), Math.max(per_hour, per_day));
  }

  grant(
    {client_id}: Pick<Client, 'client_id'>,
    scope: readonly string[],
    body: Partial<NewClientGrant> = {},
  ): ClientGrant {
    const {ids, store} = this.tenant;
    const {identifier: audience} = documented.api;
    const all = body.allow_all_scopes === true ? {} : {scope};
    return store.clientGrants.insert(buildGrant(ids, {client_id, audience, ...all, ...body}));
  }
}

const m2mDefaults = {
  cross_origin_authentication: false,
  is_first_party: true,
  oidc_conformant: true,
  refresh_token: {...refreshToken, token_lifetime: 31_557_600, idle_token_lifetime: 2_592_000},
  jwt_configuration: {alg: 'RS256', lifetime_in_seconds: 36_000, secret_encoded: false},
  token_endpoint_auth_method: 'client_secret_post',
  app_type: 'non_interactive',
  grant_types: ['client_credentials'],
} satisfies Partial<NewClient>;

/**
 * The state that Auth0's "Server Apps + API" scenario documents. Duplicated here because the
 * emulator must not import the program's own layers.
 */
export const documented = {
  api: {
    name: 'Timesheets API',
    identifier: 'https://api.exampleco.com/timesheets',
    scopes: [
      {value: 'read:timesheets', description: 'Read your timesheets'},
      {value: 'create:timesheets', description: 'Create new timesheets'},
      {value: 'delete:timesheets', description: 'Delete existing timesheets'},
      {value: 'approve:timesheets', description: 'Approve timesheets'},
      {value: 'batch:upload', description: 'Upload timesheets in batch'},
    ],
  },
  testApplication: 'Timesheets API (Test Application)',
  job: 'Timesheets Import Job',
  granted: ['batch:upload'],
} as const;
