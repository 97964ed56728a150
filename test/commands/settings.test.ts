import {chmod, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {Settings} from '../../src/commands/settings.js';
import {documented} from '../../src/scenario/blueprint.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timesheets-setup-settings-'));
});

afterEach(async () => {
  await rm(folder, {recursive: true, force: true});
});

const acme = 'acme.eu.auth0.com';
const fileOf = (domain: string) => join(folder, 'tenants', `${domain}.json`);

test('what is remembered comes back, and what is not mentioned is kept', () => {
  const settings = new Settings(folder);
  settings.remember(acme, {clientIds: new Map([['https://a', 'one']]), blueprint: documented});
  settings.remember(acme, {
    clientIds: new Map([['https://b', 'two']]),
    lastInSyncAt: '2026-11-03T10:00:00Z',
  });
  expect(new Settings(folder).read(acme)).toEqual({
    clientIds: new Map([
      ['https://a', 'one'],
      ['https://b', 'two'],
    ]),
    blueprint: documented,
    lastInSyncAt: '2026-11-03T10:00:00Z',
  });
});

test('only the owner may read it', async () => {
  new Settings(folder).remember(acme, {clientIds: new Map()});
  expect((await stat(fileOf(acme))).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'tenants'))).mode & 0o777).toBe(0o700);
});

test('a look leaves nothing behind', async () => {
  expect(new Settings(folder).read(acme)).toEqual({});
  expect(await readdir(folder)).toEqual([]);
});

test('tenants don’t overwrite each other; the last used comes first', () => {
  const settings = new Settings(folder);
  settings.remember(acme, {lastUsedAt: '2026-11-01T00:00:00Z'});
  settings.remember('other.us.auth0.com', {lastUsedAt: '2026-11-02T00:00:00Z'});
  expect(settings.domains()).toEqual(['other.us.auth0.com', acme]);
  settings.forget(acme);
  expect(settings.domains()).toEqual(['other.us.auth0.com']);
});

test.each([
  ['half a file', '{"version": 1, "dom', 'settings_damaged'],
  ['another shape', '{"version": 1, "domain": 7}', 'settings_damaged'],
  ['a newer version', '{"version": 2, "domain": "acme.eu.auth0.com"}', 'settings_damaged'],
])('%s is told, and stays as it is', async (_, content, code) => {
  const settings = new Settings(folder);
  settings.remember(acme, {});
  await writeFile(fileOf(acme), content);
  expect(() => settings.read(acme)).toThrow(expect.objectContaining({code}));
  expect(() => settings.remember(acme, {lastUsedAt: 'now'})).toThrow(
    expect.objectContaining({code}),
  );
  expect(await readFile(fileOf(acme), 'utf8')).toBe(content);
});

test.skipIf(process.getuid?.() === 0)('a folder that may not be written is told', async () => {
  await chmod(folder, 0o500);
  expect(() => new Settings(folder).remember(acme, {})).toThrow(
    expect.objectContaining({code: 'file_unwritable'}),
  );
});

test('a folder that can’t be made is told', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  expect(() => new Settings(file).remember(acme, {})).toThrow(
    expect.objectContaining({code: 'file_unwritable'}),
  );
});
