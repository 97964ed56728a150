import {describe, expect, test} from 'vitest';
import {type SpecialPurpose, selectClient} from '../../src/engine/select-client.js';
import type {Client} from '../../src/engine/tenant.js';
import {documented} from '../../src/scenario/documented.js';
import {api, grant, grantOf, job, observed, payroll, testApplication} from './observed.js';

const select = (changes: Parameters<typeof observed>[0]) =>
  selectClient(documented, observed({clientGrants: [], ...changes}));

test('--client-id takes precedence over the remembered application, and that over names', () => {
  const clients = [job, testApplication, payroll];
  const hints = {clientId: payroll.clientId, rememberedClientId: testApplication.clientId};
  expect(select({clients, hints})).toMatchObject({via: 'named', client: payroll});
  expect(select({clients, hints: {rememberedClientId: testApplication.clientId}})).toMatchObject({
    via: 'remembered',
    client: testApplication,
  });
  expect(select({clients})).toMatchObject({via: 'name', client: job});
});

test('a test application is recognized by the API’s name, in the blueprint or in the tenant', () => {
  const renamed = {...api, name: 'Hours'};
  const ofHours = {...testApplication, name: 'Hours (Test Application)'};
  expect(select({clients: [testApplication]})).toMatchObject({via: 'test-application'});
  expect(select({resourceServer: renamed, clients: [ofHours]})).toMatchObject({client: ofHours});
  expect(select({clients: [ofHours]})).toEqual({kind: 'none'});
});

test('a test application with another name is selected only if it has a client grant on this API', () => {
  const other = {...testApplication, name: 'Old name (Test Application)'};
  expect(select({clients: [other], clientGrants: [grantOf(other)]})).toMatchObject({client: other});
  const user = grantOf(other, {subjectType: 'user'});
  expect(select({clients: [other], clientGrants: [user]})).toEqual({kind: 'none'});
});

test('an application with another name is never selected by its grant', () => {
  expect(select({clients: [payroll], clientGrants: [grantOf(payroll)]})).toEqual({kind: 'none'});
});

const twin = {...job, clientId: 'TwinTwinTwinTwinTwinTwinTwin1234'};

test('two equally good candidates are ambiguous', () => {
  const clients = [job, twin];
  expect(select({clients}).kind).toBe('ambiguous');
  expect(select({clients, clientGrants: [grant, grantOf(twin)]}).kind).toBe('ambiguous');
  const tests = [testApplication, {...testApplication, clientId: twin.clientId}];
  expect(select({clients: tests}).kind).toBe('ambiguous');
  expect(select({clients: tests, clientGrants: tests.map(each => grantOf(each))}).kind).toBe(
    'ambiguous',
  );
});

test('a grant holder takes precedence over a same-named application, and a name over a test application', () => {
  expect(select({clients: [twin, job], clientGrants: [grant]})).toMatchObject({client: job});
  const clients = [job, testApplication];
  expect(select({clients, clientGrants: [grantOf(testApplication)]})).toMatchObject({
    via: 'test-application',
    client: testApplication,
  });
  const both = [grant, grantOf(testApplication)];
  expect(select({clients, clientGrants: both})).toMatchObject({via: 'name', client: job});
  expect(select({clients})).toMatchObject({via: 'name', client: job});
});

test('a user grant selects no application', () => {
  const user = grantOf(twin, {subjectType: 'user'});
  expect(select({clients: [job, twin], clientGrants: [user]}).kind).toBe('ambiguous');
});

test('if the blueprint removes the grant, only names decide, so the next run selects the same one', () => {
  const off = {...documented, clientGrant: {authorized: false, scope: []}};
  const tenant = (changes: Parameters<typeof observed>[0]) => selectClient(off, observed(changes));
  expect(tenant({clients: [job, twin]}).kind).toBe('ambiguous');
  const clients = [job, testApplication];
  const clientGrants = [grantOf(testApplication)];
  expect(tenant({clients, clientGrants})).toMatchObject({client: job});
  expect(tenant({clients: [{...job, appType: 'spa'}]}).kind).toBe('unsuitable');
});

describe('a third-party application is never selected', () => {
  const registered = {...job, clientId: 'StrangerStrangerStranger12345678', isFirstParty: false};
  const dynamic = {...job, clientId: 'tpc_StrangerStrangerStranger1234'};

  test.each([registered, dynamic])('by name or grant: $clientId', stranger => {
    expect(select({clients: [stranger]})).toEqual({kind: 'none'});
    expect(select({clients: [stranger], clientGrants: [grantOf(stranger)]})).toEqual({
      kind: 'none',
    });
    expect(select({clients: [stranger, job]})).toMatchObject({client: job});
    const asTest = {...stranger, name: testApplication.name};
    const clientGrants = [grantOf(asTest)];
    expect(select({clients: [asTest], clientGrants})).toEqual({kind: 'none'});
    expect(select({clients: [asTest, job], clientGrants})).toMatchObject({client: job});
  });

  test.each([registered, dynamic])('by --client-id or remembered: $clientId', stranger => {
    const clients = [stranger, job];
    const refused = {kind: 'unsuitable', client: stranger, because: 'third-party'};
    const {clientId} = stranger;
    expect(select({clients, hints: {clientId}})).toEqual(refused);
    expect(select({clients, hints: {rememberedClientId: clientId}})).toEqual(refused);
  });
});

describe('an application with a special purpose is not selected by name alone', () => {
  const linked = {resourceServerIdentifier: 'https://api.exampleco.com/other'};
  const purposes: readonly (readonly [SpecialPurpose, Partial<Client>])[] = [
    ['public', {appType: 'spa'}],
    ['public', {appType: 'native'}],
    ['public', {tokenEndpointAuthMethod: 'none'}],
    ['linked', {appType: 'resource_server'}],
    ['linked', linked],
    ['integration', {appType: 'sso_integration'}],
    ['integration', {appType: 'of tomorrow'}],
  ];

  test.each(purposes)('rejected as %s: %o', (because, changes) => {
    const client = {...job, ...changes};
    const asTest = {...testApplication, ...changes};
    expect(select({clients: [client]})).toEqual({kind: 'unsuitable', client, because});
    expect(select({clients: [asTest]})).toEqual({kind: 'unsuitable', client: asTest, because});
    // Selected by its grant or with --client-id.
    expect(select({clients: [client], clientGrants: [grant]})).toMatchObject({kind: 'found'});
    const {clientId} = client;
    expect(select({clients: [client], hints: {clientId}})).toMatchObject({via: 'named'});
  });

  test.each([{}, {appType: 'regular_web'}, {appType: undefined}])('selected: %o', changes => {
    const {appType: _, ...rest} = job;
    const client = {...rest, ...(changes.appType !== undefined && changes)};
    expect(select({clients: [client]})).toMatchObject({kind: 'found', via: 'name'});
  });
});

test('the application that the tool signs in with is never selected', () => {
  expect(select({clients: [job], ownClientId: job.clientId})).toEqual({kind: 'none'});
});
