import type {Desired} from '../model/blueprint.js';

/** The desired state that drift is measured against. */
export type Blueprint = Desired;

/**
 * The documented state: Auth0's "Server Apps + API" scenario.
 * https://auth0.com/docs/get-started/architecture-scenarios/server-application-api/part-2
 */
export const documented: Blueprint = {
  resourceServer: {
    name: 'Timesheets API',
    identifier: 'https://api.exampleco.com/timesheets',
    tokenProfile: 'auth0',
    signingAlg: 'RS256',
    scopes: [
      {value: 'read:timesheets', description: 'Read timesheets'},
      {value: 'create:timesheets', description: 'Create timesheets'},
      {value: 'delete:timesheets', description: 'Delete timesheets'},
      {value: 'approve:timesheets', description: 'Approve timesheets'},
      {value: 'batch:upload', description: 'Upload timesheets in a batch'},
    ],
  },
  client: {name: 'Timesheets Import Job'},
  clientGrant: {authorized: true, scope: ['batch:upload']},
};
