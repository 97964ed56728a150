import {expect, test} from 'vitest';
import {documented} from '../../src/scenario/blueprint.js';
import {access as step} from '../../src/steps/access.js';
import {choicesOf} from '../../src/steps/step.js';
import {api, grant, grantOf, job, observed, payroll} from '../engine/observed.js';

const judge = (changes: Parameters<typeof observed>[0]) =>
  step.judge(documented, observed(changes));

test('batch:upload and nothing more is in sync', () => {
  expect(judge({}).status).toBe('in-sync');
});

test('a scope beyond the blueprint is drift, and taking it away breaks', () => {
  const clientGrants = [{...grant, scope: ['batch:upload', 'delete:timesheets']}];
  const verdict = judge({clientGrants});
  expect(verdict).toMatchObject({
    status: 'drift',
    differences: [
      {field: 'scope', from: ['batch:upload', 'delete:timesheets'], to: ['batch:upload']},
    ],
  });
  expect(verdict.status === 'drift' && verdict.changes[0]?.breaks?.sentence).toContain(
    'delete:timesheets',
  );
});

test('adding breaks nothing, so it is a change of its own beside the one that takes away', () => {
  const verdict = judge({clientGrants: [{...grant, scope: ['delete:timesheets']}]});
  expect(verdict.status === 'drift' && verdict.changes).toMatchObject([
    {change: {set: {scope: ['delete:timesheets', 'batch:upload']}}},
    {change: {set: {scope: ['batch:upload']}}, breaks: expect.anything()},
  ]);
  expect(verdict.status === 'drift' && verdict.changes[0]?.breaks).toBeUndefined();
});

test('a grant of all scopes is drift: its list means nothing', () => {
  const {scope: _, ...everything} = grant;
  const verdict = judge({clientGrants: [{...everything, allowAllScopes: true}]});
  expect(verdict.status === 'drift' && verdict.changes.at(-1)?.change).toEqual({
    kind: 'update-client-grant',
    id: grant.id,
    set: {allowAllScopes: false, scope: ['batch:upload']},
  });
});

test('a user grant beside it is left alone, and is not ours', () => {
  const user = grantOf(job, {
    id: 'cgr_userusereuser000',
    subjectType: 'user',
    scope: ['read:timesheets'],
  });
  expect(judge({clientGrants: [user, grant]}).status).toBe('in-sync');
  expect(judge({clientGrants: [user]})).toMatchObject({
    status: 'missing',
    changes: [{change: {kind: 'create-client-grant', clientId: job.clientId}}],
  });
});

test('others that are authorised are named, and stay', () => {
  const verdict = judge({clients: [job, payroll], clientGrants: [grant, grantOf(payroll)]});
  expect(verdict).toMatchObject({
    status: 'in-sync',
    notes: [{kind: 'also-authorised', text: expect.stringContaining('Payroll')}],
  });
});

test('an API that denies applications blocks the step', () => {
  const verdict = judge({resourceServer: {...api, clientPolicy: 'deny_all'}});
  expect(verdict.status === 'blocked' && verdict.problem.code).toBe('api_denies_applications');
});

test('without an API or an application the grant is missing, and waits for them', () => {
  expect(judge({resourceServer: undefined, clientGrants: []})).toMatchObject({
    status: 'missing',
    changes: [],
  });
});

test('unticking the authorisation deletes the grant, which breaks', () => {
  const off = {...documented, clientGrant: {authorised: false, scope: []}};
  expect(step.judge(off, observed())).toMatchObject({
    status: 'drift',
    changes: [{change: {kind: 'delete-client-grant', id: grant.id}, breaks: expect.anything()}],
  });
  expect(step.judge(off, observed({clientGrants: []})).status).toBe('in-sync');
});

test('that the job only uploads is said of batch:upload alone', () => {
  const markOf = (scope: string) => {
    const blueprint = {...documented, clientGrant: {authorised: true, scope: [scope]}};
    const questions = step.questions(choicesOf(blueprint, {}), observed({}));
    const asked = questions.find(({id}) => id === 'scope');
    if (asked?.kind !== 'many-of') throw new Error('not asked');
    return asked.options.find(({value}) => value === scope)?.mark;
  };
  expect(markOf('batch:upload')).toBe('the job only uploads');
  expect(markOf('read:timesheets')).toBe('the job needs this');
});

test('a tick moves no option: the next one stands where it stood', () => {
  const choices = choicesOf(documented, {});
  const order = (from: typeof choices) =>
    step
      .questions(from, observed({}))
      .flatMap(each => (each.kind === 'many-of' ? each.options.map(({value}) => value) : []));
  const ticked = step.answer(choices, 'scope', {kind: 'many-of', values: ['approve:timesheets']});
  expect(order(ticked)).toEqual(order(choices));
  expect(order(choices)[0]).toBe('batch:upload');
});
