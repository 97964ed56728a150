import {expect, test} from 'vitest';
import {free, startDemoTenant} from '../../src/emulator/server.js';
import {contentOf} from './support/content.js';
import {JournalFolder} from './support/journals.js';
import {repair} from './support/run.js';
import {comparableContent, undo} from './support/undo.js';

/** Two requests per second, two concurrent, in real time. */
test.concurrent.each(['dashboard', 'fresh', 'drifted'])(
  'on a Free plan, a run on %s succeeds with at most two 429 responses',
  async scenario => {
    const tenant = await startDemoTenant({scenario, settings: {plan: free}});
    const outcome = await repair(tenant);
    const refused = tenant.requests.filter(({status}) => status === 429).length;
    await tenant.close();
    expect(outcome).toMatchObject({kind: 'done'});
    expect(refused).toBeLessThanOrEqual(2);
  },
);

/** Reading all objects of a run takes more requests than the burst allows. */
test.concurrent('undo on a Free plan succeeds too, and rereads the tenant before each write', {
  timeout: 60_000,
}, async () => {
  const tenant = await startDemoTenant({scenario: 'drifted', settings: {plan: free}});
  const journals = await JournalFolder.for(tenant);
  const before = comparableContent(contentOf(tenant));
  await repair(tenant, {journal: journals.journal()});
  const sent = tenant.requests.length;
  await undo(tenant, journals);
  await tenant.close();
  await journals.remove();
  expect(comparableContent(contentOf(tenant))).toEqual(before);
  expect(tenant.requests.length - sent).toBeLessThanOrEqual(40);
});
