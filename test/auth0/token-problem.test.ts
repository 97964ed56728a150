import {describe, expect, it} from 'vitest';
import {parseAddress} from '../../src/auth0/address.js';
import {tokenProblem} from '../../src/auth0/token-problem.js';
import type {ProblemCode} from '../../src/model/errors.js';

const address = parseAddress('acme.eu.auth0.com', {customDomain: 'refuse'});
const audience = 'https://api.exampleco.com/timesheets';
const request = {
  method: 'POST',
  url: new URL('https://acme.eu.auth0.com/oauth/token'),
  headers: {'content-type': 'application/x-www-form-urlencoded'},
  body: 'grant_type=client_credentials&client_secret=S3CR3T',
  repeat: 'safe',
} as const;

function problem(status: number, json: unknown) {
  const response = {status, json, text: '', headers: new Headers()};
  return tokenProblem(address, request, response, {audience});
}

describe('tokenProblem', () => {
  it.each<[number, string, string, ProblemCode]>([
    [401, 'access_denied', 'Unauthorized', 'wrong_credentials'],
    [401, 'invalid_client', 'Client authentication failed', 'wrong_credentials'],
    [403, 'access_denied', 'Unauthorized', 'wrong_credentials'],
    [
      403,
      'access_denied',
      'Client "abc" is not authorized to access resource server "https://api.example.com". You need to create a "client-grant" associated to this API.',
      'not_authorized',
    ],
    [
      403,
      'access_denied',
      'Client is not authorized to access "https://TENANT/api/v2/". You might probably want to create a "client-grant" associated to this API. See: …',
      'not_authorized',
    ],
    [
      403,
      'access_denied',
      'Service not enabled within domain: https://api.example.com',
      'not_found',
    ],
    [403, 'access_denied', 'Client has not been granted scopes: listen:events', 'not_authorized'],
    [
      403,
      'unauthorized_client',
      "Grant type 'client_credentials' not allowed for the client.",
      'not_authorized',
    ],
    [
      403,
      'access_denied',
      'Client "abc" is not authorized to access resource server "https://api.example.com".',
      'not_authorized',
    ],
    [403, 'access_denied', 'The API denies all applications', 'action_denied'],
    [403, 'access_denied', 'Your organization is suspended', 'action_denied'],
    [400, 'invalid_scope', 'Not on Sundays', 'action_denied'],
    [403, 'imports_paused', 'Renew the certificate first', 'action_denied'],
    [403, 'mfa_required', 'Multifactor authentication required', 'mfa_required'],
    [400, 'invalid_dpop_proof', 'DPoP proof is required', 'dpop_required'],
    [
      400,
      'invalid_request',
      'The client requires proof of possession, which the resource server does not support',
      'dpop_required',
    ],
    [401, 'invalid_client', 'Client certificate is required', 'certificate_required'],
    [400, 'invalid_request', 'Client certificate is required', 'certificate_required'],
    [
      400,
      'invalid_request',
      'parameter organization is required for this client',
      'organization_required',
    ],
    [
      400,
      'invalid_request',
      'parameter organization is not allowed for this client',
      'organization_refused',
    ],
    [
      403,
      'access_denied',
      'Client "abc" is not authorized to access organization "org_1"',
      'organization_refused',
    ],
    [429, 'too_many_requests', 'Client quota exceeded', 'token_quota_exhausted'],
    [429, 'too_many_requests', 'Global limit has been reached', 'rate_limited'],
    [400, 'invalid_request', 'Missing required parameter', 'refused'],
    [400, 'unsupported_grant_type', 'Unsupported grant type: x', 'refused'],
    [503, 'server_error', '', 'tenant_error'],
  ])('maps %i %s %j to a problem', (status, error, error_description, code) => {
    expect(problem(status, {error, error_description})).toMatchObject({code, effect: 'none'});
  });

  it('mentions the trailing slash of an unknown audience', () => {
    const found = problem(403, {
      error: 'access_denied',
      error_description: `Service not enabled within domain: ${audience}/`,
    });
    expect(found.message).toContain(audience);
    expect(found.hint).toContain('slash');
  });

  it('masks a secret that the response echoes', () => {
    const found = problem(403, {error: 'access_denied', error_description: 'S3CR3T is wrong'});
    expect(found.message).not.toContain('S3CR3T');
  });

  it('rejects a body of another shape as not Auth0’s', () => {
    expect(problem(403, {message: 'blocked by policy'}).code).toBe('not_auth0');
  });
});
