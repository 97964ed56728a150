import {expect, test} from 'vitest';
import {documented} from '../../src/scenario/documented.js';
import {signing as step} from '../../src/steps/signing.js';
import {choicesOf} from '../../src/steps/step.js';
import {api, observed} from '../engine/observed.js';

const desiredWith = (signingAlg: 'RS256' | 'PS256' | 'HS256') => ({
  ...documented,
  resourceServer: {...documented.resourceServer, signingAlg},
});

test('RS256 is recommended and the default', () => {
  const [question] = step.questions(choicesOf(documented, {}), observed());
  expect(question).toMatchObject({kind: 'select', value: 'RS256'});
  const recommended = question?.kind === 'select' ? question.options : [];
  expect(recommended.filter(option => option.recommended).map(({value}) => value)).toEqual([
    'RS256',
  ]);
});

test.each([
  ['HS256', 'RS256', 'public key'],
  ['RS256', 'HS256', 'shared secret'],
  ['RS256', 'PS256', 'accepts only the current signing algorithm'],
] as const)('from %s to %s on an existing API is breaking', (from, to, why) => {
  const status = step.evaluate(
    desiredWith(to),
    observed({resourceServer: {...api, signingAlg: from}}),
  );
  expect(status).toMatchObject({
    kind: 'drift',
    differences: [
      {field: 'signingAlg', from, to, breaks: {sentence: expect.stringContaining(why)}},
    ],
  });
});

test('a change on an API that this run created is safe', () => {
  const status = step.evaluate(
    documented,
    observed({resourceServer: {...api, signingAlg: 'HS256'}, created: new Set([api.id])}),
  );
  expect(status.kind === 'drift' && status.changes[0]?.breaks).toBeUndefined();
});

test('an absent algorithm counts as RS256', () => {
  const {signingAlg: _, ...bare} = api;
  expect(step.evaluate(documented, observed({resourceServer: bare})).kind).toBe('in-sync');
});
