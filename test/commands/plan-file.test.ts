import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {planDocument, readPlan, requireUnmoved} from '../../src/commands/plan-file.js';
import {evaluateAll} from '../../src/engine/plan.js';
import {Problem} from '../../src/model/errors.js';
import {documented} from '../../src/scenario/documented.js';
import {steps} from '../../src/steps/index.js';
import {api, observed} from '../engine/observed.js';

const domain = 'acme.eu.auth0.com';
const drifted = evaluateAll(
  steps,
  documented,
  observed({resourceServer: {...api, signingAlg: 'HS256'}}),
);
const plan = () => planDocument(domain, documented, {}, drifted);
const asRead = (document: unknown) => readPlan(JSON.stringify(document), 'plan.json');

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

test('a plan comes back as it was made, and holds while the tenant is as it was', () => {
  const read = asRead(plan());
  expect(read).toEqual(plan());
  expect(() => requireUnmoved(read, domain, drifted)).not.toThrow();
});

test('a plan of version 1 is read, its blueprint by today’s names', () => {
  const file = new URL('fixtures/plan-v1.json', import.meta.url);
  const read = readPlan(readFileSync(file, 'utf8'), 'plan-v1.json');
  expect(read).toMatchObject({domain, blueprint: documented});
  expect(read.steps).toHaveLength(5);
});

test('other sentences about the same changes are the same plan', () => {
  const reworded = JSON.stringify(plan()).replaceAll(/"why":"[^"]*"/g, '"why":"Said otherwise."');
  expect(() => requireUnmoved(readPlan(reworded, 'p'), domain, drifted)).not.toThrow();
});

test('another value, or another status, is another plan: tenant_changed', () => {
  const read = asRead(plan());
  const now = evaluateAll(
    steps,
    documented,
    observed({resourceServer: {...api, signingAlg: 'PS256'}}),
  );
  expect(codeOf(() => requireUnmoved(read, domain, now))).toBe('tenant_changed');
  expect(codeOf(() => requireUnmoved(read, 'other.eu.auth0.com', drifted))).toBe('invalid_plan');
});

test.each([
  ['a newer version', {...plan(), version: 3}, 'newer version'],
  ['no plan', {hello: 'world'}, 'is not a plan'],
  ['steps that are none', {...plan(), steps: [1]}, 'is not a plan'],
])('%s is refused', (_, document, says) => {
  expect(() => asRead(document)).toThrow(says);
});
