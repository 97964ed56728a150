import {expect, test} from 'vitest';
import {changesOf} from '../../src/engine/step-status.js';
import type {Client} from '../../src/engine/tenant.js';
import type {ClientHints} from '../../src/model/blueprint.js';
import {documented} from '../../src/scenario/documented.js';
import {access} from '../../src/steps/access.js';
import {application as step} from '../../src/steps/application.js';
import {choicesOf} from '../../src/steps/step.js';
import {job, observed, testApplication} from '../engine/observed.js';

const evaluate = (changes: Parameters<typeof observed>[0]) =>
  step.evaluate(documented, observed(changes));

test('the test application is only renamed', () => {
  expect(evaluate({clients: [testApplication], clientGrants: []})).toMatchObject({
    kind: 'drift',
    changes: [
      {
        change: {
          action: 'update',
          resource: 'client',
          id: testApplication.clientId,
          set: {name: 'Timesheets Import Job'},
        },
      },
    ],
  });
});

test('client_credentials is added to the existing grant types', () => {
  const client = {...job, grantTypes: ['authorization_code', 'urn:example:custom']};
  const status = evaluate({clients: [client]});
  expect(status).toMatchObject({kept: ['authorization_code', 'urn:example:custom']});
  expect(status.kind === 'drift' && status.changes[0]?.change).toMatchObject({
    set: {grantTypes: ['authorization_code', 'urn:example:custom', 'client_credentials']},
  });
});

test('a public application gets an authentication method', () => {
  const client = {...job, appType: 'spa', tokenEndpointAuthMethod: 'none'};
  const status = evaluate({clients: [client]});
  expect(status.kind === 'drift' && status.differences.map(({field}) => field)).toEqual([
    'appType',
    'tokenEndpointAuthMethod',
  ]);
});

const special: readonly Partial<Client>[] = [
  {appType: 'spa'},
  {appType: 'native', tokenEndpointAuthMethod: 'none'},
  {tokenEndpointAuthMethod: 'none'},
  {appType: 'resource_server'},
  {appType: 'regular_web', resourceServerIdentifier: 'https://api.exampleco.com/other'},
  {appType: 'sso_integration'},
];

test.each(special)('%o: blocked if found by name alone, with its id and a hint', changes => {
  const client = {...job, ...changes};
  const alone = observed({clients: [client], clientGrants: []});
  for (const status of [step.evaluate(documented, alone), access.evaluate(documented, alone)]) {
    expect(status).toMatchObject({
      kind: 'blocked',
      problem: {
        code: 'ambiguous_application',
        kind: 'usage',
        message: expect.stringContaining(client.clientId),
        hint: expect.stringContaining(`--client-id ${client.clientId}`),
      },
    });
  }
  const [naming] = step.questions(choicesOf(documented, {}), alone);
  expect(naming).toMatchObject({id: 'name', hint: expect.stringContaining(client.clientId)});
});

test.each(special)('%o: converted if chosen with --client-id, which is breaking', changes => {
  const client = {...job, ...changes, name: 'Timesheets', grantTypes: ['implicit']};
  const hints = {clientId: client.clientId};
  const status = evaluate({clients: [client], hints});
  const changed = changesOf(status);
  const breaking = changed.filter(({breaks}) => breaks !== undefined);
  expect(changed.filter(({breaks}) => breaks === undefined)).toMatchObject([
    {change: {set: {name: job.name}}},
  ]);
  const fields = breaking.flatMap(({change}) => ('set' in change ? Object.keys(change.set) : []));
  expect(fields).toContain('grantTypes');
  for (const {breaks} of breaking) {
    expect(breaks?.sentence).toMatch(/stop working|refuse|no longer/);
    expect(breaks?.affects).toEqual([]);
  }
  expect(changed).toContainEqual(
    expect.objectContaining({
      change: expect.objectContaining({set: {grantTypes: ['implicit', 'client_credentials']}}),
    }),
  );
  const created = new Set([client.clientId]);
  const ours = evaluate({clients: [client], hints, created});
  expect(changesOf(ours).filter(({breaks}) => breaks !== undefined)).toEqual([]);
});

test('a regular web application is converted and keeps its grant types, as a safe change', () => {
  const client = {...job, appType: 'regular_web', grantTypes: ['authorization_code']};
  const status = evaluate({clients: [client], clientGrants: []});
  expect(changesOf(status)).toMatchObject([
    {change: {set: {appType: 'non_interactive'}}},
    {change: {set: {grantTypes: ['authorization_code', 'client_credentials']}}},
  ]);
  expect(changesOf(status).filter(({breaks}) => breaks !== undefined)).toEqual([]);
});

