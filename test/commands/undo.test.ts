import {chmod, chown, cp, readdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {settingsFile} from '../../src/commands/settings/settings-folder.js';
import {documented} from '../../src/scenario/documented.js';
import {contentOf, type Stage, startStage} from '../journeys/support/tenant.js';
import {codeOf, runCommand} from './support/command-line.js';

let here: Stage;

beforeEach(async () => {
  here = await startStage('dashboard');
});

afterEach(async () => {
  await here.close();
});

async function applyFirst() {
  const before = contentOf(here.tenant);
  await runCommand('apply --yes', {env: here.env});
  return {before, after: contentOf(here.tenant)};
}

describe('undo', () => {
  test('lists what it restores, restores it, and exits 0', async () => {
    const {before} = await applyFirst();
    const {exitCode, stdout} = await runCommand('undo --yes', {env: here.env});
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^To undo the run of \d{4}-\d\d-\d\d \d\d:\d\d UTC on 127\.0\.0\.1:\d+:\n/,
    );
    expect(stdout).toContain('\n  ↶ ');
    expect(stdout).toMatch(/\nUndone: \d writes?\.\n$/);
    expect(contentOf(here.tenant).applications).toEqual(before.applications);
  });

  test('says that a run could not be reverted, and offers the run before it', async () => {
    await applyFirst();
    const out = join(here.folder, '.env');
    const rotated = await runCommand(['rotate-secret', '--yes', '--out', out], {env: here.env});
    expect(rotated.exitCode).toBe(0);
    const first = await runCommand('undo --yes', {env: here.env});
    expect(first.stdout).toMatch(
      /Nothing could be reverted\.\nTo undo the run before it, of .* UTC, run `timesheets-setup undo` again\./,
    );
    const second = await runCommand('undo --yes', {env: here.env});
    expect(second.stdout).toMatch(/\nUndone: \d writes?\.\n$/);
  });

  test('follows the journal, so damaged settings stop nothing, and choices are not mentioned', async () => {
    await applyFirst();
    const settings = join(here.folder, 'tenants', settingsFile(here.tenant.domain));
    await writeFile(settings, '{"version": 1, "dom');
    const {exitCode, stderr} = await runCommand('undo --yes', {env: here.env});
    expect(exitCode).toBe(0);
    expect(stderr).toContain(settings);
    expect(stderr).not.toContain('documented setup');
  });

  test('--json has what was restored, and each write', async () => {
    await applyFirst();
    const {stdout} = await runCommand('undo --yes --json', {env: here.env});
    const {restored, applied: writes} = JSON.parse(stdout);
    expect(restored.length).toBeGreaterThan(0);
    expect(writes.length).toBeGreaterThan(0);
  });

  test('--dry-run only lists it, and exits 0', async () => {
    const {after} = await applyFirst();
    const {exitCode, stdout} = await runCommand('undo --dry-run', {env: here.env});
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\nNothing was changed\.\n$/);
    expect(contentOf(here.tenant)).toEqual(after);
  });

  test('refuses a journal that other users can write to', async () => {
    const {after} = await applyFirst();
    const entries = await readdir(here.folder, {recursive: true});
    const journal = entries.find(path => path.endsWith('.jsonl')) ?? '';
    await chmod(join(here.folder, journal), 0o666);
    const {exitCode, stderr} = await runCommand('undo --yes', {env: here.env});
    expect(stderr).toContain('other users can write to it');
    expect(exitCode).toBe(1);
    expect(contentOf(here.tenant)).toEqual(after);
  });

  test.skipIf(process.getuid?.() !== 0)(
    'refuses journals in a folder that another user created in a shared one',
    async () => {
      const {after} = await applyFirst();
      await chmod(here.folder, 0o1777);
      const planted = join(here.folder, 'planted');
      await cp(join(here.folder, 'journal'), join(planted, 'journal'), {recursive: true});
      await chown(planted, 4242, 4242);
      const env = {...here.env, TIMESHEETS_SETUP_CONFIG_DIR: planted};
      for (const command of ['undo --yes', 'undo --dry-run', 'rotate-secret --yes --out .env']) {
        const {exitCode, stderr} = await runCommand(command, {env});
        expect(stderr).toContain('was created by another user');
        expect(exitCode).toBe(1);
      }
      const blueprint = join(here.folder, 'blueprint.json');
      await writeFile(blueprint, JSON.stringify(documented));
      const {exitCode} = await runCommand(`apply --yes --blueprint ${blueprint}`, {env});
      expect(exitCode).toBe(1);
      expect(contentOf(here.tenant)).toEqual(after);
    },
  );

  test('shows the list once when confirmed', async () => {
    await applyFirst();
    const {exitCode, stdout} = await runCommand('undo', {
      env: here.env,
      terminal: 80,
      answers: ['y'],
    });
    expect(exitCode).toBe(0);
    expect(stdout.match(/To undo the run of .* on /g)).toHaveLength(1);
  });

  test('exits 2 and changes nothing when declined', async () => {
    const {after} = await applyFirst();
    const {exitCode, stdout} = await runCommand('undo', {
      env: here.env,
      terminal: 80,
      answers: ['n'],
    });
    expect(exitCode).toBe(2);
    expect(stdout).toContain('Undo this? [y/N] ');
    expect(stdout).toMatch(/Nothing was changed\.\n$/);
    expect(contentOf(here.tenant)).toEqual(after);
  });

  test('exits 3 without a terminal', async () => {
    const ran = await runCommand('undo', {env: here.env});
    expect([ran.exitCode, codeOf(ran)]).toEqual([3, 'needs_confirmation']);
  });

  test('exits 2 if the tenant has changed since', async () => {
    await applyFirst();
    for (const {client_id, name} of here.tenant.store.clients.all()) {
      if (name !== 'Timesheets Import Job') continue;
      here.tenant.store.clients.update(client_id, row => ({...row, name: 'Theirs'}));
    }
    const ran = await runCommand('undo --yes', {env: here.env});
    expect([ran.exitCode, codeOf(ran)]).toEqual([2, 'tenant_changed']);
  });

  test('exits 0 if there is nothing to undo', async () => {
    const {exitCode, stdout} = await runCommand('undo --yes', {env: here.env});
    expect(exitCode).toBe(0);
    expect(stdout).toContain('There is nothing to undo on');
  });
});
