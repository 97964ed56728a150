import {afterEach, describe, expect, test} from 'vitest';
import {
  type DemoTenant,
  type DemoTenantOptions,
  startDemoTenant,
} from '../../src/emulator/server.js';
import type {Tenant} from '../../src/engine/tenant.js';
import {documented} from '../../src/scenario/documented.js';
import {contentOf, managedObjects, writesOf} from './support/content.js';
import {JournalFolder} from './support/journals.js';
import {LeapingClock} from './support/leaping-clock.js';
import {repair} from './support/run.js';
import {SecondAdmin} from './support/second-admin.js';
import {undo} from './support/undo.js';

let tenant: DemoTenant;
let journals: JournalFolder | undefined;
afterEach(async () => {
  await tenant.close();
  await journals?.remove();
  journals = undefined;
});

const start = async (options: DemoTenantOptions) => {
  tenant = await startDemoTenant(options);
  journals = await JournalFolder.for(tenant);
  return journals;
};

const counts = () => {
  const {apis, clients, grants} = managedObjects(contentOf(tenant));
  return [apis, clients, grants].map(({length}) => length);
};

const atOnce = {sleep: async () => {}};
const inTime = {signingIn: {timeoutMs: 200, clock: new LeapingClock()}, ...atOnce};

describe('a create without a response', () => {
  // The tenant applies it after the run, 1 to 60 s later by the client's clock.
  test.each([
    ['reset-before', 0],
    ['hang', 0],
    ['503', 0],
    ['hang', 300],
  ] as const)(
    'of the application (%s, applied late) is not retried, and the next run uses that application',
    async (kind, laterMs) => {
      await start({scenario: 'fresh'});
      tenant.faults.add({kind, method: 'POST', path: '/api/v2/clients', nth: 1});
      const first = await repair(tenant, inTime);
      expect(first).toMatchObject({
        kind: 'failed',
        problem: {
          code: 'timeout',
          effect: 'unknown',
          hint: expect.stringContaining('“Timesheets Import Job”'),
        },
      });
      expect(writesOf(tenant)).toEqual(['POST resource-servers', 'POST clients']);
      await new Promise(resolve => setTimeout(resolve, laterMs));
      new SecondAdmin(tenant).createApplication();
      tenant.faults.clear();
      expect(await repair(tenant, inTime)).toMatchObject({kind: 'done'});
      expect(counts()).toEqual([1, 1, 1]);
    },
  );

  test('of the application is found while polling, used, and not recorded as created by this run', async () => {
    const folder = await start({scenario: 'fresh'});
    tenant.faults.add({kind: 'hang', method: 'POST', path: '/api/v2/clients', nth: 1});
    let looks = 0;
    tenant.hooks.onRequest = ({method, path}) => {
      if (method !== 'GET' || !path.startsWith('/api/v2/clients?')) return;
      looks += 1;
      if (looks === 3) new SecondAdmin(tenant).createApplication(['client_credentials']);
    };
    const outcome = await repair(tenant, {...inTime, journal: folder.journal()});
    expect(outcome).toMatchObject({kind: 'done'});
    expect(writesOf(tenant).filter(write => write === 'POST clients')).toHaveLength(1);
    const [job] = managedObjects(contentOf(tenant)).clients;
    expect(outcome.observed.created).not.toContain(job?.client_id);
    await undo(tenant, folder);
    expect(managedObjects(contentOf(tenant)).clients).toEqual([job]);
  });
});

describe('an object created by someone else never counts as created by the run', () => {
  const theirs = [
    ['the API, found before it was sent', 'before', (admin: SecondAdmin) => admin.createApi()],
    ['the API, by its 409', 'POST resource-servers', (admin: SecondAdmin) => admin.createApi()],
    [
      'the application, found before it was sent',
      'before',
      (admin: SecondAdmin) => admin.createApplication(),
    ],
    [
      'the grant, by its 409',
      'POST client-grants',
      (admin: SecondAdmin) =>
        admin.grantScopes(managedObjects(contentOf(tenant)).clients[0]?.client_id ?? '', [
          'batch:upload',
        ]),
    ],
  ] as const;

  test.each(theirs)('%s', async (_, moment, work) => {
    const folder = await start({scenario: 'fresh'});
    const admin = new SecondAdmin(tenant);
    const known = new Set<string>();
    const act = () => {
      const before = idsIn();
      work(admin);
      for (const id of idsIn()) if (!before.has(id)) known.add(id);
    };
    tenant.hooks.onRequest = ({method, path}) => {
      if (`${method} ${path.replace('/api/v2/', '')}` !== moment || known.size > 0) return;
      act();
    };
    const outcome = await repair(tenant, {
      ...atOnce,
      journal: folder.journal(),
      ...(moment === 'before' && {meanwhile: act}),
    });
    expect(outcome).toMatchObject({kind: 'done'});
    expect(known.size).toBe(1);
    for (const id of known) expect(outcome.observed.created).not.toContain(id);
    delete tenant.hooks.onRequest;
    await undo(tenant, folder).catch(() => {});
    for (const id of known) expect(idsIn()).toContain(id);
  });

  test.each(['resource-servers', 'clients', 'client-grants'])(
    'after a lost response of %s, undo keeps what was found, and reports it',
    async collection => {
      const folder = await start({scenario: 'fresh'});
      tenant.faults.add({kind: 'reset-after', method: 'POST', path: `/api/v2/${collection}`});
      const outcome = await repair(tenant, {...inTime, journal: folder.journal()});
      expect(outcome).toMatchObject({kind: 'done'});
      expect(outcome.observed.created.size).toBe(2);
      const undone = await undo(tenant, folder);
      expect(undone?.plan.losses).toContainEqual(expect.stringContaining('may have been created'));
    },
  );
});

