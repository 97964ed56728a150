import {describe, expect, it} from 'vitest';
import {hasClient, parseResource} from '../../src/auth0/mapping.js';
import {catchProblemSync} from './support/failure.js';

const request = {
  method: 'GET',
  url: new URL('https://acme.eu.auth0.com/api/v2/x'),
  repeat: 'safe',
} as const;

/** Recorded 2026-02, Terraform's TestAccResourceServer. */
const minimal = {
  id: '69a006b6f39293776f28ab5d',
  identifier: 'https://uat.api.terraform-provider-auth0.com/TestAccResourceServer',
  allow_offline_access: false,
  skip_consent_for_verifiable_first_party_clients: false,
  subject_type_authorization: {
    client: {policy: 'require_client_grant'},
    user: {policy: 'allow_all'},
  },
  token_lifetime: 86400,
  token_lifetime_for_web: 7200,
  signing_alg: 'RS256',
};

describe('an API', () => {
  const model = (response: unknown) => parseResource('resource-server', response, request);

  it('leaves absent fields absent', () => {
    expect(model(minimal)).toEqual({
      id: minimal.id,
      identifier: minimal.identifier,
      isSystem: false,
      signingAlg: 'RS256',
      tokenLifetime: 86400,
      clientPolicy: 'require_client_grant',
    });
  });

  it('keeps scopes unchanged, with empty and missing descriptions, and hides the secret', () => {
    const scopes = [{value: 'a', description: ''}, {value: 'b'}, {value: 'c', description: 'C'}];
    const api = model({
      ...minimal,
      name: 'x',
      is_system: true,
      scopes,
      token_dialect: 'rfc9068_profile',
      signing_alg: 'HS256',
      signing_secret: 'S3CR3T',
    });
    expect(api).toMatchObject({isSystem: true, scopes, tokenDialect: 'rfc9068_profile'});
    expect(api.signingSecret?.reveal()).toBe('S3CR3T');
    expect(JSON.stringify(api)).not.toContain('S3CR3T');
    expect(model({...minimal, scopes: []}).scopes).toEqual([]);
  });

  it.each<[object, string]>([
    [{id: undefined}, 'id'],
    [{identifier: undefined}, 'identifier'],
    [{identifier: ''}, 'identifier'],
    [{name: 7}, 'name'],
    [{scopes: {}}, 'scopes'],
    [{scopes: [{value: 'a'}, {}]}, 'scopes.1.value'],
    [{token_lifetime: '86400'}, 'token_lifetime'],
  ])('with %j is rejected as not Auth0’s, and the field is named', (change, member) => {
    const problem = catchProblemSync(() => model({...minimal, ...change}));
    expect(problem.code).toBe('not_auth0');
    expect(problem.message).toContain(`“${member}”`);
  });

  it.each([undefined, null, [], 'text', 7])('is rejected as %j', response => {
    expect(catchProblemSync(() => model(response)).code).toBe('not_auth0');
  });

  it('with an unexpected shape after a write has an unknown effect', () => {
    const problem = catchProblemSync(() =>
      parseResource('resource-server', {}, {...request, repeat: 'once'}),
    );
    expect(problem.effect).toBe('unknown');
  });
});

describe('an application', () => {
  /** Recorded, deploy-cli: section 5.3, shortened. */
  const recorded = {
    tenant: 'auth0-deploy-cli-e2e',
    global: false,
    name: 'Quickstarts API (Test Application)',
    client_metadata: {foo: 'bar'},
    refresh_token: {expiration_type: 'non-expiring', leeway: 0},
    signing_keys: [{cert: '…', pkcs7: '…', subject: '/CN=TENANT'}],
    client_id: 'FIi9NtvvTVrNrxELQdNe1V0YhZQe1RCV',
    client_secret: 'S3CR3T',
    jwt_configuration: {alg: 'RS256', lifetime_in_seconds: 36000, secret_encoded: false},
    token_endpoint_auth_method: 'client_secret_post',
    app_type: 'non_interactive',
    grant_types: ['client_credentials'],
  };

  it('is read with all fields', () => {
    const {clientSecret, ...client} = parseResource('client', recorded, request);
    expect(clientSecret?.reveal()).toBe('S3CR3T');
    expect(client).toEqual({
      clientId: 'FIi9NtvvTVrNrxELQdNe1V0YhZQe1RCV',
      name: 'Quickstarts API (Test Application)',
      appType: 'non_interactive',
      grantTypes: ['client_credentials'],
      tokenEndpointAuthMethod: 'client_secret_post',
    });
  });

  it('read with few permissions leaves the other fields absent', () => {
    expect(parseResource('client', {client_id: 'a', name: 'b'}, request)).toEqual({
      clientId: 'a',
      name: 'b',
    });
  });
});

describe('a client grant', () => {
  const model = (response: unknown) => parseResource('client-grant', response, request);
  const recorded = {
    id: 'cgr_NUKidZC54pI9CYZV',
    client_id: 'HW2hCxrqP6OD4cUBkiDtB3TI95L9ckf7',
    audience: 'https://api.example.com',
    scope: ['batch:upload'],
    subject_type: 'client',
  };

  it('is read', () => {
    expect(model(recorded)).toEqual({
      id: recorded.id,
      clientId: recorded.client_id,
      audience: recorded.audience,
      subjectType: 'client',
      scope: ['batch:upload'],
      allowAllScopes: false,
    });
  });

  it('with allow_all_scopes has no scope', () => {
    const {scope: _, ...rest} = recorded;
    const grant = model({...rest, allow_all_scopes: true});
    expect(grant).toMatchObject({allowAllScopes: true});
    expect(grant).not.toHaveProperty('scope');
  });

  it('without a subject type counts as one for client credentials', () => {
    const {subject_type: _, ...rest} = recorded;
    expect(model(rest)?.subjectType).toBe('client');
  });

  it('for third parties by default is skipped, and a system grant is read', () => {
    const {client_id: _, ...rest} = recorded;
    expect(hasClient({...rest, default_for: 'third_party_clients'})).toBe(false);
    expect(hasClient(recorded)).toBe(true);
    expect(model({...recorded, is_system: true})?.id).toBe(recorded.id);
  });
});
