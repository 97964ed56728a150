import {expect, test} from 'vitest';
import type {CommandResult} from '../../src/commands/output/outcome.js';
import {
  readTenantList,
  refuseSingleTenantOptions,
  runTenants,
  worstExitCode,
} from '../../src/commands/several-tenants.js';
import {Problem} from '../../src/model/errors.js';

const tenants = Array.from({length: 12}, (_, index) => ({domain: `t${index}`, prefix: ''}));
const done: CommandResult = {exitCode: 0, json: {}, text: 'done'};

test.for([
  [[0, 2], 2],
  [[2, 3, 0], 3],
  [[3, 4, 2], 4],
  [[4, 1, 3], 1],
  [[1, 130], 130],
  [[], 0],
] as const)('the worst of %j is %i', ([codes, worst]) => {
  expect(worstExitCode(codes)).toBe(worst);
});

test('runs a few at a time, and reports in the order of the list', async () => {
  let running = 0;
  let most = 0;
  const told: string[] = [];
  await runTenants(
    tenants,
    async ({domain}) => {
      running += 1;
      most = Math.max(most, running);
      // Later ones finish earlier.
      for (let turns = 12 - Number(domain.slice(1)); turns > 0; turns -= 1) await Promise.resolve();
      running -= 1;
      return done;
    },
    ({domain}) => told.push(domain),
  );
  expect(most).toBe(4);
  expect(told).toEqual(tenants.map(({domain}) => domain));
});

test('a failure on one tenant does not affect the others', async () => {
  const told: unknown[] = [];
  const exitCode = await runTenants(
    tenants.slice(0, 3),
    async ({domain}) => {
      if (domain !== 't1') return {...done, exitCode: 2};
      throw new Problem('dns', {message: 'No such host.', hint: 'Check the domain.'});
    },
    ({domain, exitCode, json}) => told.push([domain, exitCode, json.error]),
  );
  expect(exitCode).toBe(1);
  expect(told).toEqual([
    ['t0', 2, undefined],
    ['t1', 1, {code: 'dns', message: 'No such host.', hint: 'Check the domain.'}],
    ['t2', 2, undefined],
  ]);
});

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

test('one domain per line; comments and empty lines are ignored', () => {
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
])('with credentials at $there, uses those at “$taken”', ({there, taken}) => {
  const [tenant] = readTenantList('acme-dev.eu.auth0.com', file, credentials(...there));
  expect(tenant?.prefix).toBe(taken);
});

test('the credentials of AUTH0_DOMAIN are sent to no other tenant', () => {
  const env = {...credentials(''), AUTH0_DOMAIN: 'https://acme.eu.auth0.com/'};
  const tenants = readTenantList('acme.eu.auth0.com\nother.eu.auth0.com', file, env);
  expect(tenants.map(({prefix}) => prefix)).toEqual(['', 'OTHER_']);
});

test.for([
  ['acme.eu.auth0.com A B', 'tenants.txt, line 1: “acme.eu.auth0.com A B” is not a tenant.'],
  [
    'a.auth0.com\nhttps://A.auth0.com/',
    'tenants.txt, line 2: https://A.auth0.com/ is in line 1 too.',
  ],
  ['# nothing\n', 'tenants.txt lists no tenants.'],
] as const)('%j is refused', ([content, message]) => {
  expect(() => readTenantList(content, file, {})).toThrow(message);
});

test('options for one tenant are refused with --tenants', () => {
  expect(() => refuseSingleTenantOptions({tenants: file, domain: 'acme.eu.auth0.com'})).toThrow(
    '--domain',
  );
  expect(() => refuseSingleTenantOptions({tenants: file, json: true})).not.toThrow();
});