function idsIn(): ReadonlySet<string> {
  const {apis, clients, grants} = contentOf(tenant);
  return new Set([
    ...apis.map(({id}) => id),
    ...clients.map(({client_id}) => client_id),
    ...grants.map(({id}) => id),
  ]);
}

describe('if the API already exists', () => {
  test.each([
    ['deletes its own', undefined],
    ['reports which one to delete', '403'],
  ] as const)(
    'of two concurrent runs that create the application, the one that yields %s',
    async (_, forbidden) => {
      await start({scenario: 'fresh'});
      new SecondAdmin(tenant).createApi();
      if (forbidden !== undefined) {
        tenant.faults.add({
          kind: 'permission-withdrawn',
          method: 'DELETE',
          path: '/api/v2/clients/*',
          scopes: ['delete:clients'],
        });
      }
      tenant.hooks.afterRequest = ({method, path}) => {
        if (method !== 'POST' || path !== '/api/v2/clients') return;
        delete tenant.hooks.afterRequest;
        // The other run's application, and the grant that shows that it is used.
        const admin = new SecondAdmin(tenant);
        admin.createApplication();
        admin.grantScopes('SecondAdminsApplicationOfTheJob1', ['batch:upload']);
      };
      const outcome = await repair(tenant, atOnce);
      if (forbidden === undefined) {
        expect(outcome).toMatchObject({kind: 'done'});
        expect(counts()).toEqual([1, 1, 1]);
      } else {
        expect(outcome).toMatchObject({
          kind: 'failed',
          problem: {code: 'conflict', hint: expect.stringMatching(/^Delete \w+ in the Dashboard/)},
        });
        expect(
          contentOf(tenant).grants.filter(({audience}) => audience.includes('exampleco')),
        ).toHaveLength(1);
      }
    },
  );
});

describe('a tenant that rejects the API', () => {
  const desired = {
    ...documented,
    resourceServer: {...documented.resourceServer, signingAlg: 'PS256' as const},
  };

  test.each(['fresh', 'only an API'])('is left unchanged: %s', async scenario => {
    await start({scenario: 'fresh', settings: {ps256: 'not-in-plan'}});
    if (scenario === 'only an API') new SecondAdmin(tenant).createApi();
    const before = contentOf(tenant);
    expect(await repair(tenant, {...atOnce, desired})).toMatchObject({
      kind: 'failed',
      problem: {code: 'not_in_plan'},
      applied: [],
    });
    expect(contentOf(tenant)).toEqual(before);
  });
});

describe('a deletion is confirmed by a read', () => {
  /** A proxy responds instead of the tenant. */
  const pretendDeleted = (inner: Tenant): Tenant => ({
    domain: inner.domain,
    ownClientId: inner.ownClientId,
    preview: change => inner.preview(change),
    resourceServer: (...asked) => inner.resourceServer(...asked),
    resourceServers: (...asked) => inner.resourceServers(...asked),
    client: (...asked) => inner.client(...asked),
    clients: (...asked) => inner.clients(...asked),
    clientGrants: (...asked) => inner.clientGrants(...asked),
    wait: (...asked) => inner.wait(...asked),
    async perform(change, options) {
      if (change.action !== 'delete') return await inner.perform(change, options);
      const {method, path} = inner.preview(change);
      return {method, path, status: 200, snapshot: {kind: 'nothing'}};
    },
  });
  const unauthorized = {...documented, clientGrant: {authorized: false, scope: []}};

  test('when apply deletes the grant', async () => {
    await start({scenario: 'converged'});
    const before = contentOf(tenant);
    const outcome = await repair(tenant, {
      ...atOnce,
      desired: unauthorized,
      through: pretendDeleted,
    });
    expect(outcome).toMatchObject({
      kind: 'failed',
      problem: {
        code: 'stored_differently',
        message: expect.stringMatching(/^Auth0 confirmed DELETE .* still has/),
      },
    });
    expect(contentOf(tenant)).toEqual(before);
  });

  test('when undo deletes an object', async () => {
    const folder = await start({scenario: 'fresh'});
    await repair(tenant, {journal: folder.journal()});
    const {confirmUndo, prepareLastUndo} = await import('./support/undo.js');
    const prepared = await prepareLastUndo(tenant, folder);
    if (prepared === undefined) throw new Error('there is a run to undo');
    await expect(
      confirmUndo(tenant, folder, prepared, {through: pretendDeleted}),
    ).rejects.toMatchObject({
      code: 'stored_differently',
    });
    expect(counts()).toEqual([1, 1, 1]);
    // It can still be undone.
    expect(await undo(tenant, folder)).toMatchObject({plan: {conflicts: []}});
    expect(counts()).toEqual([0, 0, 0]);
  });
});
