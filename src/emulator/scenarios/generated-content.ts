import {buildClient} from '../defaults.js';
import {IdSource} from '../ids.js';
import type {Scope} from '../records.js';
import type {Tenant} from '../tenant.js';

const teams = ['Payroll', 'Billing', 'Warehouse', 'Sales', 'Support', 'Reporting', 'Partner'];
const kinds = [
  {suffix: 'Website', app_type: 'regular_web'},
  {suffix: 'Service', app_type: 'non_interactive'},
  {suffix: 'Dashboard', app_type: 'spa'},
  {suffix: 'Mobile App', app_type: 'native'},
] as const;

/** The applications of a large tenant: only their ids are generated at once. */
export function insertApplications(tenant: Tenant, count: number): readonly {client_id: string}[] {
  const ids = new IdSource(`${tenant.name} applications`);
  return Array.from({length: count}, (_, index) => {
    const client_id = ids.client();
    const {suffix, app_type} = kinds[index % kinds.length] ?? kinds[0];
    tenant.store.clients.insertLazily(
      client_id,
      {global: false, is_first_party: true, app_type},
      () => {
        const name = `${teams[index % teams.length]} ${suffix} ${index + 1}`;
        const body = {name, app_type, token_endpoint_auth_method: 'client_secret_post'};
        return {...buildClient(new IdSource(client_id), tenant, body), client_id};
      },
    );
    return {client_id};
  });
}

export function generateScopes(count: number): readonly Scope[] {
  return Array.from({length: count}, (_, index) => ({
    value: `read:department-${index + 1}`,
    description: `Read the timesheets of department ${index + 1}`,
  }));
}
