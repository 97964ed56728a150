import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {startDemoTenant} from '../../src/emulator/server.js';
import {contentOf, managedObjects} from '../engine/support/content.js';
import {SecondAdmin} from '../engine/support/second-admin.js';
import {runProgram} from './support/headless.js';

const rounds = 12;
const starts = ['from nothing', 'with the API alone'] as const;
let survived = 0;
afterAll(() => {
  console.log(`two machines: ${2 * rounds} races, ${survived} with one of each`);
});

/** Two processes with separate settings folders start on one tenant at the same moment. */
test.concurrent.for(
  Array.from({length: rounds}, (_, round) => starts.map(start => ({round, start}))).flat(),
)(
  'two runs $start leave one of each object, race $round',
  async ({round, start}, {expect: here}) => {
    // With a slower tenant, the runs differ more in time.
    const tenant = await startDemoTenant({scenario: 'fresh', latencyMs: (round % 4) * 40});
    const folders = await Promise.all(
      [1, 2].map(() => mkdtemp(join(tmpdir(), 'timesheets-machine-'))),
    );
    const apply = (folder: string | undefined) =>
      runProgram(['apply', '--yes', '--json'], {
        AUTH0_DOMAIN: tenant.url,
        AUTH0_CLIENT_ID: tenant.clientId,
        AUTH0_CLIENT_SECRET: tenant.clientSecret,
        TIMESHEETS_SETUP_CONFIG_DIR: folder ?? '',
      });
    try {
      if (start === 'with the API alone') new SecondAdmin(tenant).createApi();
      const [first, second] = folders;
      const later = new Promise(resolve => setTimeout(resolve, Math.floor(round / 4) * 30));
      const ends = await Promise.all([apply(first), later.then(() => apply(second))]);
      for (const {exitCode, stdout} of ends) here(exitCode, stdout).toBe(0);
      const {apis, clients, grants} = managedObjects(contentOf(tenant));
      here([apis, clients, grants].map(({length}) => length)).toEqual([1, 1, 1]);
      for (const folder of folders) {
        const {exitCode, stdout} = await apply(folder);
        here({exitCode, applied: JSON.parse(stdout).applied}).toEqual({exitCode: 0, applied: []});
      }
      survived += 1;
    } finally {
      await tenant.close();
      await Promise.all(folders.map(folder => rm(folder, {recursive: true, force: true})));
    }
  },
);

test('enough races happened', () => expect(rounds).toBeGreaterThan(10));
