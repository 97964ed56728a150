import {describe, expect, it} from 'vitest';
import {checkAccessToken} from '../../src/auth0/access-token.js';
import {parseAddress} from '../../src/auth0/address.js';
import {catchProblemSync} from './support/failure.js';
import {unsignedToken} from './support/tokens.js';

const address = parseAddress('acme.eu.auth0.com', {customDomain: 'refuse'});
const now = new Date('2026-01-01T00:00:00Z');
const seconds = now.getTime() / 1_000;
const mine = {
  iss: 'https://acme.eu.auth0.com/',
  sub: 'AdMiN@clients',
  aud: 'https://acme.eu.auth0.com/api/v2/',
  iat: seconds - 10,
  exp: seconds + 100,
};

describe('checkAccessToken', () => {
  it('reads an application’s permissions, audience and expiry', () => {
    const jwt = unsignedToken({...mine, scope: 'read:clients create:clients', azp: 'AdMiN'});
    expect(checkAccessToken(jwt, address, now)).toEqual({
      permissions: new Set(['read:clients', 'create:clients']),
      audiences: [mine.aud],
      issuer: mine.iss,
      clientId: 'AdMiN',
      issuedAt: new Date('2025-12-31T23:59:50Z'),
      expiresAt: new Date('2026-01-01T00:01:40Z'),
    });
  });

  it('treats a token without a scope claim as one without permissions', () => {
    expect(checkAccessToken(unsignedToken(mine), address, now).permissions).toEqual(new Set());
  });

  it('accepts an array of audiences, as the device flow issues it', () => {
    const aud = ['https://auth0.auth0.com/userinfo', mine.aud];
    expect(checkAccessToken(unsignedToken({...mine, aud}), address, now).audiences).toEqual(aud);
  });

  it.each([
    [{azp: 'A'}, 'A'],
    [{client_id: 'C'}, 'C'],
    [{sub: 'S@clients'}, 'S'],
    [{sub: 'auth0|person'}, undefined],
  ])('finds the application in %j', (claims, expected) => {
    const token = checkAccessToken(unsignedToken({...mine, sub: '', ...claims}), address, now);
    expect(token.clientId).toBe(expected);
  });

  it.each([
    '',
    'opaque-token',
    'a.b.c',
    'eyJhbGciOiJkaXIifQ..a.b.c',
    `${unsignedToken(mine)}\nX-Evil: 1`,
    unsignedToken({...mine, aud: 7}),
    unsignedToken({...mine, scope: ['read:clients']}),
  ])('rejects %j as unreadable', jwt => {
    const problem = catchProblemSync(() => checkAccessToken(jwt, address, now));
    expect(problem).toMatchObject({code: 'invalid_token', kind: 'access'});
    expect(problem.hint).toContain('https://acme.eu.auth0.com/api/v2/');
  });

  it.each([20, 60, unsignedToken(mine).lastIndexOf('.') - 5])(
    'reports a token that was cut off after %i characters as incomplete',
    length => {
      const jwt = unsignedToken(mine).slice(0, length);
      const problem = catchProblemSync(() => checkAccessToken(jwt, address, now));
      expect(problem.code).toBe('invalid_token');
      expect(problem.message).toContain('incomplete');
      expect(problem.hint).toContain('Copy the whole token again');
    },
  );

  it('names the tenant of a token for another tenant', () => {
    const jwt = unsignedToken({...mine, aud: 'https://other.us.auth0.com/api/v2/'});
    const problem = catchProblemSync(() => checkAccessToken(jwt, address, now));
    expect(problem).toMatchObject({code: 'foreign_token', kind: 'access'});
    expect(problem.message).toContain('https://other.us.auth0.com/api/v2/');
  });

  it.each(['https://acme.eu.auth0.com/api/v2', 'https://acme.eu.auth0.com/', [], undefined])(
    'does not accept the audience %j as the Management API’s',
    aud => {
      const problem = catchProblemSync(() =>
        checkAccessToken(unsignedToken({...mine, aud}), address, now),
      );
      expect(problem.code).toBe('foreign_token');
    },
  );

  it('escapes control characters of an audience in the message', () => {
    const problem = catchProblemSync(() =>
      checkAccessToken(unsignedToken({...mine, aud: 'x\u001b]0;owned\u0007'}), address, now),
    );
    expect(problem.message).toContain('x\\x1b]0;owned\\x07');
  });

  it('reports when a token expired', () => {
    const jwt = unsignedToken({...mine, exp: seconds - 1});
    const problem = catchProblemSync(() => checkAccessToken(jwt, address, now));
    expect(problem).toMatchObject({code: 'expired_token', kind: 'access'});
    expect(problem.message).toContain('2025-12-31T23:59:59.000Z');
    expect(problem.hint).toContain('manage.auth0.com/dashboard/eu/acme/apis/management/explorer');
  });

  it('accepts the canonical audience on a custom domain only in a token issued by that domain', () => {
    const custom = parseAddress('login.acme.com', {customDomain: 'allow'});
    const here = unsignedToken({...mine, iss: 'https://login.acme.com/'});
    expect(checkAccessToken(here, custom, now).issuer).toBe('https://login.acme.com/');
    expect(catchProblemSync(() => checkAccessToken(unsignedToken(mine), custom, now)).code).toBe(
      'foreign_token',
    );
  });
});
