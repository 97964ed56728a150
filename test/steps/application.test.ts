import {expect, test} from 'vitest';
import {documented} from '../../src/scenario/blueprint.js';
import {application as step} from '../../src/steps/application.js';
import {choicesOf} from '../../src/steps/step.js';
import {job, observed, testApplication} from '../engine/observed.js';

const judge = (changes: Parameters<typeof observed>[0]) =>
  step.judge(documented, observed(changes));

test('the test application is renamed, and nothing else of it changes', () => {
  expect(judge({clients: [testApplication], clientGrants: []})).toMatchObject({
    status: 'drift',
    changes: [
      {
        change: {
          kind: 'update-client',
          id: testApplication.clientId,
          set: {name: 'Timesheets Import Job'},
        },
      },
    ],
  });
});

test('client_credentials joins the grant types that are there', () => {
  const client = {...job, grantTypes: ['authorization_code', 'urn:example:custom']};
  const verdict = judge({clients: [client]});
  expect(verdict).toMatchObject({kept: ['authorization_code', 'urn:example:custom']});
  expect(verdict.status === 'drift' && verdict.changes[0]?.change).toMatchObject({
    set: {grantTypes: ['authorization_code', 'urn:example:custom', 'client_credentials']},
  });
});

test('a public application gets a way to show its secret', () => {
  const client = {...job, appType: 'spa', tokenEndpointAuthMethod: 'none'};
  const verdict = judge({clients: [client]});
  expect(verdict.status === 'drift' && verdict.differences.map(({field}) => field)).toEqual([
    'appType',
    'tokenEndpointAuthMethod',
  ]);
});

test('none is created as machine-to-machine', () => {
  expect(judge({clients: [], clientGrants: []})).toMatchObject({
    status: 'missing',
    changes: [
      {
        change: {
          kind: 'create-client',
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

test('a left-over test application is named and not touched', () => {
  const verdict = judge({clients: [job, testApplication]});
  expect(verdict).toMatchObject({status: 'in-sync', notes: [{kind: 'left-over'}]});
});

test('two of the same name: the wizard asks which', () => {
  const twin = {...job, clientId: 'TwinTwinTwinTwinTwinTwinTwin1234'};
  const both = observed({clients: [job, twin]});
  expect(step.judge(documented, both)).toMatchObject({
    status: 'blocked',
    problem: {code: 'ambiguous_application'},
  });
  const choices = choicesOf(documented, {});
  const [which] = step.questions(choices, both);
  expect(which?.kind === 'one-of' && which.options.map(({value}) => value)).toEqual([
    job.clientId,
    twin.clientId,
  ]);
  const chosen = step.answer(choices, 'clientId', {kind: 'one-of', value: twin.clientId});
  expect(chosen.hints.clientId).toBe(twin.clientId);
  expect(step.questions(chosen, both)).toEqual([
    {...which, value: twin.clientId},
    expect.objectContaining({id: 'name'}),
  ]);
});

test('where another application was named, nobody asks which', () => {
  const twin = {...job, clientId: 'TwinTwinTwinTwinTwinTwinTwin1234'};
  const other = {...job, clientId: 'OtherOtherOtherOther', name: 'Payroll'};
  const all = observed({clients: [job, twin, other]});
  const idsOf = (clientId: string) =>
    step.questions(choicesOf(documented, {clientId}), all).map(({id}) => id);
  expect(idsOf(other.clientId)).toEqual(['name']);
  expect(idsOf('gone')).toEqual(['clientId', 'name']);
});
