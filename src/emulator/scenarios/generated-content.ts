import {buildClient} from '../defaults.js';
import {IdSource} from '../ids.js';
import type {Client, Scope} from '../records.js';
import type {ClientSummary, LazyRows} from '../store.js';
import type {Tenant} from '../tenant.js';
import {documented, type Seeder} from './seeder.js';

const teams = ['Payroll', 'Billing', 'Warehouse', 'Sales', 'Support', 'Reporting', 'Partner'];
const kinds = [
  {suffix: 'Website', app_type: 'regular_web'},
  {suffix: 'Service', app_type: 'non_interactive'},
  {suffix: 'Dashboard', app_type: 'spa'},
  {suffix: 'Mobile App', app_type: 'native'},
] as const;

/** The applications of a large tenant, each generated from its index on access. */
export function generateApplications(
  tenant: Tenant,
  count: number,
): LazyRows<Client, ClientSummary> {
  const kindOf = (index: number) => kinds[index % kinds.length] ?? kinds[0];
  const traits = {global: false, is_first_party: true};
  const summaries = kinds.map(({app_type}) => ({...traits, app_type}));
  return {
    count,
    summaryAt: index => summaries[index % summaries.length] ?? traits,
    rowAt(index) {
      const {suffix, app_type} = kindOf(index);
      const team = teams[index % teams.length];
      const name = `${team} ${suffix} ${index + 1}`;
      const body = {name, app_type, token_endpoint_auth_method: 'client_secret_post'};
      const ids = new IdSource(`${tenant.name} application ${index}`);
      const client = buildClient(ids, tenant, body);
      return {...client, client_id: clientIdAt(client.client_id, index)};
    },
    indexOf(id) {
      const index = Number.parseInt(id.slice(-6), 36);
      return id.slice(-7, -6) === 'z' && index < count && this.rowAt(index).client_id === id
        ? index
        : undefined;
    },
  };
}

/** Encodes the index in the id, so that no table of ids is needed. */
function clientIdAt(id: string, index: number): string {
  return `${id.slice(0, -7)}z${index.toString(36).padStart(6, '0')}`;
}

/** Grants of generated applications on the documented API. */
export function seedGeneratedGrants(seeder: Seeder, count: number): void {
  const applications = generateApplications(seeder.tenant, count);
  for (let index = 0; index < count; index++) {
    seeder.grant(applications.rowAt(index), [documented.api.scopes[0].value]);
  }
}

export function generateScopes(count: number): readonly Scope[] {
  return Array.from({length: count}, (_, index) => ({
    value: `read:department-${index + 1}`,
    description: `Read the timesheets of department ${index + 1}`,
  }));
}
