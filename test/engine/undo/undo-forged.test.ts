import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, describe, expect, test} from 'vitest';
import {connect} from '../../../src/auth0/connect.js';
import {type DemoTenant, startDemoTenant} from '../../../src/emulator/server.js';
import {findRunToUndo, readJournals} from '../../../src/engine/journal/run-history.js';
import {performUndo, prepareUndo} from '../../../src/engine/undo/run-undo.js';
import type {Snapshot} from '../../../src/model/change.js';
import {kindOf} from '../../../src/model/change.js';
import type {Client} from '../../../src/model/client.js';
import {Secret} from '../../../src/model/secrets/secret.js';
import {addThirdParty, attacks} from '../support/attacks.js';
import {audience, contentOf, managedObjects, writesOf} from '../support/content.js';
import {
  type ForgedWrite,
  forgedLines,
  plantJournal,
  sealedLines,
} from '../support/forged-journal.js';
import {JournalFolder} from '../support/journals.js';
import {addressOf, repair, signIn} from '../support/run.js';
import {comparableContent, undo} from '../support/undo.js';

let tenant: DemoTenant;
let journals: JournalFolder;
afterEach(async () => {
  await tenant.close();
  await journals.remove();
});

const start = async (scenario: string) => {
  tenant = await startDemoTenant({scenario});
  addThirdParty(tenant);
  journals = await JournalFolder.for(tenant);
  return contentOf(tenant);
};

const plant = async (writes: readonly ForgedWrite[], version: 1 | 2) => {
  const {domain} = tenant;
  await plantJournal(journals.path, domain, forgedLines({writes, version, domain}));
};

const nothing: Snapshot = {kind: 'nothing'};
const job = async () => {
  const id = managedObjects(contentOf(tenant)).clients[0]?.client_id ?? '';
  const found = await (await signIn(tenant)).reader.client(id);
  if (found === undefined) throw new Error('there is no job');
  const {clientSecret: _, otherSettings: __, ...value} = found;
  return value;
};
const grantOfJob = async () => {
  const {clientId} = await job();
  const [found] = (await (await signIn(tenant)).reader.clientGrants({clientId, audience})).items;
  if (found === undefined) throw new Error('the job has no grant');
  return found;
};

describe.each([1, 2] as const)('a forged journal of version %i', version => {
  test.each(Object.entries(attacks))('meant to %s changes nothing', async (_, attack) => {
    const before = await start('converged');
    await plant(await attack(tenant), version);
    const undone = await undo(tenant, journals);
    expect(undone?.plan).toMatchObject({steps: [], conflicts: []});
    expect(undone?.plan.losses).not.toEqual([]);
    expect(writesOf(tenant)).toEqual([]);
    expect(contentOf(tenant)).toEqual(before);
  });

  test('does not revert a field that the run did not write', async () => {
    const before = await start('converged');
    const value = await grantOfJob();
    const client = await job();
    await plant(
      [
        {
          change: {
            action: 'update',
            resource: 'client-grant',
            id: value.id,
            set: {scope: value.scope ?? []},
          },
          before: {kind: 'client-grant', value: {...value, allowAllScopes: true}},
          after: {kind: 'client-grant', value},
        },
        {
          change: {
            action: 'update',
            resource: 'client',
            id: client.clientId,
            set: {name: 'Another name'},
          },
          before: {kind: 'client', value: {...client, name: 'Forged', grantTypes: ['implicit']}},
          after: {kind: 'client', value: client},
        },
      ],
      version,
    );
    expect((await undo(tenant, journals))?.plan).toEqual({
      steps: [],
      losses: [
        'The journal doesn’t show that the run set the name of the application “Timesheets Import Job”, so this field stays as it is.',
        `The journal doesn’t show that the run set the permissions of the authorization of ${client.clientId} for ${audience}, so this field stays as it is.`,
      ],
      conflicts: [],
    });
    expect(contentOf(tenant)).toEqual(before);
  });

  test('does not delete the object of a create other than the recorded one', async () => {
    const before = await start('converged');
    const value = await job();
    const create = (set: {readonly name: string}, noted: Snapshot): ForgedWrite => ({
      change: {action: 'create', resource: 'client', set},
      before: nothing,
      after: noted,
    });
    await plant([create({name: 'Another'}, {kind: 'client', value})], version);
    expect((await undo(tenant, journals))?.plan.losses).toEqual([
      expect.stringMatching(/may have been created by the run or by someone else, so it stays\.$/),
    ]);
    expect(contentOf(tenant)).toEqual(before);
  });

  const write = async (): Promise<ForgedWrite> => {
    const value = await job();
    return {
      change: {action: 'update', resource: 'client', id: value.clientId, set: {name: value.name}},
      before: {kind: 'client', value: {...value, name: 'Old'}},
      after: {kind: 'client', value},
    };
  };
  const otherId = (image: Snapshot | undefined): Snapshot =>
    image?.kind === 'client'
      ? {kind: 'client', value: {...image.value, clientId: 'another'}}
      : nothing;
  const contradicting: Readonly<Record<string, (honest: ForgedWrite) => ForgedWrite>> = {
    'changes one object and shows another before': honest => ({
      ...honest,
      before: otherId(honest.before),
    }),
    'shows another object after': honest => ({...honest, after: otherId(honest.after)}),
    'shows an object of another kind': honest => ({
      ...honest,
      change: {action: 'update', resource: 'client-grant', id: 'another', set: {}},
    }),
    'has a path instead of an id': honest => ({
      ...honest,
      change: {action: 'delete', resource: 'client', id: '..'},
    }),
  };
  test.each(Object.entries(contradicting))('that %s is rejected', async (_, forge) => {
    await start('converged');
    await plant([forge(await write())], version);
    await expect(undo(tenant, journals)).rejects.toMatchObject({code: 'file_unreadable'});
    expect(writesOf(tenant)).toEqual([]);
  });
});

