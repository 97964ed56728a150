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

test('a rate-limited write no longer delays others once another admin made the same change', async () => {
  tenant = await startDemoTenant({scenario: 'dashboard'});
  tenant.faults.add({
    kind: '429-retry-after',
    method: 'PATCH',
    path: '/api/v2/clients/*',
    nth: 1,
    seconds: 1,
  });
  let acted = false;
  tenant.hooks.afterRequest = ({method}) => {
    if (acted || method !== 'PATCH') return;
    acted = true;
    const job = contentOf(tenant).clients.find(({name}) => name.includes('Test Application'));
    new SecondAdmin(tenant).renameApplication(job?.client_id ?? '', documented.client.name);
  };
  const outcome = await repair(tenant, {signingIn: {clock: new LeapingClock()}});
  expect(acted).toBe(true);
  expect(outcome).toMatchObject({kind: 'done'});
  expect(writesOf(tenant).at(-1)).toMatch(/^PATCH client-grants/);
});
