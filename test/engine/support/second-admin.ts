import type {DemoTenant} from '../../../src/emulator/server.js';
import {documented} from '../../../src/scenario/documented.js';
import {audience, contentOf, managedObjects} from './content.js';

const payroll = {value: 'admin:payroll-export', description: 'Export the payroll'};

/** Another admin who changes the same tenant in the Dashboard or with another tool. */
export class SecondAdmin {
  readonly #tenant: DemoTenant;

  constructor(tenant: DemoTenant) {
    this.#tenant = tenant;
  }

  addScope(): void {
    this.#tenant.store.resourceServers.update(this.#api().id, row => ({
      ...row,
      scopes: [...(row.scopes ?? []), payroll],
    }));
  }

  renameApi(): void {
    this.#tenant.store.resourceServers.update(this.#api().id, row => ({...row, name: 'Hours'}));
  }

  renameApplication(clientId: string, name: string): void {
    this.#tenant.store.clients.update(clientId, row => ({...row, name}));
  }

  addGrantType(clientId: string): void {
    this.#tenant.store.clients.update(clientId, row => ({
      ...row,
      grant_types: [...(row.grant_types ?? []), 'refresh_token'],
    }));
  }

  deleteApplication(clientId: string): void {
    this.#tenant.store.clients.remove(clientId);
    for (const {id, client_id} of contentOf(this.#tenant).grants) {
      if (client_id === clientId) this.#tenant.store.clientGrants.remove(id);
    }
  }

  grantScopes(clientId: string, scope: readonly string[]): void {
    const found = this.#grantOf(clientId);
    if (found === undefined) {
      this.#tenant.store.clientGrants.insert({
        id: 'cgr_SecondAdminsGran',
        client_id: clientId,
        audience,
        scope,
        subject_type: 'client',
      });
    } else this.#tenant.store.clientGrants.update(found.id, row => ({...row, scope}));
  }

  /** Deletes and recreates the grant, which has another id then. */
  recreateGrant(clientId: string, scope: readonly string[]): void {
    const found = this.#grantOf(clientId);
    if (found !== undefined) this.#tenant.store.clientGrants.remove(found.id);
    this.grantScopes(clientId, scope);
  }

  createApi(): void {
    this.#tenant.store.resourceServers.insert({
      id: '5f0c4d2e9a1b3c0017e6a7d1',
      name: 'Hours',
      identifier: audience,
      allow_offline_access: true,
      skip_consent_for_verifiable_first_party_clients: true,
      token_lifetime: 3_600,
      token_lifetime_for_web: 600,
      signing_alg: 'RS256',
      scopes: [payroll],
    });
  }

  createApplication(grantTypes = ['client_credentials', 'password']): void {
    this.#tenant.store.clients.insert({
      tenant: 'timesheets-demo',
      global: false,
      name: documented.client.name,
      is_first_party: true,
      client_id: 'SecondAdminsApplicationOfTheJob1',
      client_secret: 'second-admins-secret',
      signing_keys: [],
      app_type: 'non_interactive',
      grant_types: grantTypes,
    });
  }

  #api() {
    const [api] = managedObjects(contentOf(this.#tenant)).apis;
    if (api === undefined) throw new Error('there is no API to change');
    return api;
  }

  #grantOf(clientId: string) {
    return contentOf(this.#tenant).grants.find(
      grant =>
        grant.client_id === clientId &&
        grant.audience === audience &&
        grant.subject_type === 'client',
    );
  }
}