describe('an honest journal', () => {
  test('whose application the tool now signs in with keeps that application and its grants', async () => {
    await start('fresh');
    await repair(tenant, {journal: journals.journal()});
    const {clients} = managedObjects(contentOf(tenant));
    const [made] = clients;
    const managementAudience = `http://${tenant.domain}/api/v2/`;
    const [admins] = tenant.store.clientGrants
      .all()
      .filter(grant => grant.audience === managementAudience);
    tenant.store.clientGrants.insert({
      ...(admins ?? {}),
      id: 'cgr_OfTheJobItself00',
      client_id: made?.client_id ?? '',
      audience: managementAudience,
      scope: admins?.scope ?? [],
      subject_type: 'client',
    });
    const before = contentOf(tenant);
    const writes = writesOf(tenant).length;
    const credentials = {
      kind: 'client',
      clientId: made?.client_id ?? '',
      clientSecret: new Secret(made?.client_secret ?? ''),
    } as const;
    const connection = await connect({address: addressOf(tenant), credentials});
    const record = await findRunToUndo(journals.path, tenant.domain);
    if (record === undefined) throw new Error('there is a run to undo');
    const plan = await prepareUndo(connection.reader, record);
    expect(plan.steps).toEqual([]);
    expect(plan.losses).toEqual([
      expect.stringContaining('is the one that this tool signs in with'),
      expect.stringContaining('is the one that this tool signs in with'),
      expect.stringContaining('The API “Timesheets API” stays: it is now used by'),
    ]);
    const context = {tenant: connection.tenant, journal: journals.journal({undoes: record.run})};
    await performUndo({record, plan}, context, () => {});
    expect(contentOf(tenant)).toEqual(before);
    expect(writesOf(tenant)).toHaveLength(writes);
  });

  test.each([
    ['reset-after', 'clients'],
    ['reset-after', 'resource-servers'],
  ] as const)(
    'keeps an object found after a %s of POST %s, because someone else may have created it',
    async (kind, path) => {
      await start('fresh');
      tenant.faults.add({kind, method: 'POST', path: `/api/v2/${path}`, nth: 1});
      await repair(tenant, {journal: journals.journal(), sleep: async () => {}});
      const record = await findRunToUndo(journals.path, tenant.domain);
      const create = record?.writes.find(
        ({change}) => kindOf(change) === `create-${path.slice(0, -1)}`,
      );
      expect(create?.status ?? null).toBeNull();
      expect((await undo(tenant, journals))?.plan.losses).toContainEqual(
        expect.stringMatching(
          /may have been created by the run or by someone else, so it stays\.$/,
        ),
      );
      const kept = managedObjects(contentOf(tenant));
      expect(path === 'clients' ? kept.clients : kept.apis).toHaveLength(1);
    },
  );

  test.each([
    ['application', () => managedObjects(contentOf(tenant)).clients[0]?.client_id ?? ''],
    ['API', () => managedObjects(contentOf(tenant)).apis[0]?.id ?? ''],
  ])('keeps the %s if an unmanaged setting was changed since', async (what, idOf) => {
    await start('fresh');
    await repair(tenant, {journal: journals.journal()});
    if (what === 'API') {
      tenant.store.resourceServers.update(idOf(), row => ({...row, token_lifetime_for_web: 60}));
    } else {
      tenant.store.clients.update(idOf(), row => ({...row, client_metadata: {team: 'payroll'}}));
    }
    expect((await undo(tenant, journals))?.plan.losses).toEqual([
      expect.stringMatching(
        / stays: settings that this tool doesn’t manage have changed since the run\.$/,
      ),
    ]);
    expect(managedObjects(contentOf(tenant))[what === 'API' ? 'apis' : 'clients']).toHaveLength(1);
  });
});

