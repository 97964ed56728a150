import {Secret} from '../../src/model/secrets/secret.js';
import {documented} from '../../src/scenario/documented.js';
import type {FakeStore} from './fake-tenant.js';

const audience = documented.resourceServer.identifier;
const secret = new Secret('planted-secret');
const machine = {
  appType: 'non_interactive',
  grantTypes: ['client_credentials'],
  clientSecret: secret,
};

export function freshStore(): FakeStore {
  return {resourceServers: [], clients: [{clientId: 'own', name: 'Setup'}], grants: []};
}

/** The API with its test application, as created in the Dashboard. */
export function dashboardStore(): FakeStore {
  return {
    resourceServers: [
      {
        id: 'rs_1',
        identifier: audience,
        name: 'Timesheets API',
        isSystem: false,
        signingAlg: 'RS256',
        tokenLifetime: 86_400,
      },
    ],
    clients: [
      {clientId: 'own', name: 'Setup'},
      {clientId: 'test1', name: 'Timesheets API (Test Application)', ...machine},
    ],
    grants: [
      {
        id: 'cgr_1',
        clientId: 'test1',
        audience,
        subjectType: 'client',
        allowAllScopes: false,
        scope: [],
      },
    ],
  };
}

/** The documented state. */
export function convergedStore(): FakeStore {
  const {resourceServers, clients, grants} = dashboardStore();
  const {scopes} = documented.resourceServer;
  return {
    resourceServers: resourceServers.map(each => ({...each, scopes})),
    clients: clients.map(each =>
      each.clientId === 'test1' ? {...each, name: 'Timesheets Import Job'} : each,
    ),
    grants: grants.map(each => ({...each, scope: ['batch:upload']})),
  };
}

/** Set up, then changed by another admin. */
export function driftedStore(): FakeStore {
  return {
    resourceServers: [
      {
        id: 'rs_1',
        identifier: audience,
        name: 'Timesheets API',
        isSystem: false,
        signingAlg: 'HS256',
        signingSecret: new Secret('planted-signing-secret-of-the-api'),
        tokenLifetime: 86_400,
        scopes: [
          ...documented.resourceServer.scopes.filter(({value}) => value !== 'approve:timesheets'),
          {value: 'admin:payroll', description: 'Somebody else’s'},
        ],
      },
    ],
    clients: [
      {clientId: 'own', name: 'Setup'},
      {clientId: 'job1', name: 'Timesheets Import Job', ...machine},
      {clientId: 'other1', name: 'Payroll', ...machine},
    ],
    grants: [
      {
        id: 'cgr_1',
        clientId: 'job1',
        audience,
        subjectType: 'client',
        allowAllScopes: false,
        scope: ['batch:upload', 'delete:timesheets'],
      },
      {
        id: 'cgr_2',
        clientId: 'other1',
        audience,
        subjectType: 'client',
        allowAllScopes: false,
        scope: ['admin:payroll'],
      },
    ],
  };
}
