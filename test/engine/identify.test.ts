import {expect, test} from 'vitest';
import {selectClient} from '../../src/engine/identify.js';
import {documented} from '../../src/scenario/blueprint.js';
import {api, grant, grantOf, job, observed, payroll, testApplication} from './observed.js';

const select = (changes: Parameters<typeof observed>[0]) =>
  selectClient(documented, observed({clientGrants: [], ...changes}));

test('the named one goes before the remembered one, and that before names', () => {
  const clients = [job, testApplication, payroll];
  const hints = {clientId: payroll.clientId, rememberedClientId: testApplication.clientId};
  expect(select({clients, hints})).toMatchObject({via: 'named', client: payroll});
  expect(select({clients, hints: {rememberedClientId: testApplication.clientId}})).toMatchObject({
    via: 'remembered',
    client: testApplication,
  });
  expect(select({clients})).toMatchObject({via: 'name', client: job});
});

test('a test application is known by the API’s name, in the blueprint or in the tenant', () => {
  const renamed = {...api, name: 'Hours'};
  const ofHours = {...testApplication, name: 'Hours (Test Application)'};
  expect(select({clients: [testApplication]})).toMatchObject({via: 'test-application'});
  expect(select({resourceServer: renamed, clients: [ofHours]})).toMatchObject({client: ofHours});
  expect(select({clients: [ofHours]})).toEqual({kind: 'none'});
});

test('a test application of another name is ours only with a client grant on this API', () => {
  const other = {...testApplication, name: 'Old name (Test Application)'};
  expect(select({clients: [other], clientGrants: [grantOf(other)]})).toMatchObject({client: other});
  const user = grantOf(other, {subjectType: 'user'});
  expect(select({clients: [other], clientGrants: [user]})).toEqual({kind: 'none'});
});

test('an application of another name that holds a grant is somebody’s: never adopted', () => {
  expect(select({clients: [payroll], clientGrants: [grantOf(payroll)]})).toEqual({kind: 'none'});
});

test('two of the same rank are ambiguous, also where one holds a grant', () => {
  const twin = {...job, clientId: 'TwinTwinTwinTwinTwinTwinTwin1234'};
  expect(select({clients: [job, twin], clientGrants: [grant]}).kind).toBe('ambiguous');
});

test('the application that the tool signs in with is never ours', () => {
  expect(select({clients: [job], ownClientId: job.clientId})).toEqual({kind: 'none'});
});
