import {expect, test} from 'vitest';
import type {Environment} from '../../src/commands/environment.js';
import {requireCredentials} from '../../src/commands/given-credentials.js';
import {Problem} from '../../src/model/errors.js';

function refusal(env: Environment, prefix?: string): string {
  try {
    requireCredentials(env, prefix);
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_signed_in') return error.message;
    throw error;
  }
  throw new Error('There are credentials.');
}

test.each([
  [
    {AUTH0_CLIENT_ID: 'a'},
    'Not signed in: AUTH0_CLIENT_ID is set, and AUTH0_CLIENT_SECRET is not.',
  ],
  [
    {AUTH0_CLIENT_SECRET: 'a', AUTH0_CLIENT_ID: ' '},
    'Not signed in: AUTH0_CLIENT_SECRET is set, and AUTH0_CLIENT_ID is not.',
  ],
  [
    {TIMESHEETS_CLIENT_ID: 'a'},
    'Not signed in: TIMESHEETS_CLIENT_ID is set, and TIMESHEETS_CLIENT_SECRET is not.',
  ],
  [{}, 'Not signed in: the environment holds no credentials for the Management API.'],
])('%j: an incomplete pair of variables is reported with the missing one', (env, message) => {
  expect(refusal(env)).toBe(message);
});

test('each of several tenants has its own prefix', () => {
  expect(refusal({ACME_AUTH0_CLIENT_ID: 'a', AUTH0_CLIENT_SECRET: 'b'}, 'ACME_')).toContain(
    'ACME_AUTH0_CLIENT_SECRET is not',
  );
});
