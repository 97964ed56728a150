import type {OnCall} from '../../src/engine/call.js';
import type {Client, ClientGrant, ResourceServer, Tenant} from '../../src/engine/tenant.js';
import {
  type Change,
  isKind,
  type Receipt,
  type RequestPreview,
  type Snapshot,
} from '../../src/model/change.js';
import {resources} from '../../src/model/resource.js';
import {Secret} from '../../src/model/secrets/secret.js';

export interface FakeStore {
  resourceServers: ResourceServer[];
  clients: Client[];
  grants: ClientGrant[];
}

export interface FakeOptions {
  readonly onCall?: () => OnCall | undefined;
  /** Milliseconds per request. */
  readonly latency?: number;
  /** Called before a write; throws to make it fail. */
  readonly before?: (change: Change) => void;
}

const base = '/api/v2/';

/** A tenant in memory, for tests of wizard and view. */
export function fakeTenant(
  store: FakeStore,
  options: FakeOptions = {},
): Tenant & {readonly writes: Change[]} {
  let calls = 0;
  let made = 0;
  const writes: Change[] = [];
  const call = async <T>(
    method: string,
    path: string,
    body: unknown,
    answer: () => [number, T],
  ) => {
    calls += 1;
    const id = calls;
    const onCall = options.onCall?.() ?? (() => {});
    onCall({
      type: 'sent',
      id,
      method,
      path: base + path,
      attempt: 1,
      ...(body === undefined ? {} : {body}),
    });
    if (options.latency) await new Promise(resolve => setTimeout(resolve, options.latency));
    try {
      const [status, value] = answer();
      onCall({type: 'answered', id, status, ms: options.latency ?? 12, body: value});
      return {status, value};
    } catch (error) {
      onCall({type: 'answered', id, status: 403, ms: options.latency ?? 12});
      throw error;
    }
  };
  const write = (change: Change): [number, Snapshot] => {
    options.before?.(change);
    writes.push(change);
    made += 1;
    if (isKind(change, 'create', 'resource-server')) {
      const value = {
        id: `rs_${made}`,
        isSystem: false,
        identifier: '',
        signingAlg: 'RS256',
        tokenLifetime: 86_400,
        ...change.set,
      };
      store.resourceServers.push(value);
      return [201, {kind: 'resource-server', value}];
    }
    if (isKind(change, 'update', 'resource-server')) {
      const index = store.resourceServers.findIndex(({id}) => id === change.id);
      const value = {...required(store.resourceServers[index]), ...change.set};
      store.resourceServers[index] = value;
      return [200, {kind: 'resource-server', value}];
    }
    if (isKind(change, 'create', 'client')) {
      const value = {
        clientId: `client${made}`,
        name: '',
        clientSecret: new Secret('planted-secret'),
        ...change.set,
      };
      store.clients.push(value);
      return [201, {kind: 'client', value}];
    }
    if (isKind(change, 'update', 'client')) {
      const index = store.clients.findIndex(({clientId}) => clientId === change.id);
      const value = {...required(store.clients[index]), ...change.set};
      store.clients[index] = value;
      return [200, {kind: 'client', value}];
    }
    if (change.action === 'rotate-secret') {
      const index = store.clients.findIndex(({clientId}) => clientId === change.id);
      const clientSecret = new Secret(`rotated-secret-${made}`);
      const value = {...required(store.clients[index]), clientSecret};
      store.clients[index] = value;
      return [200, {kind: 'client', value}];
    }
    if (isKind(change, 'create', 'client-grant')) {
      const {clientId = '', audience = '', scope = []} = change.set;
      const value = {
        id: `cgr_${made}`,
        clientId,
        audience,
        subjectType: 'client',
        allowAllScopes: false,
        scope,
      };
      store.grants.push(value);
      return [201, {kind: 'client-grant', value}];
    }
    if (isKind(change, 'update', 'client-grant')) {
      const index = store.grants.findIndex(({id}) => id === change.id);
      const value = {...required(store.grants[index]), ...change.set};
      store.grants[index] = value;
      return [200, {kind: 'client-grant', value}];
    }
    if (!isKind(change, 'delete', 'client-grant')) throw new Error('not faked');
    store.grants = store.grants.filter(({id}) => id !== change.id);
    return [204, {kind: 'nothing'}];
  };
  return {
    writes,
    domain: 'acme.eu.auth0.com',
    ownClientId: 'own',
    resourceServer: async identifier =>
      (
        await call('GET', `resource-servers/${encodeURIComponent(identifier)}`, undefined, () => [
          200,
          store.resourceServers.find(each => each.identifier === identifier),
        ])
      ).value,
    resourceServers: async () => ({
      items: (
        await call('GET', 'resource-servers', undefined, () => [200, [...store.resourceServers]])
      ).value,
      more: false,
    }),
    client: async id =>
      (
        await call('GET', `clients/${id}`, undefined, () => [
          200,
          store.clients.find(({clientId}) => clientId === id),
        ])
      ).value,
    clients: async () => ({
      items: (await call('GET', 'clients', undefined, () => [200, [...store.clients]])).value,
      more: false,
      total: store.clients.length,
    }),
    clientGrants: async ({audience, clientId}) => ({
      items: (
        await call('GET', 'client-grants', undefined, () => [
          200,
          store.grants.filter(
            each => each.audience === audience && (clientId ?? each.clientId) === each.clientId,
          ),
        ])
      ).value,
      more: false,
    }),
    preview,
    wait: async () => {},
    perform: async (change): Promise<Receipt> => {
      const {method, path, body} = preview(change);
      const {status, value} = await call(method, path.slice(base.length), body, () =>
        write(change),
      );
      return {method, path, status, snapshot: value};
    },
  };
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('no such object in the fake tenant');
  return value;
}

const methods = {
  create: 'POST',
  update: 'PATCH',
  delete: 'DELETE',
  'rotate-secret': 'POST',
} as const;

function preview(change: Change): RequestPreview {
  const collection = resources[change.resource].path;
  const sub = change.action === 'rotate-secret' ? '/rotate-secret' : '';
  const path = `${base}${collection}${'id' in change ? `/${change.id}` : ''}${sub}`;
  const method = methods[change.action];
  return 'set' in change ? {method, path, body: {...change.set}} : {method, path};
}
