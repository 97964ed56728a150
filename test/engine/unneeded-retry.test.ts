import {afterEach, expect, test} from 'vitest';
import {type DemoTenant, startDemoTenant} from '../../src/emulator/server.js';
import {documented} from '../../src/scenario/documented.js';
import {contentOf, writesOf} from './support/content.js';
import {LeapingClock} from './support/leaping-clock.js';
import {repair} from './support/run.js';
import {SecondAdmin} from './support/second-admin.js';

let tenant: DemoTenant;
afterEach(async () => {
  await tenant.close();
});

/** A rate-limited write, and another admin who is at work while it waits. */
async function limited(scenario: string, write: string, work: (admin: SecondAdmin) => void) {
  tenant = await startDemoTenant({scenario});
  const [method = '', path = ''] = write.split(' ');
  tenant.faults.add({kind: '429-retry-after', method, path: `/api/v2/${path}`, nth: 1, seconds: 1});
  let acted = false;
  tenant.hooks.afterRequest = request => {
    if (acted || request.method !== method) return;
    acted = true;
    work(new SecondAdmin(tenant));
  };
  const outcome = await repair(tenant, {signingIn: {clock: new LeapingClock()}});
  expect(acted).toBe(true);
  return outcome;
}

test('a rate-limited write holds up no other once another admin made the same change', async () => {
  const renamed = (admin: SecondAdmin) => {
    const job = contentOf(tenant).clients.find(({name}) => name.includes('Test Application'));
    admin.renamesApplication(job?.client_id ?? '', documented.client.name);
  };
  const outcome = await limited('dashboard', 'PATCH clients/*', renamed);
  expect(outcome).toMatchObject({kind: 'done'});
  expect(writesOf(tenant).at(-1)).toMatch(/^PATCH client-grants/);
});
