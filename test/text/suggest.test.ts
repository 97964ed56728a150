import {expect, test} from 'vitest';
import {nearest, suggestion} from '../../src/text/suggest.js';

const known = ['check', 'apply', 'prove', 'demo', 'RS256'];

test('a slip of the fingers finds its word, upper case or not', () => {
  expect(suggestion('chekc', known)).toBe('Did you mean “check”? ');
  expect(nearest('dmeo', known)).toBe('demo');
  expect(nearest('rs256', known)).toBe('RS256');
});

test('what is like nothing finds nothing', () => {
  expect(suggestion('terraform', known)).toBe('');
  expect(nearest('', known)).toBeUndefined();
  expect(nearest('demo', [])).toBeUndefined();
});
