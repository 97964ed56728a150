import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {EvaluatedTenant} from '../../../src/commands/check.js';
import {
  assertPlanStillValid,
  planDocument,
  readPlan,
} from '../../../src/commands/files/plan-file.js';
import {evaluateAll} from '../../../src/engine/plan.js';
import type {ClientHints} from '../../../src/model/blueprint.js';
import {Problem} from '../../../src/model/errors.js';
import type {Observed} from '../../../src/model/observed.js';
import {documented} from '../../../src/scenario/documented.js';
import {steps} from '../../../src/steps/index.js';
import {api, grant, grantOf, job, observed} from '../../engine/observed.js';

const domain = 'acme.eu.auth0.com';
const evaluateParts = (parts: Partial<Observed>) => {
  const tenant = observed(parts);
  return {observed: tenant, statuses: evaluateAll(steps, documented, tenant)};
};
const drifted = evaluateParts({resourceServer: {...api, signingAlg: 'HS256'}});
const plan = () => planDocument(domain, documented, {}, drifted);
const readDocument = (document: unknown) => readPlan(JSON.stringify(document), 'plan.json');

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

test('a plan reads back unchanged, and is valid while the tenant is unchanged', () => {
  const read = readDocument(plan());
  expect(read).toEqual(plan());
  expect(() => assertPlanStillValid(read, domain, drifted)).not.toThrow();
});

test.each([1, 2])(
  'a plan of version %i is read, with its blueprint in the current spelling',
  version => {
    const file = new URL(`fixtures/plan-v${version}.json`, import.meta.url);
    const read = readPlan(readFileSync(file, 'utf8'), `plan-v${version}.json`);
    expect(read).toMatchObject({version, domain, blueprint: documented});
    expect(read.steps).toHaveLength(5);
  },
);

const namesake = {...job, clientId: 'AnotherApplicationOfTheSameName1'};
const excess = ['batch:upload', 'read:timesheets'];

test.each([
  ['the application to authorize', {clientGrants: []}, {clients: [namesake], clientGrants: []}],
  [
    'the grant that is reduced, with its application',
    {clientGrants: [{...grant, scope: excess}]},
    {clients: [namesake], clientGrants: [grantOf(namesake, {scope: excess})]},
  ],
  [
    'the grant that is reduced',
    {clientGrants: [{...grant, scope: excess}]},
    {clientGrants: [{...grant, id: 'cgr_anotherGrant0001', scope: excess}]},
  ],
  [
    'the API that is changed',
    {resourceServer: {...api, signingAlg: 'HS256'}},
    {resourceServer: {...api, id: 'anotherApiOfThatName0001', signingAlg: 'HS256'}},
  ],
])('is rejected if %s was replaced by another that needs the same change', (_, then, now) => {
  const [planned, found] = [evaluateParts(then), evaluateParts(now)];
  const read = readDocument(planDocument(domain, documented, {}, planned));
  expect(() => assertPlanStillValid(read, domain, planned)).not.toThrow();
  expect(codeOf(() => assertPlanStillValid(read, domain, found))).toBe('tenant_changed');
});

describe('a plan of version 2, which records no objects', () => {
  const toAuthorize = evaluateParts({clientGrants: []});
  const ofVersion2 = (hints: ClientHints, from: EvaluatedTenant) => {
    const {objects: _, ...rest} = planDocument(domain, documented, hints, from);
    return readDocument({...rest, version: 2});
  };

  test('is rejected if it changes an application that it doesn’t identify', () => {
    const read = ofVersion2({}, toAuthorize);
    expect(codeOf(() => assertPlanStillValid(read, domain, toAuthorize))).toBe('invalid_plan');
  });

  test.each(['clientId', 'rememberedClientId'])('is valid for the application in its %s', hint => {
    const read = ofVersion2({[hint]: job.clientId}, toAuthorize);
    expect(() => assertPlanStillValid(read, domain, toAuthorize)).not.toThrow();
    const other = evaluateParts({clients: [namesake], clientGrants: []});
    expect(codeOf(() => assertPlanStillValid(read, domain, other))).toBe('tenant_changed');
  });

  test('is valid for the API with its identifier, and for objects to be created', () => {
    expect(() => assertPlanStillValid(ofVersion2({}, drifted), domain, drifted)).not.toThrow();
    const fresh = evaluateParts({resourceServer: undefined, clients: [], clientGrants: []});
    expect(() => assertPlanStillValid(ofVersion2({}, fresh), domain, fresh)).not.toThrow();
  });
});

test('a plan that is nested too deeply to be compared is refused with `invalid_plan`', () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);
  const text = JSON.stringify(plan()).replace('"from":"HS256"', `"from":${deep}`);
  expect(text).toContain(deep);
  expect(codeOf(() => readPlan(text, 'plan.json'))).toBe('invalid_plan');
});

test('a plan with other sentences about the same changes is still valid', () => {
  const reworded = JSON.stringify(plan()).replaceAll(/"why":"[^"]*"/g, '"why":"Said otherwise."');
  expect(() => assertPlanStillValid(readPlan(reworded, 'p'), domain, drifted)).not.toThrow();
});

test('a plan with another value or status fails with `tenant_changed`', () => {
  const read = readDocument(plan());
  const now = evaluateParts({resourceServer: {...api, signingAlg: 'PS256'}});
  expect(codeOf(() => assertPlanStillValid(read, domain, now))).toBe('tenant_changed');
  expect(codeOf(() => assertPlanStillValid(read, 'other.eu.auth0.com', drifted))).toBe(
    'invalid_plan',
  );
});

test.each([
  ['a newer version', {...plan(), version: 4}, 'newer version'],
  ['another document', {hello: 'world'}, 'is not a plan'],
  ['invalid steps', {...plan(), steps: [1]}, 'is not a plan'],
])('%s is rejected', (_, document, says) => {
  expect(() => readDocument(document)).toThrow(says);
});
