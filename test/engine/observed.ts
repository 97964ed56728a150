import type {Client, ClientGrant, ResourceServer} from '../../src/engine/tenant.js';
import type {Observed} from '../../src/model/observed.js';

export const audience = 'https://api.exampleco.com/timesheets';

/** A tenant in the documented state, by value. */
export const api: ResourceServer = {
  id: '69a006b6f39293776f28ab5d',
  identifier: audience,
  name: 'Timesheets API',
  isSystem: false,
  signingAlg: 'RS256',
  tokenDialect: 'access_token',
  scopes: [
    {value: 'read:timesheets', description: 'Read timesheets'},
    {value: 'create:timesheets', description: 'Create timesheets'},
    {value: 'delete:timesheets', description: 'Delete timesheets'},
    {value: 'approve:timesheets', description: 'Approve timesheets'},
    {value: 'batch:upload', description: 'Upload timesheets in a batch'},
  ],
};

export const job: Client = {
  clientId: 'HW2hCxrqP6OD4cUBkiDtB3TI95L9ckf7',
  name: 'Timesheets Import Job',
  appType: 'non_interactive',
  grantTypes: ['client_credentials'],
  tokenEndpointAuthMethod: 'client_secret_post',
};

export const grant: ClientGrant = {
  id: 'cgr_NUKidZC54pI9CYZV',
  clientId: job.clientId,
  audience,
  subjectType: 'client',
  scope: ['batch:upload'],
  allowAllScopes: false,
};

export const testApplication: Client = {
  ...job,
  clientId: 'FIi9NtvvTVrNrxELQdNe1V0YhZQe1RCV',
  name: 'Timesheets API (Test Application)',
};

export const payroll: Client = {
  ...job,
  clientId: 'PayrollPayrollPayrollPayroll1234',
  name: 'Payroll',
};

/** A grant of the application. */
export function grantOf(client: Client, changes: Partial<ClientGrant> = {}): ClientGrant {
  return {
    ...grant,
    id: `cgr_${client.clientId.slice(0, 16)}`,
    clientId: client.clientId,
    ...changes,
  };
}

export function observed(changes: Partial<Observed> = {}): Observed {
  return {
    audience,
    resourceServer: api,
    clients: [job],
    clientList: 'complete',
    clientGrants: [grant],
    grantList: 'complete',
    hints: {},
    ownClientId: undefined,
    created: new Set(),
    readAt: {'resource-server': 0, client: 0, 'client-grant': 0},
    ...changes,
  };
}
