import {expect, test} from 'vitest';
import {documented} from '../../src/scenario/documented.js';
import {scopes as step} from '../../src/steps/scopes.js';
import {choicesOf} from '../../src/steps/step.js';
import {api, observed} from '../engine/observed.js';

test('a missing scope is added, and the existing ones are sent back unchanged', () => {
  const existing = [
    {value: 'admin:payroll'},
    {value: 'read:timesheets', description: 'Our own words'},
  ];
  const status = step.evaluate(documented, observed({resourceServer: {...api, scopes: existing}}));
  expect(status).toMatchObject({kind: 'drift', kept: ['admin:payroll']});
  expect(status.kind === 'drift' && status.changes[0]?.change).toEqual({
    action: 'update',
    resource: 'resource-server',
    id: api.id,
    set: {
      scopes: [
        ...existing,
        ...documented.resourceServer.scopes.filter(({value}) => value !== 'read:timesheets'),
      ],
    },
  });
});

test('other scopes are kept, and are no drift', () => {
  const extra = [...(api.scopes ?? []), {value: 'admin:payroll', description: ''}];
  const status = step.evaluate(documented, observed({resourceServer: {...api, scopes: extra}}));
  expect(status).toEqual({kind: 'in-sync', kept: ['admin:payroll'], notes: []});
});

test('absent scopes count as an empty list', () => {
  const {scopes: _, ...bare} = api;
  const status = step.evaluate(documented, observed({resourceServer: bare}));
  expect(status).toMatchObject({kind: 'drift', differences: [{field: 'scopes', from: []}]});
});

test('a deselected scope can be selected again, and an existing one is not removed', () => {
  const choices = choicesOf(documented, {});
  const fewer = step.answer(choices, 'scopes', {kind: 'multiselect', values: ['batch:upload']});
  expect(fewer.blueprint.resourceServer.scopes.map(({value}) => value)).toEqual(['batch:upload']);
  const [question] = step.questions(fewer, observed());
  const options = question?.kind === 'multiselect' ? question.options : [];
  expect(options).toHaveLength(5);
  expect(options[0]).toMatchObject({
    value: 'read:timesheets',
    detail: expect.stringContaining('kept'),
  });
  expect(step.evaluate(fewer.blueprint, observed()).kind).toBe('in-sync');
});

test('a permission granted to the job stays selected, others can be deselected', () => {
  const choices = choicesOf(documented, {});
  const {blueprint} = step.answer(choices, 'scopes', {kind: 'multiselect', values: []});
  expect(blueprint.resourceServer.scopes.map(({value}) => value)).toEqual(['batch:upload']);
});

test('another scenario offers only its own blueprint’s scopes', () => {
  const {resourceServer} = documented;
  const hours = {
    ...documented,
    resourceServer: {...resourceServer, scopes: [{value: 'read:hours'}, {value: 'write:hours'}]},
    clientGrant: {authorized: true, scope: ['write:hours']},
  };
  const choices = choicesOf(hours, {});
  const fewer = step.answer(choices, 'scopes', {kind: 'multiselect', values: []});
  const [question] = step.questions(fewer, observed());
  const offered = question?.kind === 'multiselect' ? question.options.map(({value}) => value) : [];
  expect(offered).toEqual(['read:hours', 'write:hours']);
});
