import {describe, expect, it} from 'vitest';
import {buildRequest} from '../../src/auth0/requests.js';
import type {Change} from '../../src/model/change.js';

const audience = 'https://api.exampleco.com/timesheets';
const scopes = [{value: 'batch:upload', description: 'Upload'}, {value: 'admin:all'}];

describe('buildRequest', () => {
  it.each<[Change, ReturnType<typeof buildRequest>]>([
    [
      {
        action: 'create',
        resource: 'resource-server',
        set: {name: 'Timesheets API', identifier: audience, signingAlg: 'PS256', scopes},
      },
      {
        method: 'POST',
        path: '/api/v2/resource-servers',
        body: {name: 'Timesheets API', identifier: audience, signing_alg: 'PS256', scopes},
      },
    ],
    [
      {
        action: 'update',
        resource: 'resource-server',
        id: '69a0',
        set: {tokenDialect: 'rfc9068_profile_authz'},
      },
      {
        method: 'PATCH',
        path: '/api/v2/resource-servers/69a0',
        body: {token_dialect: 'rfc9068_profile_authz'},
      },
    ],
    [
      // Immutable: sending it is refused.
      {
        action: 'update',
        resource: 'resource-server',
        id: '69a0',
        set: {identifier: audience, scopes: []},
      },
      {method: 'PATCH', path: '/api/v2/resource-servers/69a0', body: {scopes: []}},
    ],
    [
      {action: 'delete', resource: 'resource-server', id: 'https://x/../y'},
      {method: 'DELETE', path: '/api/v2/resource-servers/https%3A%2F%2Fx%2F..%2Fy'},
    ],
    [
      {action: 'create', resource: 'client', set: {name: 'Timesheets Import Job'}},
      {
        method: 'POST',
        path: '/api/v2/clients',
        body: {
          name: 'Timesheets Import Job',
          app_type: 'non_interactive',
          grant_types: ['client_credentials'],
          token_endpoint_auth_method: 'client_secret_post',
          oidc_conformant: true,
          jwt_configuration: {alg: 'RS256'},
        },
      },
    ],
    [
      {
        action: 'update',
        resource: 'client',
        id: 'abc',
        set: {grantTypes: ['a', 'b'], appType: 'of tomorrow'},
      },
      {
        method: 'PATCH',
        path: '/api/v2/clients/abc',
        body: {grant_types: ['a', 'b'], app_type: 'of tomorrow'},
      },
    ],
    [
      {action: 'delete', resource: 'client', id: 'abc'},
      {method: 'DELETE', path: '/api/v2/clients/abc'},
    ],
    [
      {
        action: 'create',
        resource: 'client-grant',
        set: {clientId: 'abc', audience, scope: ['batch:upload']},
      },
      {
        method: 'POST',
        path: '/api/v2/client-grants',
        body: {client_id: 'abc', audience, scope: ['batch:upload']},
      },
    ],
    [
      {
        action: 'create',
        resource: 'client-grant',
        set: {clientId: 'abc', audience, allowAllScopes: false},
      },
      {
        method: 'POST',
        path: '/api/v2/client-grants',
        body: {client_id: 'abc', audience, scope: []},
      },
    ],
    [
      {
        action: 'create',
        resource: 'client-grant',
        set: {clientId: 'abc', audience, allowAllScopes: true},
      },
      {
        method: 'POST',
        path: '/api/v2/client-grants',
        body: {client_id: 'abc', audience, allow_all_scopes: true},
      },
    ],
    [
      {action: 'update', resource: 'client-grant', id: 'cgr_1', set: {scope: []}},
      {method: 'PATCH', path: '/api/v2/client-grants/cgr_1', body: {scope: []}},
    ],
    [
      {
        action: 'update',
        resource: 'client-grant',
        id: 'cgr_1',
        set: {allowAllScopes: false, scope: ['a']},
      },
      {
        method: 'PATCH',
        path: '/api/v2/client-grants/cgr_1',
        body: {allow_all_scopes: false, scope: ['a']},
      },
    ],
    [
      {
        action: 'update',
        resource: 'client-grant',
        id: 'cgr_1',
        set: {allowAllScopes: true, scope: ['a']},
      },
      {method: 'PATCH', path: '/api/v2/client-grants/cgr_1', body: {allow_all_scopes: true}},
    ],
    [
      {action: 'delete', resource: 'client-grant', id: 'cgr_1'},
      {method: 'DELETE', path: '/api/v2/client-grants/cgr_1'},
    ],
  ])('builds the request for %j', (change, expected) => {
    expect(buildRequest(change)).toEqual(expected);
  });
});
