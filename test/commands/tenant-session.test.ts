import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {Settings} from '../../src/commands/settings/settings.js';
import {settingsFile} from '../../src/commands/settings/settings-folder.js';
import {journalFolderOf, listJournals} from '../../src/engine/journal/journal-file.js';
import {parseEntry, seal} from '../../src/engine/journal/journal-schema.js';
import {documented} from '../../src/scenario/documented.js';
import {type Stage, startStage, writesOf} from '../journeys/support/tenant.js';
import {codeOf, runCommand} from './support/command-line.js';

/** Moves the journals to the custom host, where earlier versions kept them. */
async function moveJournalsToHost(folder: string, own: string, host: string): Promise<void> {
  await mkdir(journalFolderOf(folder, host));
  for (const file of await listJournals(journalFolderOf(folder, own))) {
    const path = join(journalFolderOf(folder, own), file);
    let digest = '';
    const lines = (await readFile(path, 'utf8'))
      .trimEnd()
      .split('\n')
      .map(line => {
        const entry = parseEntry(line);
        if (entry === undefined) throw new Error(`${file} is no journal`);
        const sealed = seal(entry.type === 'run' ? {...entry, domain: host} : entry, digest);
        digest = sealed.digest;
        return `${sealed.line}\n`;
      });
    await writeFile(join(journalFolderOf(folder, host), file), lines.join(''));
    await rm(path);
  }
}

describe('a tenant at its own domain and at a custom one', () => {
  let here: Stage;
  let own: Readonly<Record<string, string>>;
  let custom: Readonly<Record<string, string>>;
  let host: string;

  beforeEach(async () => {
    here = await startStage('custom-domain');
    const {customUrl = '', url} = here.tenant;
    host = new URL(customUrl).host;
    own = here.env;
    custom = {...own, AUTH0_DOMAIN: customUrl, AUTH0_AUDIENCE: `${url}/api/v2/`};
  });

  afterEach(() => here.close());

  const choices = '--identifier https://api.acme.test/hours --app-name Hours --api-name Hours-API';

  test('has one set of choices', async () => {
    await runCommand(`apply --yes ${choices}`, {env: own});
    const before = writesOf(here.tenant).length;
    const {exitCode, stdout} = await runCommand('apply --yes --json', {env: custom});
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, {domain: host, inSync: true}]);
    expect(writesOf(here.tenant)).toHaveLength(before);
  });

  test.each(['own', 'custom'])('undoes at the other domain a run at its %s domain', async at => {
    const [first, second] = at === 'own' ? [own, custom] : [custom, own];
    await runCommand(`apply --yes ${choices}`, {env: first});
    const {exitCode, stdout} = await runCommand('undo --yes --json', {env: second});
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).applied.length).toBeGreaterThan(0);
    expect(
      here.tenant.store.resourceServers.find(({name}) => name === 'Hours-API'),
    ).toBeUndefined();
  });

  test.each(['own', 'custom'])(
    'undoes at its %s domain a run that an earlier version journaled under the custom domain',
    async at => {
      await runCommand(`apply --yes ${choices}`, {env: own});
      await moveJournalsToHost(join(here.folder, 'journal'), here.tenant.domain, host);
      await runCommand('check', {env: custom});
      const env = at === 'own' ? own : custom;
      const {stdout} = await runCommand('undo --dry-run --json', {env});
      expect(JSON.parse(stdout).restored.length).toBeGreaterThan(0);
    },
  );

  test('has one lock', async () => {
    let during: Promise<string | undefined> | undefined;
    here.tenant.hooks.onRequest = async ({method, path}) => {
      if (method === 'GET' || !path.startsWith('/api/v2/') || during !== undefined) return;
      during = runCommand('apply --yes', {env: custom}).then(codeOf);
      await during;
    };
    await runCommand('apply --yes', {env: own});
    expect(await during).toBe('another_run');
  });

  test('is forgotten by any of its names', async () => {
    await runCommand(`apply --yes ${choices}`, {env: own});
    await runCommand('check', {env: custom});
    const {stdout} = await runCommand('forget --json', {env: custom});
    expect(JSON.parse(stdout).forgotten.sort()).toEqual([host, here.tenant.domain].sort());
  });

  test('is recognized from a token of the custom domain', async () => {
    await runCommand(`apply --yes ${choices}`, {env: own});
    const {url, customUrl = '', clientId, clientSecret} = here.tenant;
    const answer = await fetch(`${customUrl}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        audience: `${url}/api/v2/`,
      }),
    });
    const {access_token: token} = Object(await answer.json());
    const env = {
      AUTH0_DOMAIN: customUrl,
      AUTH0_ACCESS_TOKEN: String(token),
      TIMESHEETS_SETUP_CONFIG_DIR: here.folder,
    };
    expect((await runCommand('check', {env})).exitCode).toBe(0);
  });
});

test('settings copied from another tenant stop apply, and make check warn', async () => {
  const here = await startStage('dashboard');
  const folder = join(here.folder, 'tenants');
  await new Settings(here.folder).remember('other.eu.auth0.com', {blueprint: documented});
  const copy = join(folder, settingsFile(here.tenant.domain));
  await rename(join(folder, 'other.eu.auth0.com.json'), copy);
  const applied = await runCommand('apply --yes', {env: here.env});
  expect([applied.exitCode, codeOf(applied)]).toEqual([1, 'settings_damaged']);
  expect(writesOf(here.tenant)).toEqual([]);
  const {stderr} = await runCommand('check', {env: here.env});
  expect(stderr).toContain(`belong to other.eu.auth0.com, not to ${here.tenant.domain}`);
  expect(stderr).toContain('So the documented setup is used');
  await here.close();
});
