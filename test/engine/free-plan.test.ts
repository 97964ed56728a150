import {expect, test} from 'vitest';
import {free, startDemoTenant} from '../../src/emulator/server.js';
import {repair} from './support/run.js';

/** Two requests a second, two at once: real time passes here. */
test.concurrent.each(['dashboard', 'fresh', 'drifted'])(
  'on a Free plan a run on %s ends well with at most two answers of 429',
  async scenario => {
    const tenant = await startDemoTenant({scenario, settings: {plan: free}});
    const outcome = await repair(tenant);
    const refused = tenant.requests.filter(({status}) => status === 429).length;
    await tenant.close();
    expect(outcome).toMatchObject({kind: 'done'});
    expect(refused).toBeLessThanOrEqual(2);
  },
);
