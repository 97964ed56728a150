import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {Settings} from '../../../src/commands/settings/settings.js';
import {
  readTenantSettings,
  rememberTenant,
  tenantNames,
} from '../../../src/commands/settings/tenant-settings.js';
import {documented} from '../../../src/scenario/documented.js';

const own = 'acme.eu.auth0.com';
const host = 'login.acme.com';
const audience = `https://${own}/api/v2/`;
const chosen = {...documented, client: {name: 'Hours Import'}};
const earlier = {...documented, client: {name: 'Earlier Import'}};

let folder: string;
let settings: Settings;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timesheets-setup-settings-'));
  settings = new Settings(folder);
});

afterEach(async () => {
  await rm(folder, {recursive: true, force: true});
});

const readStored = async (domain: string) =>
  JSON.parse(await readFile(join(folder, 'tenants', `${domain}.json`), 'utf8'));

test('choices made at either domain apply at both', async () => {
  await rememberTenant(settings, {host: own, own}, {blueprint: chosen});
  expect(readTenantSettings(settings, host, audience).known.blueprint).toEqual(chosen);
  await rememberTenant(settings, {host, own}, {blueprint: earlier, audience});
  expect(readTenantSettings(settings, own, undefined).known.blueprint).toEqual(earlier);
});

test('a custom domain keeps its audience, its secret and its last use, and nothing else', async () => {
  const update = {blueprint: chosen, audience, secretKept: true, lastUsedAt: '2026-11-02'} as const;
  await rememberTenant(settings, {host, own}, update);
  expect(Object.keys(await readStored(host)).sort()).toEqual(
    ['audience', 'clientIds', 'domain', 'lastUsedAt', 'secretKept', 'version'].sort(),
  );
  expect(await readStored(own)).not.toHaveProperty('audience');
  expect(readTenantSettings(settings, host, undefined).audience).toBe(audience);
});

test('settings that an earlier version saved under a custom domain are found at both, newest first', async () => {
  const clientIds = new Map([['https://a', 'one']]);
  await settings.remember(own, {blueprint: earlier, lastUsedAt: '2026-11-01'});
  await settings.remember(host, {blueprint: chosen, clientIds, audience, lastUsedAt: '2026-11-02'});
  for (const at of [own, host]) {
    expect(readTenantSettings(settings, at, undefined).known).toMatchObject({
      blueprint: chosen,
      clientIds,
    });
  }
  await settings.remember(own, {blueprint: earlier, lastUsedAt: '2026-11-03'});
  expect(readTenantSettings(settings, host, undefined).known.blueprint).toEqual(earlier);
});

test.each([own, host])('they are moved to the own domain with the next write at %s', async at => {
  await settings.remember(host, {blueprint: chosen, audience, lastUsedAt: '2026-11-02'});
  await rememberTenant(settings, {host: at, own}, {requestLimit: 2});
  expect(await readStored(own)).toMatchObject({blueprint: chosen, requestLimit: 2});
  expect(await readStored(host)).not.toHaveProperty('blueprint');
  expect(await readStored(host)).toMatchObject({audience});
});

test('settings of a custom domain’s former tenant are moved to that tenant', async () => {
  const former = 'former.us.auth0.com';
  await settings.remember(host, {blueprint: chosen, audience: `https://${former}/api/v2/`});
  expect(readTenantSettings(settings, host, audience).known).toEqual({});
  await rememberTenant(settings, {host, own}, {audience});
  expect(readTenantSettings(settings, former, undefined).known.blueprint).toEqual(chosen);
  expect(readTenantSettings(settings, host, undefined)).toMatchObject({
    audience,
    known: {audience},
  });
  expect(readTenantSettings(settings, host, undefined).known).not.toHaveProperty('blueprint');
});

test('a custom domain with a damaged file is skipped', async () => {
  await settings.remember(host, {audience});
  await settings.remember('login.other.com', {audience: 'https://other.us.auth0.com/api/v2/'});
  expect(tenantNames(settings, own, own)).toEqual([own, host]);
});
