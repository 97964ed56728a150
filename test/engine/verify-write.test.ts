import {expect, test} from 'vitest';
import {differingField, storedDifferentlyProblem} from '../../src/engine/verify-write.js';
import {api} from './observed.js';

const {signingAlg: _, tokenDialect: __, ...bare} = api;

test('an omitted field in the response means its default', () => {
  const set = {tokenDialect: 'access_token', signingAlg: 'RS256'};
  const change = {action: 'update', resource: 'resource-server', id: api.id, set} as const;
  expect(differingField(change, {kind: 'resource-server', value: bare})).toBeUndefined();
  const other = {
    action: 'update',
    resource: 'resource-server',
    id: api.id,
    set: {signingAlg: 'PS256'},
  } as const;
  expect(differingField(other, {kind: 'resource-server', value: bare})).toBe('signingAlg');
});

test('a field stored differently is reported by its name in the Dashboard', () => {
  const change = {action: 'update', resource: 'resource-server', id: api.id, set: {}} as const;
  expect(storedDifferentlyProblem(change, 'signingAlg').message).toContain(
    'a different signing algorithm',
  );
});