describe('a journal of version 1, from before there were digests', () => {
  const fixture = fileURLToPath(new URL('../support/journal-v1.jsonl', import.meta.url));

  test('is read', async () => {
    await start('fresh');
    const text = await readFile(fixture, 'utf8');
    await plantJournal(journals.path, '127.0.0.1:40051', [text.trimEnd()]);
    const head = text.split('\n')[0] ?? '';
    const {domain} = JSON.parse(head);
    await plantJournal(journals.path, domain, [text.trimEnd()]);
    const [record] = await readJournals(journals.path, domain);
    expect(record).toMatchObject({ended: 'ended', domain});
    expect(record?.writes.map(({change}) => kindOf(change))).toEqual([
      'create-resource-server',
      'create-client',
      'create-client-grant',
    ]);
    expect(record?.writes.every(({after}) => after !== undefined)).toBe(true);
  });

  test.each([
    ['as it is', ''],
    // As if the field became managed after the journal was written; this is its default.
    ['without a field that has its default', '"tokenLifetime":86400,'],
  ])('is undone %s', async (_, left) => {
    const before = await start('fresh');
    await repair(tenant);
    const {apis, clients, grants} = managedObjects(contentOf(tenant));
    const text = (await readFile(fixture, 'utf8'))
      .replace(left, '')
      .replaceAll(/127\.0\.0\.1:\d+/g, tenant.domain)
      .replaceAll('effb30487a209059dabf5486', apis[0]?.id ?? '')
      .replaceAll('mmKovT3mhOrANeubufEUP44peKGYow6T', clients[0]?.client_id ?? '')
      .replaceAll('cgr_QsxgLZNtolPm8tQr', grants[0]?.id ?? '');
    await plantJournal(journals.path, tenant.domain, [text.trimEnd()]);
    expect(await undo(tenant, journals)).toMatchObject({plan: {losses: [], conflicts: []}});
    expect(comparableContent(contentOf(tenant))).toEqual(comparableContent(before));
  });

  test('reverts a grant that has a value in a field that this version doesn’t record', async () => {
    await start('converged');
    const [row] = managedObjects(contentOf(tenant)).grants;
    tenant.store.clientGrants.update(row?.id ?? '', each => ({
      ...each,
      organization_usage: 'allow',
    }));
    const {organizationUsage: _, ...value} = await grantOfJob();
    const {id, scope: granted = []} = value;
    const formerly = ['batch:upload', 'read:timesheets'];
    await plant(
      [
        {
          change: {action: 'update', resource: 'client-grant', id, set: {scope: granted}},
          before: {kind: 'client-grant', value: {...value, scope: formerly}},
          after: {kind: 'client-grant', value},
        },
      ],
      1,
    );
    expect(await undo(tenant, journals)).toMatchObject({plan: {losses: [], conflicts: []}});
    expect(managedObjects(contentOf(tenant)).grants).toMatchObject([
      {scope: formerly, organization_usage: 'allow'},
    ]);
  });
});

