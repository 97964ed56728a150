import {expect, test} from 'vitest';
import {readTenantList, requireSeveral} from '../../src/commands/tenant-list.js';

const file = 'tenants.txt';

/** Variables that hold credentials, by their prefix. */
function credentials(...prefixes: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    prefixes.flatMap(prefix => [
      [`${prefix}AUTH0_CLIENT_ID`, 'id'],
      [`${prefix}AUTH0_CLIENT_SECRET`, 'secret'],
    ]),
  );
}

test('a domain a line; comments and empty lines are passed over', () => {
  const content = '# ours\nacme.eu.auth0.com\r\n\n  acme-dev.eu.auth0.com DEV # staging\n';
  expect(readTenantList(content, file, {})).toEqual([
    {domain: 'acme.eu.auth0.com', prefix: 'ACME_'},
    {domain: 'acme-dev.eu.auth0.com', prefix: 'DEV_'},
  ]);
});

test.for([
  {there: ['ACME_DEV_EU_AUTH0_COM_', 'ACME_DEV_', ''], taken: 'ACME_DEV_EU_AUTH0_COM_'},
  {there: ['ACME_DEV_', ''], taken: 'ACME_DEV_'},
  {there: [''], taken: ''},
  {there: [], taken: 'ACME_DEV_'},
])('of the credentials at $there those at “$taken” are its own', ({there, taken}) => {
  const [tenant] = readTenantList('acme-dev.eu.auth0.com', file, credentials(...there));
  expect(tenant?.prefix).toBe(taken);
});

test('the credentials of AUTH0_DOMAIN go to no other tenant', () => {
  const env = {...credentials(''), AUTH0_DOMAIN: 'https://acme.eu.auth0.com/'};
  const tenants = readTenantList('acme.eu.auth0.com\nother.eu.auth0.com', file, env);
  expect(tenants.map(({prefix}) => prefix)).toEqual(['', 'OTHER_']);
});

test.for([
  ['acme.eu.auth0.com A B', 'tenants.txt, line 1: “acme.eu.auth0.com A B” is no tenant.'],
  [
    'a.auth0.com\nhttps://A.auth0.com/',
    'tenants.txt, line 2: https://A.auth0.com/ is in line 1 too.',
  ],
  ['# nothing\n', 'tenants.txt names no tenant.'],
] as const)('%j is refused', ([content, message]) => {
  expect(() => readTenantList(content, file, {})).toThrow(message);
});

test('what means one tenant does not go with several', () => {
  expect(() => requireSeveral({tenants: file, domain: 'acme.eu.auth0.com'})).toThrow('--domain');
  expect(() => requireSeveral({tenants: file, json: true})).not.toThrow();
});
