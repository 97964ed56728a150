import {describe, expect, it} from 'vitest';
import {parseAddress} from '../../src/auth0/address.js';
import {managementProblem} from '../../src/auth0/management-problem.js';
import type {ProblemCode} from '../../src/model/errors.js';

const address = parseAddress('acme.eu.auth0.com', {customDomain: 'refuse'});
const ask = {
  method: 'PATCH',
  url: new URL('https://acme.eu.auth0.com/api/v2/clients/abc?a=b'),
  headers: {authorization: 'Bearer T0K3N'},
  repeat: 'once',
} as const;

function problem(status: number, json: unknown, headers: Record<string, string> = {}) {
  const text = json === undefined ? '' : JSON.stringify(json);
  return managementProblem(address, ask, {status, json, text, headers: new Headers(headers)});
}

const errorBody = (message: string, errorCode?: string) => ({message, errorCode});

describe('managementProblem', () => {
  it.each<[number, object, ProblemCode]>([
    [401, errorBody('Expired token received for JSON Web Token validation'), 'expired_token'],
    [401, errorBody('Bad audience: https://tenant.eu.auth0.com/api/v2/'), 'foreign_token'],
    [401, errorBody('Invalid signature received for JSON Web Token validation'), 'invalid_token'],
    [401, {}, 'invalid_token'],
    [
      403,
      errorBody('Insufficient scope, expected any of: read:clients', 'insufficient_scope'),
      'missing_permissions',
    ],
    [
      403,
      errorBody(
        'Please upgrade your subscription to use bot detection',
        'insufficient_entitlement',
      ),
      'not_in_plan',
    ],
    [
      403,
      errorBody('Please upgrade your subscription to enable Akamai Signals.', 'insufficient_scope'),
      'not_in_plan',
    ],
    [
      403,
      errorBody(
        'You reached the limit of entities of this type for this tenant.',
        'too_many_entities',
      ),
      'entity_limit',
    ],
    [403, errorBody('This operation must be authorized by Auth0'), 'refused'],
    [404, errorBody('The client does not exist', 'inexistent_client'), 'not_found'],
    [409, errorBody('A client grant already exists between a and b'), 'conflict'],
    [429, errorBody('Global limit has been reached', 'too_many_requests'), 'rate_limited'],
    [
      400,
      errorBody("Payload validation error: 'Additional properties…'", 'invalid_body'),
      'refused',
    ],
    [418, {}, 'refused'],
    [500, errorBody('Internal Server Error'), 'tenant_error'],
    [503, {}, 'tenant_error'],
  ])('maps %i %j to %s', (status, body, code) => {
    const found = problem(status, {statusCode: status, ...body});
    expect(found).toMatchObject({code, effect: status >= 500 ? 'unknown' : 'none'});
    expect(found.message).toMatch(/[.…”'a-z0-9/]$/i);
    expect(found.hint).not.toBe('');
  });

  it('suggests a truncated token for an invalid signature', () => {
    const message = 'Invalid signature received for JSON Web Token validation';
    expect(problem(401, {message}).hint).toContain('The end of the token may be missing');
  });

  it('lists the missing permissions', () => {
    const message = 'Insufficient scope, expected any of: read:clients, read:client_summary';
    const found = problem(403, {message, errorCode: 'insufficient_scope'});
    expect(found.permissions).toEqual(['read:clients', 'read:client_summary']);
    expect(found.message).toContain('read:clients or read:client_summary');
  });

  it('reports insufficient_scope without permissions if the response names none', () => {
    const found = problem(403, {message: 'No.', errorCode: 'insufficient_scope'});
    expect(found).toMatchObject({code: 'refused', permissions: []});
  });

  it('quotes Auth0’s message escaped, shortened and without secrets', () => {
    const found = problem(400, {message: `T0K3N \u001b[31m\n\u202e${'x'.repeat(1_000)}`});
    expect(found.message).toContain('•••••••• \\x1b[31m \\u202exxx');
    expect(found.message.length).toBeLessThan(400);
  });

  it('reports how long to wait', () => {
    const found = problem(429, {}, {'retry-after': '30'});
    expect(found.message).toBe('Auth0 is rate limiting this tenant (429). Try again in 30 s.');
    expect(found.hint).toMatch(/^Run this tool again (on .+ )?at \d\d:\d\d\. /);
  });

  it('accepts a body of any shape', () => {
    for (const json of [undefined, null, [], 'no', {message: {}, errorCode: 7}]) {
      expect(problem(403, json).code).toBe('refused');
      expect(problem(500, json).code).toBe('tenant_error');
    }
  });
});
