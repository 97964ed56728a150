import {expect, test} from 'vitest';
import {eachTenant, worstOf} from '../../src/commands/each-tenant.js';
import type {CommandResult} from '../../src/commands/outcome.js';
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
] as const)('of %j the worst is %i', ([codes, worst]) => {
  expect(worstOf(codes)).toBe(worst);
});

test('a few at once, told in the order of the list', async () => {
  let running = 0;
  let most = 0;
  const told: string[] = [];
  await eachTenant(
    tenants,
    async ({domain}) => {
      running += 1;
      most = Math.max(most, running);
      // Those that began later are ready earlier.
      for (let turns = 12 - Number(domain.slice(1)); turns > 0; turns -= 1) await Promise.resolve();
      running -= 1;
      return done;
    },
    ({domain}) => told.push(domain),
  );
  expect(most).toBe(4);
  expect(told).toEqual(tenants.map(({domain}) => domain));
});

test('what fails on one leaves the others alone', async () => {
  const told: unknown[] = [];
  const exitCode = await eachTenant(
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
