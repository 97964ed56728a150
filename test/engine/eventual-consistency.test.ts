import {setTimeout as pause} from 'node:timers/promises';
import {afterEach, describe, expect, test} from 'vitest';
import {type DemoTenant, startDemoTenant} from '../../src/emulator/server.js';
import {contentOf, managedObjects, writesOf} from './support/content.js';
import {repair} from './support/run.js';

let tenant: DemoTenant;
afterEach(async () => {
  await tenant.close();
});

/** Hides a new application (404, and in no list) until `shown` resolves. */
function hideNewClientUntil(shown: Promise<unknown>): void {
  tenant.hooks.afterRequest = ({method, path, status}, store) => {
    if (method !== 'POST' || path !== '/api/v2/clients' || status !== 201) return;
    const created = store.clients.all().at(-1);
    if (created === undefined) return;
    store.clients.remove(created.client_id);
    void shown.then(() => store.clients.insert(created));
  };
}

function withResolvers() {
  let resolve = () => {};
  const promise = new Promise<void>(settle => {
    resolve = settle;
  });
  return {promise, resolve};
}

const counts = () => {
  const {apis, clients, grants} = managedObjects(contentOf(tenant));
  return [apis, clients, grants].map(({length}) => length);
};

describe('an application that appears in lists late', () => {
  test('is polled for', async () => {
    tenant = await startDemoTenant({scenario: 'fresh'});
    // Everything goes five times as fast as in life: the tenant, and the waits for it.
    hideNewClientUntil(pause(600, undefined, {ref: false}));
    const sleep = (ms: number) => pause(ms / 5);
    expect(await repair(tenant, {sleep})).toMatchObject({kind: 'done'});
    expect(counts()).toEqual([1, 1, 1]);
    expect(writesOf(tenant).filter(write => write === 'POST clients')).toHaveLength(1);
  });

  test('is never created twice: the run fails, and the next one uses it', async () => {
    tenant = await startDemoTenant({scenario: 'fresh'});
    const {promise: shown, resolve: show} = withResolvers();
    hideNewClientUntil(shown);
    const outcome = await repair(tenant, {sleep: async () => {}});
    expect(outcome).toMatchObject({
      kind: 'failed',
      problem: {code: 'timeout', hint: expect.stringContaining('“Timesheets Import Job”')},
    });
    expect(writesOf(tenant).filter(write => write === 'POST clients')).toHaveLength(1);
    show();
    await shown;
    delete tenant.hooks.afterRequest;
    expect(await repair(tenant)).toMatchObject({kind: 'done'});
    expect(counts()).toEqual([1, 1, 1]);
  });
});

/** The second run finds the first one's API, so no 409 makes it wait. */
test.each([2_000, 3_500])(
  'two concurrent runs leave one object of each kind when creating the application takes %i ms',
  async delayMs => {
    tenant = await startDemoTenant({scenario: 'fresh'});
    tenant.faults.add({kind: 'slow', method: 'POST', path: '/api/v2/clients', nth: 1, delayMs});
    const first = repair(tenant);
    await pause(300);
    const ends = await Promise.all([first, repair(tenant)]);
    expect(ends).toMatchObject([{kind: 'done'}, {kind: 'done'}]);
    expect(counts()).toEqual([1, 1, 1]);
  },
);