test('a third-party application with the same name is noted, not used, and not left over', () => {
  const stranger = {...job, clientId: 'tpc_strangerstranger', isFirstParty: false};
  const asTest = {...stranger, name: testApplication.name};
  const note = {kind: 'info', text: expect.stringContaining('tpc_strangerstranger')};
  expect(evaluate({clients: [stranger], clientGrants: []})).toMatchObject({
    kind: 'missing',
    changes: [{change: {action: 'create', resource: 'client'}}],
    notes: [note],
  });
  expect(evaluate({clients: [job, stranger]})).toMatchObject({kind: 'in-sync', notes: [note]});
  expect(evaluate({clients: [job, asTest]})).toMatchObject({kind: 'in-sync', notes: []});
});

test('thousands of third-party applications with the same name are counted, not listed', () => {
  const strangers = Array.from({length: 5_000}, (_, index) => ({
    ...job,
    clientId: `tpc_${index}`,
    isFirstParty: false,
  }));
  const {notes} = evaluate({clients: [job, ...strangers]});
  expect(notes).toHaveLength(4);
  expect(notes.at(-1)?.text).toMatch(/^4997 more third-party applications are named/);
});

test('a missing application is created as machine-to-machine', () => {
  expect(evaluate({clients: [], clientGrants: []})).toMatchObject({
    kind: 'missing',
    changes: [
      {
        change: {
          action: 'create',
          resource: 'client',
          set: {
            name: 'Timesheets Import Job',
            appType: 'non_interactive',
            grantTypes: ['client_credentials'],
          },
        },
      },
    ],
  });
});

test('a left-over test application is noted and not changed', () => {
  const status = evaluate({clients: [job, testApplication]});
  expect(status).toMatchObject({kind: 'in-sync', notes: [{kind: 'left-over'}]});
});

test('with two of the same name the wizard asks which one', () => {
  const twin = {...job, clientId: 'TwinTwinTwinTwinTwinTwinTwin1234'};
  const both = observed({clients: [job, twin], clientGrants: []});
  expect(step.evaluate(documented, both)).toMatchObject({
    kind: 'blocked',
    problem: {code: 'ambiguous_application'},
  });
  const choices = choicesOf(documented, {});
  const [which] = step.questions(choices, both);
  expect(which?.kind === 'select' && which.options.map(({value}) => value)).toEqual([
    job.clientId,
    twin.clientId,
  ]);
  const chosen = step.answer(choices, 'clientId', {kind: 'select', value: twin.clientId});
  expect(chosen.hints.clientId).toBe(twin.clientId);
  expect(step.questions(chosen, both)).toEqual([
    {...which, value: twin.clientId},
    expect.objectContaining({id: 'name'}),
  ]);
});

test('a second application with the same name is noted, but not to whoever chose between the two', () => {
  const twin = {...job, clientId: 'TwinTwinTwinTwinTwinTwinTwin1234'};
  const statusWith = (hints: ClientHints) => evaluate({clients: [job, twin], hints});
  const note = {text: expect.stringContaining(twin.clientId)};
  expect(statusWith({rememberedClientId: job.clientId})).toMatchObject({notes: [note]});
  expect(statusWith({clientId: job.clientId})).toMatchObject({notes: []});
});

test('with --client-id of another application the wizard doesn’t ask', () => {
  const twin = {...job, clientId: 'TwinTwinTwinTwinTwinTwinTwin1234'};
  const other = {...job, clientId: 'OtherOtherOtherOther', name: 'Payroll'};
  const all = observed({clients: [job, twin, other], clientGrants: []});
  const idsOf = (clientId: string) =>
    step.questions(choicesOf(documented, {clientId}), all).map(({id}) => id);
  expect(idsOf(other.clientId)).toEqual(['name']);
  expect(idsOf('gone')).toEqual(['clientId', 'name']);
});

const legacy = 'http://auth0.com/oauth/legacy/grant-type/ro';

test('legacy grant types block only adding client_credentials', () => {
  const blocked = evaluate({clients: [{...job, grantTypes: [legacy, 'authorization_code']}]});
  expect(blocked).toMatchObject({
    kind: 'blocked',
    problem: {message: expect.stringContaining(legacy), hint: expect.stringContaining('Dashboard')},
  });
  const fitting = {...job, grantTypes: [legacy, 'client_credentials']};
  expect(evaluate({clients: [fitting]}).kind).toBe('in-sync');
  const renamed = evaluate({clients: [{...fitting, name: 'Timesheets API (Test Application)'}]});
  expect(renamed.kind === 'drift' && renamed.changes).toMatchObject([
    {change: {set: {name: job.name}}},
  ]);
});
