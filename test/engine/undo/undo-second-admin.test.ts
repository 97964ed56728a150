import {afterEach, describe, expect, test} from 'vitest';
import {
  type DemoTenant,
  type DemoTenantOptions,
  startDemoTenant,
} from '../../../src/emulator/server.js';
import {documented} from '../../../src/scenario/documented.js';
import {contentOf, managedObjects} from '../support/content.js';
import {JournalFolder} from '../support/journals.js';
import {repair} from '../support/run.js';
import {SecondAdmin} from '../support/second-admin.js';
import {confirmUndo, prepareLastUndo, undo} from '../support/undo.js';

let tenant: DemoTenant;
let journals: JournalFolder;
afterEach(async () => {
  await tenant.close();
  await journals.remove();
});

const start = async (options: DemoTenantOptions) => {
  tenant = await startDemoTenant(options);
  journals = await JournalFolder.for(tenant);
  return contentOf(tenant);
};

const run = async (options: Parameters<typeof repair>[1] = {}) => {
  expect(await repair(tenant, {journal: journals.journal(), ...options})).toMatchObject({
    kind: 'done',
  });
  return contentOf(tenant);
};

const unauthorized = {...documented, clientGrant: {authorized: false, scope: []}};
const jobId = () => managedObjects(contentOf(tenant)).clients[0]?.client_id ?? '';

interface Change {
  readonly what: string;
  readonly scenario: string;
  readonly work: (admin: SecondAdmin) => void;
  readonly says: string;
}

const changes: readonly Change[] = [
  {
    what: 'added a permission',
    scenario: 'dashboard',
    work: admin => admin.addScope(),
    says: 'The API “Timesheets API” has changed since the run.',
  },
  {
    what: 'renamed the API that the run made',
    scenario: 'fresh',
    work: admin => admin.renameApi(),
    says: 'The API “Hours” has changed since the run.',
  },
  {
    what: 'added a grant type to the application that the run made',
    scenario: 'fresh',
    work: admin => admin.addGrantType(jobId()),
    says: 'The application “Timesheets Import Job” has changed since the run.',
  },
  {
    what: 'gave the job more',
    scenario: 'drifted',
    work: admin => admin.grantScopes(jobId(), ['batch:upload', 'approve:timesheets']),
    says: expect.stringMatching(/^The authorization of .* has changed since the run\.$/),
  },
  {
    what: 'deleted the application',
    scenario: 'dashboard',
    work: admin => admin.deleteApplication(jobId()),
    says: expect.stringContaining('has changed since the run.'),
  },
];

