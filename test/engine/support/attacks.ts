import type {DemoTenant} from '../../../src/emulator/server.js';
import type {Client, ClientGrant, ResourceServer} from '../../../src/engine/tenant.js';
import type {Snapshot} from '../../../src/model/change.js';
import type {ForgedWrite} from './forged-journal.js';
import {signIn} from './run.js';

/** Forged journal entries about objects that no run of this program wrote. */
export type Attack = (tenant: DemoTenant) => Promise<readonly ForgedWrite[]>;

const nothing: Snapshot = {kind: 'nothing'};

async function findClient(tenant: DemoTenant, name: string): Promise<Client> {
  const id = tenant.store.clients.all().find(client => client.name === name)?.client_id ?? '';
  const {reader} = await signIn(tenant);
  const found = await reader.client(id);
  if (found === undefined) throw new Error(`there is no application ${name}`);
  const {clientSecret: _, otherSettings: __, ...value} = found;
  return value;
}

async function readManagementApi(tenant: DemoTenant): Promise<ResourceServer> {
  const {reader} = await signIn(tenant);
  const found = await reader.resourceServer(`http://${tenant.domain}/api/v2/`);
  if (found === undefined) throw new Error('there is no Management API');
  const {otherSettings: _, ...value} = found;
  return value;
}

async function readAdminGrant(tenant: DemoTenant): Promise<ClientGrant> {
  const {reader} = await signIn(tenant);
  const [found] = (await reader.clientGrants({clientId: tenant.clientId})).items;
  if (found === undefined) throw new Error('the admin has no grant');
  return found;
}

function asCreated(value: Client): ForgedWrite {
  const {name, appType, grantTypes, tokenEndpointAuthMethod} = value;
  const set = {
    name,
    ...(appType !== undefined && {appType}),
    ...(grantTypes !== undefined && {grantTypes}),
    ...(tokenEndpointAuthMethod !== undefined && {tokenEndpointAuthMethod}),
  };
  return {
    change: {action: 'create', resource: 'client', set},
    before: nothing,
    after: {kind: 'client', value},
  };
}

function asRenamed(value: Client, from: string): ForgedWrite {
  return {
    change: {action: 'update', resource: 'client', id: value.clientId, set: {name: value.name}},
    before: {kind: 'client', value: {...value, name: from}},
    after: {kind: 'client', value},
  };
}

const admin = 'Tenant Setup';

export const attacks: Readonly<Record<string, Attack>> = {
  'delete the admin’s own application': async tenant => [
    asCreated(await findClient(tenant, admin)),
  ],
  'delete it and its grant': async tenant => {
    const grant = await readAdminGrant(tenant);
    const {clientId, audience, scope = []} = grant;
    return [
      asCreated(await findClient(tenant, admin)),
      {
        change: {action: 'create', resource: 'client-grant', clientId, audience, set: {scope}},
        before: nothing,
        after: {kind: 'client-grant', value: grant},
      },
    ];
  },
  'rename the admin’s own application': async tenant => [
    asRenamed(await findClient(tenant, admin), 'Renamed'),
  ],
  'take permissions from the admin': async tenant => {
    const value = await readAdminGrant(tenant);
    const before = {...value, scope: []};
    return [
      {
        change: {
          action: 'update',
          resource: 'client-grant',
          id: value.id,
          set: {scope: value.scope ?? []},
        },
        before: {kind: 'client-grant', value: before},
        after: {kind: 'client-grant', value},
      },
    ];
  },
  'delete an unrelated application': async tenant => [
    asCreated(await findClient(tenant, 'Default App')),
  ],
  'delete the Management API': async tenant => {
    const value = await readManagementApi(tenant);
    const {name = '', identifier} = value;
    return [
      {
        change: {action: 'create', resource: 'resource-server', set: {name, identifier}},
        before: nothing,
        after: {kind: 'resource-server', value},
      },
    ];
  },
  'rename the Management API': async tenant => {
    const value = await readManagementApi(tenant);
    const {name = ''} = value;
    return [
      {
        change: {action: 'update', resource: 'resource-server', id: value.id, set: {name}},
        before: {kind: 'resource-server', value: {...value, name: 'Mine'}},
        after: {kind: 'resource-server', value},
      },
    ];
  },
  'authorize an application for the Management API': async tenant => {
    const {clientId} = await findClient(tenant, 'Default App');
    const {identifier} = await readManagementApi(tenant);
    const id = 'cgr_ForgedGrant';
    const value = {
      id,
      clientId,
      audience: identifier,
      subjectType: 'client',
      scope: ['read:users'],
      allowAllScopes: false,
    };
    return [
      {
        change: {action: 'delete', resource: 'client-grant', id},
        before: {kind: 'client-grant', value},
        after: nothing,
      },
    ];
  },
  'rename a third-party application': async tenant => [
    asRenamed(await findClient(tenant, 'Somebody Else’s'), 'Renamed'),
  ],
  'delete a third-party application': async tenant => [
    asCreated(await findClient(tenant, 'Somebody Else’s')),
  ],
};

/** Adds a third-party application. */
export function addThirdParty(tenant: DemoTenant): void {
  const [like] = tenant.store.clients.all().filter(({name}) => name === admin);
  if (like === undefined) throw new Error('there is no admin');
  tenant.store.clients.insert({
    ...like,
    client_id: 'ThirdPartyApplicationOfAnybody01',
    name: 'Somebody Else’s',
    is_first_party: false,
  });
}
