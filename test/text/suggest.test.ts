import {expect, test} from 'vitest';
import {nearest, suggestion} from '../../src/text/suggest.js';

const known = ['check', 'apply', 'prove', 'demo', 'RS256'];

test('finds the word for a typing error, ignoring case', () => {
  expect(suggestion('chekc', known)).toBe('Did you mean “check”? ');
  expect(nearest('dmeo', known)).toBe('demo');
  expect(nearest('rs256', known)).toBe('RS256');
});

test('finds nothing for an unrelated word', () => {
  expect(suggestion('terraform', known)).toBe('');
  expect(nearest('', known)).toBeUndefined();
  expect(nearest('demo', [])).toBeUndefined();
});
