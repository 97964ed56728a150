import {describe, expect, test} from 'vitest';
import type {DemoTenant} from '../../../src/emulator/server.js';
import {documented} from '../../../src/scenario/documented.js';
import {contentOf, managedObjects, writesOf} from '../support/content.js';
import {type KillPoint, killAtWrite} from '../support/dying.js';
import {type JournalFolder, withTenant} from '../support/journals.js';
import {repair} from '../support/run.js';
import {comparableContent, confirmUndo, prepareLastUndo, undo} from '../support/undo.js';

interface Case extends KillPoint {
  readonly scenario: string;
}

const writes = {fresh: 3, dashboard: 3, drifted: 2, 'web-application': 1, 'all-scopes': 1};

const cases: readonly Case[] = Object.entries(writes).flatMap(([scenario, count]) =>
  Array.from({length: count}, (_, index) => index + 1).flatMap(write => [
    {scenario, write, when: 'before' as const},
    {scenario, write, when: 'after' as const},
  ]),
);

test.concurrent.for(cases)(
  'an apply of $scenario killed $when write $write is undone, or what is kept is reported',
  async ({scenario, ...death}, {expect: expectHere}) =>
    await withTenant(scenario, async (tenant, journals) => {
      const before = comparableContent(contentOf(tenant));
      const {through, killed} = killAtWrite(death);
      const run = repair(tenant, {journal: journals.journal(), through});
      expectHere(await Promise.race([run, killed])).toBe('killed');

      const undone = await undo(tenant, journals);
      expectHere(undone?.plan.conflicts).toEqual([]);
      const stays = undone?.plan.losses.filter(text => text.endsWith('so it stays.')) ?? [];
      const after = comparableContent(contentOf(tenant));
      if (stays.length === 0) expectHere(after).toEqual(before);
      else expectHere({scenario, when: death.when}).toEqual({scenario: 'fresh', when: 'after'});
      expectHere(await undo(tenant, journals)).toBeUndefined();
    }),
);

test.concurrent.for(cases)(
  'an undo of $scenario killed $when write $write can be resumed',
  async ({scenario, ...death}, {expect: expectHere}) =>
    await withTenant(scenario, async (tenant, journals) => {
      const before = comparableContent(contentOf(tenant));
      await repair(tenant, {journal: journals.journal()});
      const prepared = await prepareLastUndo(tenant, journals);
      if (prepared === undefined) throw new Error('there is a run to undo');
      const {through, killed} = killAtWrite(death);
      const run = confirmUndo(tenant, journals, prepared, {through});
      expectHere(await Promise.race([run, killed])).toBe('killed');

      expectHere(await undo(tenant, journals)).toMatchObject({plan: {conflicts: []}});
      expectHere(comparableContent(contentOf(tenant))).toEqual(before);
      expectHere(await undo(tenant, journals)).toBeUndefined();
    }),
);

/** As the wizard applies them: one run with several writes to the same API. */
const desiredWithName = (name: string) => ({
  ...documented,
  resourceServer: {...documented.resourceServer, name},
});

test.for(['before', 'after'] as const)(
  'a run killed %s its second write to the API is undone',
  async when =>
    await withTenant('converged', async (tenant, journals) => {
      const before = contentOf(tenant);
      const journal = journals.journal();
      await repair(tenant, {journal, desired: desiredWithName('Hours')});
      const {through, killed} = killAtWrite({write: 1, when});
      await Promise.race([
        repair(tenant, {journal, desired: desiredWithName('Times'), through}),
        killed,
      ]);
      expect(managedObjects(contentOf(tenant)).apis[0]?.name).toBe(
        when === 'before' ? 'Hours' : 'Times',
      );
      await undo(tenant, journals);
      expect(contentOf(tenant)).toEqual(before);
    }),
);

test('a run killed before its first write reached the tenant has nothing to undo', () =>
  withTenant('drifted', async (tenant, journals) => {
    const {through, killed} = killAtWrite({write: 1, when: 'before'});
    await Promise.race([repair(tenant, {journal: journals.journal(), through}), killed]);
    expect(await undo(tenant, journals)).toMatchObject({
      applied: [],
      plan: {steps: [], losses: [], conflicts: []},
    });
    expect(writesOf(tenant)).toEqual([]);
  }));

describe('killed between the two requests that turn off allow_all_scopes', () => {
  const afterHalfTrimmed = (act: (tenant: DemoTenant, journals: JournalFolder) => Promise<void>) =>
    withTenant('all-scopes', async (tenant, journals) => {
      const half = new Promise(resolve => {
        tenant.hooks.afterRequest = async ({method}, store) => {
          const grants = store.clientGrants.all();
          if (method !== 'PATCH' || grants.some(grant => grant.allow_all_scopes)) return;
          delete tenant.hooks.afterRequest;
          resolve('killed');
          await new Promise(() => {});
        };
      });
      const run = repair(tenant, {journal: journals.journal()});
      expect(await Promise.race([run, half])).toBe('killed');
      expect(managedObjects(contentOf(tenant)).grants).toMatchObject([{scope: []}]);
      await act(tenant, journals);
    });

  test('the job has too few permissions, and the next run adds them as a safe change', () =>
    afterHalfTrimmed(async (tenant, journals) => {
      const journal = journals.journal();
      expect(await repair(tenant, {journal, allowance: 'safe'})).toMatchObject({
        kind: 'done',
        applied: [{change: {set: {scope: ['batch:upload']}}}],
      });
      expect(managedObjects(contentOf(tenant)).grants).toMatchObject([{scope: ['batch:upload']}]);
    }));

  test('undo restores all permissions', () =>
    afterHalfTrimmed(async (tenant, journals) => {
      await undo(tenant, journals);
      expect(managedObjects(contentOf(tenant)).grants).toMatchObject([{allow_all_scopes: true}]);
      expect(await undo(tenant, journals)).toBeUndefined();
    }));

  test('undo reverts the next run first, then this one', () =>
    afterHalfTrimmed(async (tenant, journals) => {
      await repair(tenant, {journal: journals.journal()});
      await undo(tenant, journals);
      expect(managedObjects(contentOf(tenant)).grants).toMatchObject([{scope: []}]);
      await undo(tenant, journals);
      expect(managedObjects(contentOf(tenant)).grants).toMatchObject([{allow_all_scopes: true}]);
    }));
});
