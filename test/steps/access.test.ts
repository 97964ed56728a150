import {expect, test} from 'vitest';
import {documented} from '../../src/scenario/documented.js';
import {access as step} from '../../src/steps/access.js';
import {choicesOf} from '../../src/steps/step.js';
import {api, grant, grantOf, job, observed, payroll} from '../engine/observed.js';

const evaluate = (changes: Parameters<typeof observed>[0]) =>
  step.evaluate(documented, observed(changes));

test('a grant of exactly batch:upload is in sync', () => {
  expect(evaluate({}).kind).toBe('in-sync');
});

test('a scope beyond the blueprint is drift, and removing it is breaking', () => {
  const clientGrants = [{...grant, scope: ['batch:upload', 'delete:timesheets']}];
  const status = evaluate({clientGrants});
  expect(status).toMatchObject({
    kind: 'drift',
    differences: [
      {field: 'scope', from: ['batch:upload', 'delete:timesheets'], to: ['batch:upload']},
    ],
  });
  expect(status.kind === 'drift' && status.changes[0]?.breaks?.sentence).toContain(
    'delete:timesheets',
  );
});

test('adding a scope is a safe change of its own, beside the breaking removal', () => {
  const status = evaluate({clientGrants: [{...grant, scope: ['delete:timesheets']}]});
  expect(status.kind === 'drift' && status.changes).toMatchObject([
    {change: {set: {scope: ['delete:timesheets', 'batch:upload']}}},
    {change: {set: {scope: ['batch:upload']}}, breaks: expect.anything()},
  ]);
  expect(status.kind === 'drift' && status.changes[0]?.breaks).toBeUndefined();
});

test('allow_all_scopes is drift, whatever the grant’s list', () => {
  const {scope: _, ...everything} = grant;
  const status = evaluate({clientGrants: [{...everything, allowAllScopes: true}]});
  expect(status.kind === 'drift' && status.changes.at(-1)?.change).toEqual({
    action: 'update',
    resource: 'client-grant',
    id: grant.id,
    set: {allowAllScopes: false, scope: ['batch:upload']},
  });
});

test('a user grant on the same API is ignored', () => {
  const user = grantOf(job, {
    id: 'cgr_userusereuser000',
    subjectType: 'user',
    scope: ['read:timesheets'],
  });
  expect(evaluate({clientGrants: [user, grant]}).kind).toBe('in-sync');
  expect(evaluate({clientGrants: [user]})).toMatchObject({
    kind: 'missing',
    changes: [
      {change: {action: 'create', resource: 'client-grant', set: {clientId: job.clientId}}},
    ],
  });
});

test('other authorized applications are noted, and kept', () => {
  const status = evaluate({clients: [job, payroll], clientGrants: [grant, grantOf(payroll)]});
  expect(status).toMatchObject({
    kind: 'in-sync',
    notes: [{kind: 'also-authorized', text: expect.stringContaining('Payroll')}],
  });
});

test('an API that denies applications blocks the step', () => {
  const status = evaluate({resourceServer: {...api, clientPolicy: 'deny_all'}});
  expect(status.kind === 'blocked' && status.problem.code).toBe('api_denies_applications');
});

test('without an API or application the grant is missing, with no change yet', () => {
  expect(evaluate({resourceServer: undefined, clientGrants: []})).toMatchObject({
    kind: 'missing',
    changes: [],
  });
});

test('turning the authorization off deletes the grant, which is breaking', () => {
  const off = {...documented, clientGrant: {authorized: false, scope: []}};
  expect(step.evaluate(off, observed())).toMatchObject({
    kind: 'drift',
    changes: [
      {
        change: {action: 'delete', resource: 'client-grant', id: grant.id},
        breaks: expect.anything(),
      },
    ],
  });
  expect(step.evaluate(off, observed({clientGrants: []})).kind).toBe('in-sync');
});

test('only batch:upload is marked as what the job uploads with', () => {
  const markOf = (scope: string) => {
    const blueprint = {...documented, clientGrant: {authorized: true, scope: [scope]}};
    const questions = step.questions(choicesOf(blueprint, {}), observed({}));
    const asked = questions.find(({id}) => id === 'scope');
    if (asked?.kind !== 'multiselect') throw new Error('not asked');
    return asked.options.find(({value}) => value === scope)?.mark;
  };
  expect(markOf('batch:upload')).toBe('the job only uploads');
  expect(markOf('read:timesheets')).toBe('required by the job');
});

test('toggling an option doesn’t reorder the list', () => {
  const choices = choicesOf(documented, {});
  const order = (from: typeof choices) =>
    step
      .questions(from, observed({}))
      .flatMap(each => (each.kind === 'multiselect' ? each.options.map(({value}) => value) : []));
  const ticked = step.answer(choices, 'scope', {
    kind: 'multiselect',
    values: ['approve:timesheets'],
  });
  expect(order(ticked)).toEqual(order(choices));
  expect(order(choices)[0]).toBe('batch:upload');
});

test('a scope that the API no longer defines is removed with a note, and isn’t breaking', () => {
  const status = evaluate({clientGrants: [{...grant, scope: ['read:gone']}]});
  expect(status).toMatchObject({
    kind: 'drift',
    changes: [{change: {set: {scope: ['batch:upload']}}}],
    notes: [{kind: 'info', text: expect.stringContaining('read:gone is in the grant')}],
  });
  expect(status.kind === 'drift' && status.changes[0]?.breaks).toBeUndefined();
});

test('removing a defined scope beside it is breaking', () => {
  const scope = ['read:gone', 'delete:timesheets', 'batch:upload'];
  const status = evaluate({clientGrants: [{...grant, scope}]});
  expect(status.kind === 'drift' && status.changes).toMatchObject([
    {change: {set: {scope: ['delete:timesheets', 'batch:upload']}}},
    {
      change: {set: {scope: ['batch:upload']}},
      breaks: {sentence: expect.stringContaining('delete:timesheets')},
    },
  ]);
});
