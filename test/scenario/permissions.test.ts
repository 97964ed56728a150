import {expect, test} from 'vitest';
import {evaluateAll} from '../../src/engine/plan.js';
import {documented} from '../../src/scenario/documented.js';
import {findMissingToRead, findMissingToWrite} from '../../src/scenario/permissions.js';
import {steps} from '../../src/steps/index.js';
import {api, grant, observed, testApplication} from '../engine/observed.js';

const none = new Set<string>();
const toWrite = (changes: Parameters<typeof observed>[0], allowance: 'safe' | 'all' = 'all') =>
  findMissingToWrite(evaluateAll(steps, documented, observed(changes)), none, allowance);

test('reading needs the read permissions, and any one that returns grant types', () => {
  const permissions = new Set(['read:resource_servers', 'read:client_keys', 'read:client_grants']);
  expect(findMissingToRead(steps, permissions)).toEqual([]);
  expect(findMissingToRead(steps, new Set(['read:resource_servers']))).toEqual([
    {step: 'application', permissions: ['read:clients']},
    {step: 'access', permissions: ['read:client_grants']},
  ]);
});

test('only planned changes need write permissions', () => {
  expect(toWrite({})).toEqual([]);
  expect(toWrite({clients: [testApplication], clientGrants: []})).toEqual([
    {step: 'application', permissions: ['update:clients']},
    {step: 'access', permissions: ['create:client_grants']},
  ]);
});

test('an empty tenant needs create permissions per step, including the later grant', () => {
  expect(toWrite({resourceServer: undefined, clients: [], clientGrants: []})).toEqual([
    {step: 'api', permissions: ['create:resource_servers']},
    {step: 'signing', permissions: ['create:resource_servers']},
    {step: 'scopes', permissions: ['create:resource_servers']},
    {step: 'application', permissions: ['create:clients']},
    {step: 'access', permissions: ['create:client_grants']},
  ]);
});

test('breaking changes that are not allowed need no permission', () => {
  const drifted = {
    resourceServer: {...api, signingAlg: 'HS256'},
    clientGrants: [{...grant, scope: ['batch:upload', 'delete:timesheets']}],
  };
  expect(toWrite(drifted, 'safe')).toEqual([]);
  expect(toWrite(drifted, 'all').map(({step}) => step)).toEqual(['signing', 'access']);
});
