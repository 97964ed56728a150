import {afterEach, describe, expect, test} from 'vitest';
import {connect} from '../../src/auth0/connect.js';
import {type DemoTenant, startDemoTenant} from '../../src/emulator/server.js';
import type {Change} from '../../src/model/change.js';
import {Secret} from '../../src/model/secrets/secret.js';
import {addThirdParty} from './support/attacks.js';
import {audience, contentOf, managedObjects, writesOf} from './support/content.js';
import {addressOf, signIn} from './support/run.js';

let tenant: DemoTenant;
afterEach(() => tenant.close());

const start = async (scenario = 'converged') => {
  tenant = await startDemoTenant({scenario});
  addThirdParty(tenant);
};

const management = () => {
  const api = tenant.store.resourceServers.all().find(({is_system}) => is_system === true);
  if (api === undefined) throw new Error('there is no Management API');
  return api;
};
const adminGrantId = () =>
  contentOf(tenant).grants.find(({client_id}) => client_id === tenant.clientId)?.id ?? '';
const idNamed = (name: string) =>
  contentOf(tenant).clients.find(client => client.name === name)?.client_id ?? '';
const grantTo = (clientId: string, api: string): Change => ({
  action: 'create',
  resource: 'client-grant',
  set: {clientId, audience: api, scope: []},
});
const thirdParty = 'ThirdPartyApplicationOfAnybody01';

const never: Readonly<Record<string, readonly [() => Change, string]>> = {
  'change the Management API': [
    () => ({
      action: 'update',
      resource: 'resource-server',
      id: management().id,
      set: {name: 'Mine'},
    }),
    'system_api',
  ],
  'delete the Management API': [
    () => ({action: 'delete', resource: 'resource-server', id: management().id}),
    'system_api',
  ],
  'create a Management API': [
    () => ({
      action: 'create',
      resource: 'resource-server',
      set: {identifier: management().identifier},
    }),
    'system_api',
  ],
  'create the Management API of another tenant': [
    () => ({
      action: 'create',
      resource: 'resource-server',
      set: {identifier: 'https://acme.eu.auth0.com/api/v2/'},
    }),
    'system_api',
  ],
  'authorize for the Management API': [
    () => grantTo(idNamed('Default App'), management().identifier),
    'system_api',
  ],
  'change a grant on the Management API': [
    () => ({action: 'update', resource: 'client-grant', id: adminGrantId(), set: {scope: []}}),
    'system_api',
  ],
  'delete a grant on the Management API': [
    () => ({action: 'delete', resource: 'client-grant', id: adminGrantId()}),
    'system_api',
  ],
  'change the application that signs in': [
    () => ({action: 'update', resource: 'client', id: tenant.clientId, set: {name: 'Renamed'}}),
    'own_application',
  ],
  'delete the application that signs in': [
    () => ({action: 'delete', resource: 'client', id: tenant.clientId}),
    'own_application',
  ],
  'authorize the application that signs in': [
    () => grantTo(tenant.clientId, audience),
    'own_application',
  ],
  'change a third-party application': [
    () => ({action: 'update', resource: 'client', id: thirdParty, set: {name: 'Renamed'}}),
    'third_party_application',
  ],
  'delete a third-party application': [
    () => ({action: 'delete', resource: 'client', id: thirdParty}),
    'third_party_application',
  ],
  'authorize a third-party application': [
    () => grantTo(thirdParty, audience),
    'third_party_application',
  ],
  'change what is third-party by its id': [
    () => ({action: 'update', resource: 'client', id: 'tpc_abc', set: {name: 'Renamed'}}),
    'third_party_application',
  ],
  'delete an application that people sign in with': [
    () => ({action: 'delete', resource: 'client', id: idNamed('Default App')}),
    'protected_object',
  ],
  'change an application that is not there': [
    () => ({action: 'update', resource: 'client', id: 'nobody', set: {name: 'Renamed'}}),
    'not_found',
  ],
};

/** Earlier reads must not matter: ids are only known from the tenant's own responses. */
const readings = {
  'that read nothing': async () => {},
  'that read everything': async (reader: Awaited<ReturnType<typeof signIn>>['reader']) => {
    await reader.resourceServer(management().identifier);
    await reader.resourceServer(audience);
    await reader.clients(0);
    await reader.clientGrants({});
  },
};

describe.each(Object.entries(readings))('a caller %s', (reading, read) => {
  test.each(Object.entries(never))('can’t %s', async (_, [changeOf, code]) => {
    await start();
    const before = contentOf(tenant);
    const connection = await signIn(tenant);
    await read(connection.reader);
    const refused = connection.tenant.perform(changeOf());
    const unread = reading === 'that read nothing' ? ['not_found', code] : [code];
    await expect(refused).rejects.toMatchObject({effect: 'none'});
    await expect(refused.catch(error => error.code)).resolves.toSatisfy(is => unread.includes(is));
    expect(writesOf(tenant)).toEqual([]);
    expect(contentOf(tenant)).toEqual(before);
  });
});

test('the application of a pasted token is protected too', async () => {
  await start();
  const token = new Secret(tenant.accessToken);
  const credentials = {kind: 'token', token} as const;
  const connection = await connect({address: addressOf(tenant), credentials});
  await expect(
    connection.tenant.perform({action: 'delete', resource: 'client', id: tenant.clientId}),
  ).rejects.toMatchObject({code: 'own_application'});
});

test('an is_system grant, and one that is not for client credentials, are never changed', async () => {
  await start();
  const [grant] = managedObjects(contentOf(tenant)).grants;
  if (grant === undefined) throw new Error('there is no grant');
  const {tenant: guarded} = await signIn(tenant);
  for (const traits of [{is_system: true}, {subject_type: 'user'}] as const) {
    const id = `cgr_${Object.keys(traits)}`;
    const client_id = idNamed('Default App');
    tenant.store.clientGrants.insert({...grant, client_id, id, ...traits});
    await guarded.clientGrants({audience});
    await expect(
      guarded.perform({action: 'delete', resource: 'client-grant', id}),
    ).rejects.toMatchObject({
      code: 'protected_object',
    });
  }
  expect(writesOf(tenant)).toEqual([]);
});

test('an allowed change takes no extra request if its objects were read before', async () => {
  await start();
  const {tenant: guarded, reader, requestCount} = await signIn(tenant);
  await reader.resourceServer(audience);
  await reader.clients(0);
  const [grant] = (await reader.clientGrants({audience})).items;
  const before = requestCount();
  await guarded.perform({
    action: 'update',
    resource: 'client-grant',
    id: grant?.id ?? '',
    set: {scope: ['read:timesheets']},
  });
  expect(requestCount() - before).toBe(1);
  expect(writesOf(tenant)).toHaveLength(1);
});