describe('another admin', () => {
  test.each(changes)(
    'who $what since the run: reported as a conflict, and nothing is undone',
    async ({scenario, work, says}) => {
      await start({scenario});
      await run();
      work(new SecondAdmin(tenant));
      const prepared = await prepareLastUndo(tenant, journals);
      expect(prepared?.plan.conflicts).toContainEqual(says);
    },
  );

  test.each(changes)(
    'who $what during the confirmation: performUndo fails with `tenant_changed` and overwrites nothing',
    async ({scenario, work}) => {
      await start({scenario});
      await run();
      const prepared = await prepareLastUndo(tenant, journals);
      if (prepared === undefined) throw new Error('there is a run to undo');
      work(new SecondAdmin(tenant));
      const theirs = contentOf(tenant);
      await expect(confirmUndo(tenant, journals, prepared)).rejects.toMatchObject({
        code: 'tenant_changed',
        message: expect.stringContaining('has changed since the run'),
      });
      expect(contentOf(tenant)).toEqual(theirs);
    },
  );

  test('who recreated the grant: reported as a conflict', async () => {
    await start({scenario: 'converged'});
    const clientId = jobId();
    await run({desired: unauthorized});
    new SecondAdmin(tenant).grantScopes(clientId, ['read:timesheets']);
    expect(await prepareLastUndo(tenant, journals)).toMatchObject({
      plan: {conflicts: [expect.stringContaining('has changed since the run')], steps: []},
    });
  });

  test('who changed the API between two writes of the run: reported as a conflict', async () => {
    await start({scenario: 'converged'});
    const journal = journals.journal();
    const desiredWithName = (name: string) => ({
      ...documented,
      resourceServer: {...documented.resourceServer, name},
    });
    await repair(tenant, {journal, desired: desiredWithName('Hours worked')});
    new SecondAdmin(tenant).renameApi();
    await repair(tenant, {journal, desired: desiredWithName('Timesheets')});
    expect(await prepareLastUndo(tenant, journals)).toMatchObject({
      plan: {conflicts: ['The API “Timesheets” was changed by someone else during the run.']},
    });
  });

  test('who uses an object that the run created: it is kept, and that is reported', async () => {
    await start({scenario: 'fresh'});
    await run();
    const [other] = contentOf(tenant).clients.filter(({name}) => name === 'Default App');
    new SecondAdmin(tenant).grantScopes(other?.client_id ?? '', ['read:timesheets']);
    const undone = await undo(tenant, journals);
    expect(undone?.plan.losses).toEqual([
      `The API “Timesheets API” stays: it is now used by ${other?.client_id}.`,
    ]);
    expect(contentOf(tenant).apis).toContainEqual(
      expect.objectContaining({name: 'Timesheets API'}),
    );
    expect(contentOf(tenant).clients.map(({name}) => name)).not.toContain('Timesheets Import Job');
  });

  test('who made users sign in with the application: it is kept', async () => {
    await start({scenario: 'fresh'});
    await run();
    tenant.store.clientGrants.insert({
      id: 'cgr_OfUsersOfTheJob0',
      client_id: jobId(),
      audience: documented.resourceServer.identifier,
      scope: ['read:timesheets'],
      subject_type: 'user',
    });
    const undone = await undo(tenant, journals);
    expect(undone?.plan.losses).toHaveLength(2);
    expect(managedObjects(contentOf(tenant)).clients).toHaveLength(1);
    expect(contentOf(tenant).grants.map(({id}) => id)).toContain('cgr_OfUsersOfTheJob0');
  });

  const others = [
    ['clients', {description: 'Owned by payroll'}],
    ['clients', {organization_usage: 'require'}],
    ['clients', {require_proof_of_possession: true}],
    ['clients', {resource_server_identifier: 'https://payroll.exampleco.com'}],
    ['resourceServers', {consent_policy: 'transactional-authorization-with-mfa'}],
    ['clientGrants', {organization_usage: 'require'}],
    ['clientGrants', {allow_any_organization: true}],
    ['clientGrants', {authorization_details_types: ['payment']}],
    ['clientGrants', {default_for: 'third_party_clients'}],
  ] as const;
  test.each(others)(
    'who changed one of the %s that the run created: it is kept: %o',
    async (what, to) => {
      await start({scenario: 'fresh'});
      await run();
      const {store} = tenant;
      const [api] = managedObjects(contentOf(tenant)).apis;
      const [grant] = managedObjects(contentOf(tenant)).grants;
      const made = {
        clients: jobId(),
        resourceServers: api?.id ?? '',
        clientGrants: grant?.id ?? '',
      };
      if (what === 'clients') store.clients.update(made[what], row => ({...row, ...to}));
      else if (what === 'clientGrants') {
        store.clientGrants.update(made[what], row => ({...row, ...to}));
      } else store.resourceServers.update(made[what], row => ({...row, ...to}));
      const plan = (await prepareLastUndo(tenant, journals))?.plan;
      expect([...(plan?.conflicts ?? []), ...(plan?.losses ?? [])]).not.toEqual([]);
      const deleted = plan?.steps.map(({change}) => ('id' in change ? change.id : ''));
      expect(deleted).not.toContain(made[what]);
    },
  );

  test('who deleted the application since: the undo still completes', async () => {
    await start({scenario: 'converged'});
    const clientId = jobId();
    await run({desired: unauthorized});
    new SecondAdmin(tenant).deleteApplication(clientId);
    expect(await undo(tenant, journals)).toMatchObject({
      applied: [],
      plan: {losses: [expect.stringContaining('can’t be created again')]},
    });
  });
});
