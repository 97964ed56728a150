import {afterEach, describe, expect, test} from 'vitest';
import {type DemoTenant, startDemoTenant} from '../../../src/emulator/server.js';
import {documented} from '../../../src/scenario/documented.js';
import {audience, contentOf, managedObjects} from '../support/content.js';
import {JournalFolder} from '../support/journals.js';
import {repair} from '../support/run.js';
import {SecondAdmin} from '../support/second-admin.js';
import {undo} from '../support/undo.js';

let tenant: DemoTenant;
let journals: JournalFolder;
afterEach(async () => {
  await tenant.close();
  await journals.remove();
});

const run = async (scenario: string, options: Parameters<typeof repair>[1] = {}) => {
  tenant = await startDemoTenant({scenario});
  journals = await JournalFolder.for(tenant);
  const outcome = await repair(tenant, {journal: journals.journal(), ...options});
  expect(outcome).toMatchObject({kind: 'done'});
};

const job = () => managedObjects(contentOf(tenant)).clients[0];
const scopes = () => managedObjects(contentOf(tenant)).apis[0]?.scopes?.map(({value}) => value);
const otherId = () =>
  contentOf(tenant).clients.find(({name}) => name === 'Default App')?.client_id ?? '';

function grant(more: {readonly client_id: string; readonly audience: string}, rest: object): void {
  const scope = ['read:timesheets'];
  const row = {id: 'cgr_GrantedSinceTheRu', scope, subject_type: 'client' as const};
  tenant.store.clientGrants.insert({...row, ...more, ...rest});
}

describe('undo keeps permissions of an API that others were granted since the run', () => {
  test.each([
    ['by name', {}, ['read:timesheets'], 'read:timesheets'],
    ['for users', {subject_type: 'user'}, ['read:timesheets'], 'read:timesheets'],
    [
      'all of them',
      {allow_all_scopes: true, scope: undefined},
      documented.resourceServer.scopes.map(({value}) => value),
      'read:timesheets, create:timesheets, delete:timesheets, approve:timesheets and batch:upload',
    ],
  ])('%s, and reports it', async (_, rest, kept, named) => {
    await run('dashboard');
    grant({client_id: otherId(), audience}, rest);
    const undone = await undo(tenant, journals);
    expect(undone?.plan).toMatchObject({
      losses: [`The API “Timesheets API” keeps ${named}, now used by ${otherId()}.`],
      conflicts: [],
    });
    expect(scopes()).toEqual(kept);
    expect(contentOf(tenant).grants).toContainEqual(
      expect.objectContaining({id: 'cgr_GrantedSinceTheRu'}),
    );
    expect(await undo(tenant, journals)).toBeUndefined();
  });

  test('not those that only the job was granted, before or by the run', async () => {
    await run('nameless');
    new SecondAdmin(tenant).grantScopes(otherId(), []);
    await undo(tenant, journals);
    expect(scopes()).toEqual([]);
  });
});

describe('undo keeps the settings with which an application calls another API', () => {
  const website = async () => {
    tenant = await startDemoTenant({scenario: 'web-application'});
    const [found] = contentOf(tenant).clients.filter(({name}) => name.includes('Timesheets'));
    return found?.client_id ?? '';
  };
  const payroll = 'https://payroll.exampleco.com';
  const runOnWebsite = async () => {
    const clientId = await website();
    journals = await JournalFolder.for(tenant);
    await repair(tenant, {journal: journals.journal(), hints: {clientId}});
    return clientId;
  };

  test('granted since the run, and reports it', async () => {
    const clientId = await runOnWebsite();
    expect(job()?.grant_types).toContain('client_credentials');
    grant({client_id: clientId, audience: payroll}, {});
    const undone = await undo(tenant, journals);
    expect(undone?.plan.losses).toEqual([
      expect.stringMatching(
        /^The application “.*” keeps its .*grant types.*: it is now authorized for .*https:\/\/payroll\.exampleco\.com\.$/,
      ),
    ]);
    const left = contentOf(tenant).clients.find(({client_id}) => client_id === clientId);
    expect(left?.grant_types).toContain('client_credentials');
    expect(left?.app_type).toBe('non_interactive');
  });

  test('not if only its users may call that API', async () => {
    const clientId = await runOnWebsite();
    grant({client_id: clientId, audience: payroll}, {subject_type: 'user'});
    expect((await undo(tenant, journals))?.plan.losses).toEqual([]);
    const left = contentOf(tenant).clients.find(({client_id}) => client_id === clientId);
    expect(left?.grant_types).not.toContain('client_credentials');
  });
});
