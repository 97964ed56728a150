import {describe, expect, it} from 'vitest';
import {parseAddress} from '../../src/auth0/address.js';
import {catchProblemSync} from './support/failure.js';

const strict = {customDomain: 'refuse'} as const;

describe('parseAddress', () => {
  it.each([
    ['acme.eu.auth0.com', 'https://acme.eu.auth0.com', 'acme', 'eu'],
    ['  ACME.EU.Auth0.com \n', 'https://acme.eu.auth0.com', 'acme', 'eu'],
    ['https://acme.eu.auth0.com/', 'https://acme.eu.auth0.com', 'acme', 'eu'],
    ['HTTPS://acme.eu.auth0.com/api/v2/', 'https://acme.eu.auth0.com', 'acme', 'eu'],
    ['acme.eu.auth0.com/api/v2', 'https://acme.eu.auth0.com', 'acme', 'eu'],
    ['https://acme.us.auth0.com/authorize?a=b#c', 'https://acme.us.auth0.com', 'acme', 'us'],
    ['acme.eu.auth0.com.', 'https://acme.eu.auth0.com', 'acme', 'eu'],
    ['acme.auth0.com', 'https://acme.auth0.com', 'acme', 'us'],
    ['acme.eu.auth0.com:443', 'https://acme.eu.auth0.com', 'acme', 'eu'],
    ['acme.eu.auth0.com:8443', 'https://acme.eu.auth0.com:8443', 'acme', 'eu'],
    [
      'https://manage.auth0.com/dashboard/eu/acme/applications',
      'https://acme.eu.auth0.com',
      'acme',
      'eu',
    ],
    ['manage.auth0.com/dashboard/us/acme', 'https://acme.us.auth0.com', 'acme', 'us'],
  ])('accepts %j', (typed, origin, tenantName, region) => {
    expect(parseAddress(typed, strict)).toMatchObject({
      kind: 'tenant',
      origin,
      domain: origin.replace('https://', ''),
      tenantName,
      region,
      issuer: `${origin}/`,
      managementAudience: `${origin}/api/v2/`,
    });
  });

  it.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.0.0.1:8080/api/v2/', 'http://127.0.0.1:8080'],
    ['http://127.9.9.9', 'http://127.9.9.9'],
    ['http://localhost:3000/', 'http://localhost:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['https://127.0.0.1:8443', 'https://127.0.0.1:8443'],
    ['127.0.0.1:8443', 'https://127.0.0.1:8443'],
    ['localhost:8443', 'https://localhost:8443'],
  ])('accepts the emulator %j', (typed, origin) => {
    const address = parseAddress(typed, strict);
    expect(address).toMatchObject({kind: 'emulator', origin, tenantName: address.domain});
    expect(address.region).toBeUndefined();
    expect(address.dashboardUrl('apis')).toBeUndefined();
  });

  it.each([
    'http://acme.eu.auth0.com',
    'HTTP://acme.eu.auth0.com/',
    'http://localhost.evil.io',
    'http://127.0.0.1.evil.io',
    'http://128.0.0.1',
    'http://0.0.0.0:80',
    'http://[::2]',
    'http://evil.io',
  ])('refuses plain HTTP to %j', typed => {
    const problem = catchProblemSync(() => parseAddress(typed, {customDomain: 'allow'}));
    expect(problem).toMatchObject({code: 'insecure_http', kind: 'usage'});
  });

  it.each([
    'evil-auth0.com',
    'acme.eu.evil-auth0.com',
    'auth0.com.evil.io',
    'acme.eu.auth0.com.evil.io',
    'login.acme.com',
    'https://10.0.0.1',
    'https://[::2]',
  ])('refuses the custom domain %j unless it is allowed', typed => {
    expect(catchProblemSync(() => parseAddress(typed, strict))).toMatchObject({
      code: 'custom_domain',
      kind: 'usage',
    });
    expect(parseAddress(typed, {customDomain: 'allow'}).kind).toBe('custom');
  });

  it.each([
    '',
    '   ',
    'acme',
    'auth0.com',
    'manage.auth0.com',
    'https://manage.auth0.com/login',
    'user@acme.eu.auth0.com',
    'https://acme.eu.auth0.com@evil.io',
    'https://evil.io\\.auth0.com',
    'https:\\\\evil.io',
    'https://acme.eu.auth0.com/\\evil.io',
    'acme .eu.auth0.com',
    'acme\t.eu.auth0.com',
    'acme\u0000.eu.auth0.com',
    'acme.eu.auth0.com\u202e',
    'аcme.eu.auth0.com',
    'acme.eu.auth0。com',
    'xn--cme-7ed.eu.auth0.com',
    'acme%2eeu.auth0.com',
    '-acme.eu.auth0.com',
    'acme..auth0.com',
    'acme.eu.auth0.com:port',
    'acme.eu.auth0.com:99999',
    'ftp://acme.eu.auth0.com',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://',
    '[::1',
  ])('refuses %j', typed => {
    const problem = catchProblemSync(() => parseAddress(typed, {customDomain: 'allow'}));
    expect(problem).toMatchObject({code: 'invalid_domain', kind: 'usage'});
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(problem.message).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  it('builds the URL of a Dashboard page', () => {
    const page = 'https://manage.auth0.com/dashboard/eu/acme/apis';
    expect(parseAddress('acme.eu.auth0.com', strict).dashboardUrl('apis')).toBe(page);
    expect(parseAddress('acme.auth0.com', strict).dashboardUrl('apis')).toBe(
      'https://manage.auth0.com/dashboard/us/acme/apis',
    );
  });
});
