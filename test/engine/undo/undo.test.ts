import {afterEach, describe, expect, test} from 'vitest';
import {
  type DemoTenant,
  type DemoTenantOptions,
  startDemoTenant,
} from '../../../src/emulator/server.js';
import {documented} from '../../../src/scenario/documented.js';
import {contentOf, managedObjects, writesOf} from '../support/content.js';
import {JournalFolder} from '../support/journals.js';
import {repair} from '../support/run.js';
import {comparableContent, prepareLastUndo, undo} from '../support/undo.js';

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

const meaning = () => comparableContent(contentOf(tenant));
const unauthorized = {...documented, clientGrant: {authorized: false, scope: []}};

const api = () => {
  const [only] = managedObjects(contentOf(tenant)).apis;
  if (only === undefined) throw new Error('there is no API');
  return only;
};
const jobId = () => managedObjects(contentOf(tenant)).clients[0]?.client_id ?? '';

describe('undo restores the previous state', () => {
  test.each([
    ['fresh', []],
    ['dashboard', ['The list of permissions was not set before. It becomes an empty list.']],
    [
      'drifted',
      [
        'The HS256 signing secret can’t be recovered. Auth0 generates a new one, and your API needs it.',
      ],
    ],
    [
      'shared',
      [
        'The HS256 signing secret can’t be recovered. Auth0 generates a new one, and your API needs it.',
      ],
    ],
    ['web-application', []],
    ['all-scopes', []],
  ])('of %s', async (scenario, losses) => {
    const before = await start({scenario});
    await run();
    expect(await undo(tenant, journals)).toMatchObject({plan: {losses, conflicts: []}});
    expect(meaning()).toEqual(comparableContent(before));
  });

  test('except a permission that another application was granted, even before the run', async () => {
    await start({scenario: 'odd-names'});
    const other = contentOf(tenant).grants.find(({scope}) => scope?.includes('read:timesheets'));
    await run();
    expect(await undo(tenant, journals)).toMatchObject({
      plan: {
        losses: [
          `The API “Timesheets API” keeps read:timesheets, now used by ${other?.client_id}.`,
        ],
        conflicts: [],
      },
    });
    expect(api().scopes?.map(({value}) => value)).toEqual(['read:timesheets']);
  });

  test('except an API that an older grant now uses', async () => {
    await start({scenario: 'dangling'});
    await run();
    expect((await undo(tenant, journals))?.plan.losses).toEqual([
      `The API “Timesheets API” stays: it is now used by ${jobId()}.`,
    ]);
  });

  test('except the missing name of an API, which it announces', async () => {
    const before = await start({scenario: 'nameless'});
    await run();
    const prepared = await prepareLastUndo(tenant, journals);
    expect(prepared?.plan.losses).toContain(
      'The API had no name before. Auth0 can’t remove a name, so it keeps this one.',
    );
    await undo(tenant, journals);
    const [management, ...apis] = comparableContent(before).apis;
    const named = apis.map(api => ({...api, name: documented.resourceServer.name}));
    expect(meaning()).toEqual({...comparableContent(before), apis: [management, ...named]});
  });

  test('of a deleted grant', async () => {
    const before = await start({scenario: 'converged'});
    await run({desired: unauthorized});
    expect(managedObjects(contentOf(tenant)).grants).toEqual([]);
    await undo(tenant, journals);
    expect(meaning()).toEqual(comparableContent(before));
  });

  test('of a web application without client credentials', async () => {
    await start({scenario: 'converged'});
    const [job] = managedObjects(contentOf(tenant)).clients;
    tenant.store.clients.update(job?.client_id ?? '', ({app_type: _, ...row}) => ({
      ...row,
      grant_types: ['implicit'],
      token_endpoint_auth_method: 'none',
    }));
    const before = meaning();
    await run();
    expect((await undo(tenant, journals))?.plan.losses).toEqual([
      'The application “Timesheets Import Job” had no application type before. Auth0 can’t remove a type, so it keeps this one.',
    ]);
    const ours = {client_id: job?.client_id, app_type: 'non_interactive'};
    expect(meaning()).toEqual({
      ...before,
      clients: before.clients.map(row =>
        row.client_id === job?.client_id ? {...row, ...ours} : row,
      ),
    });
  });

  test('with one write per object, of the changed fields only', async () => {
    await start({scenario: 'dashboard'});
    await run();
    const written = writesOf(tenant).length;
    await undo(tenant, journals);
    const bodies = tenant.requests.filter(({method}) => method === 'PATCH').map(({body}) => body);
    expect(writesOf(tenant)).toHaveLength(written * 2);
    expect(bodies.slice(written)).toEqual([
      {scope: []},
      {name: 'Timesheets API (Test Application)'},
      {scopes: []},
    ]);
  });
});

describe('undo run by run', () => {
  test('reverts the newest run first, then the one before it', async () => {
    const before = await start({scenario: 'dashboard'});
    const between = await run();
    await run({desired: unauthorized});
    await undo(tenant, journals);
    expect(meaning()).toEqual(comparableContent(between));
    await undo(tenant, journals);
    expect(meaning()).toEqual(comparableContent(before));
    const writes = writesOf(tenant).length;
    expect(await undo(tenant, journals)).toBeUndefined();
    expect(writesOf(tenant)).toHaveLength(writes);
  });

  test('skips a run of which nothing is left to restore', async () => {
    const before = await start({scenario: 'nameless'});
    await run({
      desired: {...documented, resourceServer: {...documented.resourceServer, name: 'A'}},
    });
    tenant.store.resourceServers.update(api().id, ({name: _, ...row}) => row);
    await run({
      desired: {...documented, resourceServer: {...documented.resourceServer, name: 'A'}},
    });
    expect(await undo(tenant, journals)).toMatchObject({applied: []});
    await undo(tenant, journals);
    expect(meaning().grants).toEqual(comparableContent(before).grants);
    expect(await undo(tenant, journals)).toBeUndefined();
  });

  test.each(['fresh', 'dashboard', 'drifted', 'all-scopes'])(
    'an undo of %s can be undone, except what it deleted',
    async scenario => {
      await start({scenario});
      const repaired = await run();
      const undone = await undo(tenant, journals);
      const record = (await journals.runs()).at(-1);
      expect(record?.undoes).toBe(undone?.record.run);
      const again = await undo(tenant, journals, record);
      if (scenario === 'fresh') {
        expect(again).toMatchObject({
          applied: [],
          plan: {
            losses: [
              'The API “Timesheets API” no longer exists and can’t be created again.',
              'The application “Timesheets Import Job” no longer exists and can’t be created again.',
              expect.stringMatching(
                /can’t be created again without the application and the API\.$/,
              ),
            ],
          },
        });
      } else expect(meaning()).toEqual(comparableContent(repaired));
    },
  );

  test('there is nothing to undo without a run that wrote', async () => {
    await start({scenario: 'converged'});
    await run();
    expect(await undo(tenant, journals)).toBeUndefined();
  });
});
