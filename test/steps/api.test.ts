import {expect, test} from 'vitest';
import {documented} from '../../src/scenario/documented.js';
import {api as step} from '../../src/steps/api.js';
import {choicesOf} from '../../src/steps/step.js';
import {api, grantOf, observed, payroll} from '../engine/observed.js';

const evaluate = (changes: Parameters<typeof observed>[0]) =>
  step.evaluate(documented, observed(changes));
const rfc9068 = {
  ...documented,
  resourceServer: {...documented.resourceServer, tokenProfile: 'rfc9068' as const},
};

test('an API as documented is in sync', () => {
  expect(evaluate({}).kind).toBe('in-sync');
});

test('an absent token dialect counts as the Auth0 profile', () => {
  const {tokenDialect: _, ...withoutDialect} = api;
  expect(evaluate({resourceServer: withoutDialect}).kind).toBe('in-sync');
});

test('the _authz suffix of a dialect is kept', () => {
  const resourceServer = {...api, tokenDialect: 'access_token_authz'};
  expect(evaluate({resourceServer}).kind).toBe('in-sync');
  expect(step.evaluate(rfc9068, observed({resourceServer}))).toMatchObject({
    kind: 'drift',
    differences: [{field: 'tokenDialect', from: 'access_token_authz', to: 'rfc9068_profile_authz'}],
  });
});

test('an API without a name gets one, as a safe change', () => {
  const {name: _, ...nameless} = api;
  expect(evaluate({resourceServer: nameless})).toMatchObject({
    kind: 'drift',
    differences: [{field: 'name', from: null, to: 'Timesheets API'}],
    changes: [
      {
        change: {
          action: 'update',
          resource: 'resource-server',
          id: api.id,
          set: {name: 'Timesheets API'},
        },
      },
    ],
  });
});

test('another token profile is breaking, and lists the affected applications', () => {
  const status = step.evaluate(
    rfc9068,
    observed({clientGrants: [grantOf(payroll)], clients: [payroll]}),
  );
  expect(status).toMatchObject({
    kind: 'drift',
    differences: [{breaks: {affects: [{clientId: payroll.clientId, name: 'Payroll'}]}}],
  });
});

test('changes to an API that the run created are never breaking', () => {
  const status = step.evaluate(rfc9068, observed({created: new Set([api.id])}));
  expect(status.kind === 'drift' && status.changes[0]?.breaks).toBeUndefined();
});

test('a missing API gives a create with this step’s fields only', () => {
  expect(evaluate({resourceServer: undefined})).toMatchObject({
    kind: 'missing',
    changes: [
      {
        change: {
          action: 'create',
          resource: 'resource-server',
          set: {
            name: 'Timesheets API',
            identifier: 'https://api.exampleco.com/timesheets',
            tokenDialect: 'access_token',
          },
        },
      },
    ],
  });
});

test("Auth0's own API is never changed", () => {
  const status = evaluate({resourceServer: {...api, isSystem: true, name: 'Auth0 Management API'}});
  expect(status.kind === 'blocked' && status.problem.code).toBe('system_api');
});

test('the identifier is validated while it is typed', () => {
  const choices = choicesOf(documented, {});
  const typed = step.answer(choices, 'identifier', {kind: 'text', value: 'with space'});
  const question = step.questions(typed, observed()).find(({id}) => id === 'identifier');
  expect(question).toMatchObject({value: 'with space', invalid: expect.stringContaining('spaces')});
});