describe('a journal edited into one of version 1', () => {
  /** Another machine-to-machine application, which the journal claims as the run's own. */
  const insertPayrollClient = async () => {
    const [like] = managedObjects(contentOf(tenant)).clients;
    if (like === undefined) throw new Error('there is no job');
    const client_id = 'PayrollApplicationOfAnotherTeam1';
    tenant.store.clients.insert({...like, client_id, name: 'Payroll Job'});
    return {...(await job()), clientId: client_id, name: 'Payroll Job'};
  };
  const created = (value: Client): ForgedWrite => ({
    change: {action: 'create', resource: 'client', set: {name: value.name}},
    before: nothing,
    after: {kind: 'client', value},
  });
  const stays = /^The application “Payroll Job” stays: .* delete it in the Dashboard\.$/;

  test('deletes no application without a grant in the run', async () => {
    await start('converged');
    const value = await insertPayrollClient();
    const before = contentOf(tenant);
    await plant([created(value)], 1);
    expect((await undo(tenant, journals))?.plan.losses).toEqual([expect.stringMatching(stays)]);
    expect(contentOf(tenant)).toEqual(before);
  });

  test('deletes no application whose grant is not in the tenant', async () => {
    await start('converged');
    const value = await insertPayrollClient();
    const {reader} = await signIn(tenant);
    const api = await reader.resourceServer(audience);
    if (api === undefined) throw new Error('there is no API');
    const grant = await grantOfJob();
    const before = contentOf(tenant);
    const {name = ''} = api;
    await plant(
      [
        {
          change: {action: 'update', resource: 'resource-server', id: api.id, set: {name}},
          before: {kind: 'resource-server', value: api},
          after: {kind: 'resource-server', value: api},
        },
        created(value),
        {
          change: {
            action: 'create',
            resource: 'client-grant',
            set: {clientId: value.clientId, audience, scope: grant.scope ?? []},
          },
          before: nothing,
          after: {
            kind: 'client-grant',
            value: {...grant, id: 'cgr_Forged', clientId: value.clientId},
          },
        },
      ],
      1,
    );
    expect((await undo(tenant, journals))?.plan.losses).toEqual([expect.stringMatching(stays)]);
    expect(contentOf(tenant)).toEqual(before);
  });

  test('deletes no grant whose application or API the run did not write to', async () => {
    await start('converged');
    const value = await grantOfJob();
    const {clientId, scope = []} = value;
    const before = contentOf(tenant);
    await plant(
      [
        {
          change: {
            action: 'create',
            resource: 'client-grant',
            set: {clientId, audience, scope},
          },
          before: nothing,
          after: {kind: 'client-grant', value},
        },
      ],
      1,
    );
    expect((await undo(tenant, journals))?.plan.losses).toEqual([
      expect.stringMatching(/^The authorization of .* stays: .* delete it in the Dashboard\.$/),
    ]);
    expect(contentOf(tenant)).toEqual(before);
  });
});

