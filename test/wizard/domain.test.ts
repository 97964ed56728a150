import {describe, expect, it} from 'vitest';
import {readDomain} from '../../src/wizard/domain.js';

describe('readDomain', () => {
  it.each([
    ['acme.eu.auth0.com', 'acme.eu.auth0.com'],
    [' https://acme.eu.auth0.com/ ', 'acme.eu.auth0.com'],
    ['https://acme.eu.auth0.com/api/v2/', 'acme.eu.auth0.com'],
    ['ACME.eu.auth0.com', 'acme.eu.auth0.com'],
    ['https://manage.auth0.com/dashboard/eu/acme/applications', 'acme.eu.auth0.com'],
    ['http://127.0.0.1:4000/', 'http://127.0.0.1:4000'],
    ['http://localhost:4000', 'http://localhost:4000'],
    ['login.acme.com', 'login.acme.com'],
    ['acme.auth0.com?x', 'acme.auth0.com'],
  ])('reads %j', (typed, domain) => {
    expect(readDomain(typed)).toMatchObject({kind: 'ok', domain});
  });

  it('knows where the tenant’s token is copied', () => {
    expect(readDomain('acme.auth0.com')).toMatchObject({
      explorer: 'https://manage.auth0.com/dashboard/us/acme/apis/management/explorer',
    });
    expect(readDomain('login.acme.com')).not.toHaveProperty('explorer');
  });

  it.each(['acme', 'ac me.com', 'http://acme.eu.auth0.com', 'http://'])(
    'says what is wrong with %j',
    typed => {
      expect(readDomain(typed)).toMatchObject({kind: 'invalid', why: expect.stringMatching(/\.$/)});
    },
  );
});
