import {expect, test} from 'vitest';
import {evaluateAll, planBatches} from '../../src/engine/plan.js';
import {kindOf} from '../../src/model/change.js';
import {documented} from '../../src/scenario/documented.js';
import {steps} from '../../src/steps/index.js';
import {api, grant, observed, testApplication} from './observed.js';

const plan = (changes: Parameters<typeof observed>[0], allowance: 'safe' | 'all') =>
  planBatches(evaluateAll(steps, documented, observed(changes)), allowance);

test('a tenant in the documented state needs no writes', () => {
  expect(plan({}, 'all')).toEqual([]);
});

test('an empty tenant needs one write for the API’s three steps, then one for the application', () => {
  const batches = plan({resourceServer: undefined, clients: [], clientGrants: []}, 'safe');
  expect(batches).toHaveLength(2);
  expect(batches.flat()).toMatchObject([
    {
      steps: ['api', 'signing', 'scopes'],
      change: {
        action: 'create',
        resource: 'resource-server',
        set: {name: 'Timesheets API', signingAlg: 'RS256', tokenDialect: 'access_token'},
      },
    },
    {steps: ['application'], change: {action: 'create', resource: 'client'}},
  ]);
});

test('creating an API is a batch of its own, and the application comes after any write to the API', () => {
  const kinds = (changes: Parameters<typeof observed>[0]) =>
    plan(changes, 'all').map(batch => batch.map(({change}) => kindOf(change)));
  expect(kinds({resourceServer: undefined, clients: [testApplication], clientGrants: []})).toEqual([
    ['create-resource-server'],
    ['update-client'],
  ]);
  const resourceServer = {...api, signingAlg: 'HS256'};
  expect(kinds({resourceServer, clients: [], clientGrants: []})).toEqual([
    ['update-resource-server'],
    ['create-client'],
  ]);
  expect(kinds({resourceServer, clients: [testApplication], clientGrants: []})[0]).toEqual([
    'update-resource-server',
    'update-client',
  ]);
});

test('grants come after the API and the application', () => {
  const batches = plan({resourceServer: {...api, scopes: []}, clientGrants: []}, 'safe');
  expect(batches.map(batch => batch.map(({change}) => kindOf(change)))).toEqual([
    ['update-resource-server'],
    ['create-client-grant'],
  ]);
});

test('breaking changes are left out unless allowed, and the others are planned', () => {
  const drifted = {
    resourceServer: {...api, name: 'Old', signingAlg: 'HS256'},
    clientGrants: [{...grant, scope: ['delete:timesheets']}],
  };
  expect(plan(drifted, 'safe').flat()).toMatchObject([
    {change: {set: {name: 'Timesheets API'}}, breaks: []},
    {change: {set: {scope: ['delete:timesheets', 'batch:upload']}}, breaks: []},
  ]);
  expect(plan(drifted, 'all').flat()).toMatchObject([
    {change: {set: {name: 'Timesheets API', signingAlg: 'RS256'}}, breaks: [expect.any(String)]},
    {change: {set: {scope: ['batch:upload']}}, breaks: [expect.any(String)]},
  ]);
});

test('only changed fields are sent', () => {
  const batches = plan({clients: [testApplication], clientGrants: []}, 'all');
  expect(batches[0]?.[0]?.change).toEqual({
    action: 'update',
    resource: 'client',
    id: testApplication.clientId,
    set: {name: 'Timesheets Import Job'},
  });
});