describe('a journal that was tampered with', () => {
  const honest = async () => {
    await start('drifted');
    await repair(tenant, {journal: journals.journal()});
    const [file] = await journals.files();
    if (file === undefined) throw new Error('there is no journal');
    return {...file, lines: file.text.trimEnd().split('\n'), writes: writesOf(tenant).length};
  };
  // Later than any real run, so that undo takes this one.
  const name = '2099-12-31T23-59-59-999Z-ffffff';

  test.each([
    ['a changed value', (lines: string[]) => lines.map(line => line.replace('read:', 'drop:'))],
    ['a removed write', (lines: string[]) => lines.filter(line => !line.includes('"write":1,'))],
    ['a removed line', (lines: string[]) => lines.filter((_, index) => index !== 1)],
    [
      'two swapped lines',
      ([head = '', one = '', two = '', ...rest]: string[]) => [head, two, one, ...rest],
    ],
    ['a repeated line', ([head = '', one = '', ...rest]: string[]) => [head, one, one, ...rest]],
    [
      'a removed digest',
      (lines: string[]) => lines.map(line => line.replace(/,"digest":"\w+"/, '')),
    ],
    [
      'another first digest',
      (lines: string[]) =>
        lines.map((line, index) =>
          // Digests are hexadecimal, so no real one has this digit.
          index > 0 ? line : line.replace(/"digest":"\w/, '"digest":"g'),
        ),
    ],
    ['an added space', (lines: string[]) => lines.map(line => line.replace('{', '{ '))],
  ])('with %s is rejected as a whole, and the hint says what to do by hand', async (_, tamper) => {
    const {path, lines, writes} = await honest();
    const changed = tamper(lines);
    expect(changed).not.toEqual(lines);
    await plantJournal(journals.path, tenant.domain, changed, name);
    const undone = undo(tenant, journals);
    await expect(undone).rejects.toMatchObject({
      code: 'file_unreadable',
      message: expect.stringContaining(`${path.replace(/[^/]+$/, name)}.jsonl can’t be read (line`),
      hint: expect.stringContaining('by hand'),
    });
    expect(writesOf(tenant)).toHaveLength(writes);
  });

  test('of another tenant is rejected', async () => {
    await start('converged');
    const lines = forgedLines({writes: [], version: 2, domain: 'acme.eu.auth0.com'});
    await plantJournal(journals.path, tenant.domain, lines);
    await expect(undo(tenant, journals)).rejects.toMatchObject({
      code: 'file_unreadable',
      message: expect.stringContaining('it belongs to acme.eu.auth0.com, not to 127.0.0.1'),
    });
  });

  test('is read up to a torn line, but rejected if the last line is complete and modified', async () => {
    const {lines} = await honest();
    const last = lines.at(-1) ?? '';
    const before = lines.slice(0, -1).join('\n');
    await plantJournal(journals.path, tenant.domain, [before, `${last.slice(0, -5)}`], name);
    // A line without a line break is torn.
    const path = join(journals.path, tenant.domain.replace(':', '_'), `${name}.jsonl`);
    const {writeFile} = await import('node:fs/promises');
    await writeFile(path, `${before}\n${last.slice(0, -5)}`);
    expect(await findRunToUndo(journals.path, tenant.domain)).toMatchObject({ended: 'cut-short'});
    await writeFile(path, `${before}\n${last.replace(/"digest":"\w{4}/, '"digest":"0000')}`);
    await expect(findRunToUndo(journals.path, tenant.domain)).rejects.toMatchObject({
      code: 'file_unreadable',
    });
  });

  test.each([
    ['an invalid time', {startedAt: '\u001b]0;owned\u0007'}],
    ['an invalid version', {version: 1.5}],
    ['another type', {type: 'sprint'}],
  ])('with %s in its first line is rejected', async (_, change) => {
    await start('converged');
    const [head = ''] = forgedLines({writes: [], version: 1, domain: tenant.domain});
    const forged = JSON.stringify({...JSON.parse(head), ...change});
    await plantJournal(journals.path, tenant.domain, [forged, '{"type":"end"}']);
    await expect(undo(tenant, journals)).rejects.toMatchObject({code: 'file_unreadable'});
  });

  test('ends in bounded time if it is huge, deeply nested, a pipe, or has prototype keys', async () => {
    await start('converged');
    const {domain} = tenant;
    const deep = `{"type":"intent","write":1,"before":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const [head = ''] = forgedLines({writes: [], version: 1, domain});
    const expectRejected = async (lines: readonly string[]) => {
      await plantJournal(journals.path, domain, lines);
      await expect(undo(tenant, journals)).rejects.toMatchObject({code: 'file_unreadable'});
    };
    await expectRejected([head, deep]);
    await expectRejected([head, 'x'.repeat(33_000_000)]);
    await expectRejected([head, '{"type":"__proto__","__proto__":{"type":"end"}}']);
    await expectRejected([
      head,
      '{"type":"intent","write":1e300,"change":{},"before":{"kind":"nothing"}}',
    ]);
    await expectRejected([head, head]);
    const polluting = '{"type":"end","__proto__":{"polluted":true}}';
    await plantJournal(journals.path, domain, [head, polluting]);
    expect(await undo(tenant, journals)).toBeUndefined();
    expect({}).not.toHaveProperty('polluted');
  });
});

test('with recomputed digests is read, and the write guards still protect the tenant', async () => {
  await start('converged');
  const lines = sealedLines(
    [
      {
        type: 'run',
        version: 2,
        run: 'r',
        domain: tenant.domain,
        startedAt: '2026-01-01T00:00:00.000Z',
      },
      {type: 'end'},
    ],
    2,
  );
  await plantJournal(journals.path, tenant.domain, lines);
  expect(await journals.runs()).toHaveLength(1);
});
