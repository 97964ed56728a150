import {expect, test} from 'vitest';
import {IdSource} from '../../src/emulator/ids.js';

test('the same seed gives the same ids, so that walkthroughs can be recorded', () => {
  const [one, other] = [new IdSource('acme'), new IdSource('acme')];
  expect(one.client()).toBe(other.client());
  expect(one.client()).not.toBe(new IdSource('globex').client());
});

test('a signing secret is never the Client ID that another tenant draws in its place', () => {
  for (const seed of ['acme', 'globex', 'initech']) {
    expect(new IdSource(seed).signingSecret()).not.toBe(new IdSource(seed).client());
  }
});
