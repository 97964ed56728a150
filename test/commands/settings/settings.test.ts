import {execFileSync} from 'node:child_process';
import {
  chmod,
  chown,
  lchown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {Settings} from '../../../src/commands/settings/settings.js';
import {knownTenants} from '../../../src/commands/settings/settings-folder.js';
import {makePrivateFolder} from '../../../src/engine/private-folder.js';
import {documented} from '../../../src/scenario/documented.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timesheets-setup-settings-'));
});

afterEach(async () => {
  await rm(folder, {recursive: true, force: true});
});

const acme = 'acme.eu.auth0.com';
const fileOf = (domain: string) => join(folder, 'tenants', `${domain}.json`);

test('saved settings read back, and other fields are kept', async () => {
  const settings = new Settings(folder);
  await settings.remember(acme, {
    clientIds: new Map([['https://a', 'one']]),
    blueprint: documented,
  });
  await settings.remember(acme, {
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

test('the file is readable by its owner only', async () => {
  await new Settings(folder).remember(acme, {clientIds: new Map()});
  expect((await stat(fileOf(acme))).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'tenants'))).mode & 0o777).toBe(0o700);
});

test('the file is JSON with tabs, as Conf writes it, without a temporary file beside it', async () => {
  await new Settings(folder).remember(acme, {clientIds: new Map([['__proto__', 'one']])});
  expect(await readFile(fileOf(acme), 'utf8')).toBe(
    `{\n\t"version": 2,\n\t"domain": "${acme}",\n\t"clientIds": {\n\t\t"__proto__": "one"\n\t}\n}\n`,
  );
  expect(await readdir(join(folder, 'tenants'))).toEqual([`${acme}.json`]);
});

test('reading creates no file', async () => {
  expect(new Settings(folder).read(acme)).toEqual({});
  expect(await readdir(folder)).toEqual([]);
});

test('tenants have separate files, and the last used comes first', async () => {
  const settings = new Settings(folder);
  await settings.remember(acme, {lastUsedAt: '2026-11-01T00:00:00Z'});
  await settings.remember('other.us.auth0.com', {lastUsedAt: '2026-11-02T00:00:00Z'});
  expect(settings.domains()).toEqual(['other.us.auth0.com', acme]);
  settings.forget(acme);
  expect(settings.domains()).toEqual(['other.us.auth0.com']);
});

test.each([
  ['half a file', '{"version": 1, "dom', 'settings_damaged'],
  ['another shape', '{"version": 1, "domain": 7}', 'settings_damaged'],
  ['a newer version', '{"version": 3, "domain": "acme.eu.auth0.com"}', 'settings_damaged'],
])('%s is reported and left unchanged', async (_, content, code) => {
  const settings = new Settings(folder);
  await settings.remember(acme, {});
  await writeFile(fileOf(acme), content);
  expect(() => settings.read(acme)).toThrow(expect.objectContaining({code}));
  await expect(settings.remember(acme, {lastUsedAt: 'now'})).rejects.toMatchObject({code});
  expect(await readFile(fileOf(acme), 'utf8')).toBe(content);
});

test('a file copied from another tenant is rejected, left unchanged, and not listed', async () => {
  const settings = new Settings(folder);
  const other = 'other.us.auth0.com';
  await settings.remember(other, {blueprint: documented});
  const content = await readFile(fileOf(other), 'utf8');
  await writeFile(fileOf(acme), content);
  const refusal = {code: 'settings_damaged', message: expect.stringContaining(`not to ${acme}`)};
  expect(() => settings.read(acme)).toThrow(expect.objectContaining(refusal));
  await expect(settings.remember(acme, {lastUsedAt: 'now'})).rejects.toMatchObject(refusal);
  expect(await readFile(fileOf(acme), 'utf8')).toBe(content);
  expect(settings.domains()).toEqual([other]);
  expect(knownTenants(folder)).toMatchObject([{domain: other}]);
  expect(settings.forget(acme)).toEqual([acme]);
  expect(settings.read(acme)).toEqual({});
});

test('settings of a newer version are reported as such, not as damaged', async () => {
  const settings = new Settings(folder);
  await settings.remember(acme, {});
  await writeFile(fileOf(acme), '{"version": 9, "shape": "unknown to us"}');
  expect(() => settings.read(acme)).toThrow('were written by a newer version of this tool');
});

test.skipIf(process.getuid?.() === 0)('a read-only folder is reported', async () => {
  await chmod(folder, 0o500);
  await expect(new Settings(folder).remember(acme, {})).rejects.toMatchObject({
    code: 'file_unwritable',
  });
});

test('a folder that can’t be created is reported', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(new Settings(file).remember(acme, {})).rejects.toMatchObject({
    code: 'file_unwritable',
  });
});

test('concurrent updates of two runs are both kept', async () => {
  const ids = Array.from({length: 12}, (_, index) => `https://api-${index}`);
  await Promise.all(
    ids.map(id => new Settings(folder).remember(acme, {clientIds: new Map([[id, 'client']])})),
  );
  expect([...(new Settings(folder).read(acme).clientIds ?? new Map()).keys()].sort()).toEqual(
    ids.sort(),
  );
  expect(await readdir(join(folder, 'tenants'))).toEqual([`${acme}.json`]);
});

test('many processes can create the same folders at once', async () => {
  for (let round = 0; round < 20; round += 1) {
    const path = join(folder, `round-${round}`, 'a', 'b', 'c');
    await Promise.all(Array.from({length: 8}, () => makePrivateFolder(path)));
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  }
  await expect(makePrivateFolder('/proc/none/a')).rejects.toThrow('ENOENT');
});

test.each([
  ['a folder', async (path: string) => await mkdir(path)],
  ['a pipe', async (path: string) => execFileSync('mkfifo', [path])],
  ['a link that leads nowhere', async (path: string) => await symlink('none', path)],
  [
    'Latin-1',
    async (path: string) => await writeFile(path, Buffer.from('"J\u00fcrgen"', 'latin1')),
  ],
])('%s in place of the file is an error, not a default', async (_, make) => {
  await mkdir(join(folder, 'tenants'));
  await make(fileOf(acme));
  expect(() => new Settings(folder).read(acme)).toThrow(
    expect.objectContaining({code: expect.stringMatching(/^(settings_damaged|file_unreadable)$/)}),
  );
});

test('a link to a missing volume is an error, not a default', async () => {
  await symlink(join(folder, 'volume'), join(folder, 'config'));
  expect(() => new Settings(join(folder, 'config')).read(acme)).toThrow('the link leads nowhere');
});

test('folders that others can write to are made private, and that is reported once', async () => {
  const settings = new Settings(folder);
  await settings.remember(acme, {});
  const journal = join(folder, 'journal');
  await mkdir(join(journal, acme), {recursive: true});
  const open = [folder, join(folder, 'tenants'), journal, join(journal, acme)];
  for (const each of open) await chmod(each, 0o777);
  expect(await settings.tighten()).toEqual(
    open.map(each => `Other users could write to ${each}. This tool removed their access.`),
  );
  for (const each of open) expect((await stat(each)).mode & 0o777).toBe(0o700);
  expect(await settings.tighten()).toEqual([]);
});

test('a folder with other content stays readable, and writable for its group', async () => {
  await writeFile(join(folder, 'package.json'), '{}');
  await chmod(folder, 0o777);
  expect(await new Settings(folder).tighten()).toHaveLength(1);
  expect((await stat(folder)).mode & 0o777).toBe(0o755);
  await chmod(folder, 0o775);
  expect(await new Settings(folder).tighten()).toEqual([]);
  expect((await stat(folder)).mode & 0o777).toBe(0o775);
});

test('a shared folder with the sticky bit is left unchanged', async () => {
  const shared = join(folder, 'shared');
  await mkdir(shared);
  await chmod(shared, 0o1777);
  expect(await new Settings(shared).tighten()).toEqual([]);
  expect((await stat(shared)).mode & 0o7777).toBe(0o1777);
});

describe.skipIf(process.getuid?.() !== 0)('as root, which can act as another user,', () => {
  const stranger = 4242;

  test('a folder that another user created in a shared one is refused', async () => {
    const shared = join(folder, 'shared');
    await mkdir(shared);
    await chmod(shared, 0o1777);
    await mkdir(join(shared, 'tenants'));
    await chown(join(shared, 'tenants'), stranger, stranger);
    await expect(new Settings(shared).tighten()).rejects.toMatchObject({code: 'file_unreadable'});
  });

  test.each([
    ['folder', async (path: string) => await mkdir(path)],
    [
      'link to a folder',
      async (path: string) => {
        await mkdir(join(folder, 'elsewhere'));
        await symlink(join(folder, 'elsewhere'), path);
      },
    ],
  ])('a %s that another user created while everybody could write is refused', async (_, plant) => {
    await chmod(folder, 0o777);
    await plant(join(folder, 'journal'));
    await lchown(join(folder, 'journal'), stranger, stranger);
    await expect(new Settings(folder).tighten()).rejects.toMatchObject({code: 'file_unreadable'});
  });

  test('settings that another user created are refused, and their tenant is not offered', async () => {
    const settings = new Settings(folder);
    await settings.remember(acme, {lastUsedAt: '2026-11-03T10:00:00Z'});
    expect(knownTenants(folder)).toHaveLength(1);
    await chown(fileOf(acme), stranger, stranger);
    expect(() => settings.read(acme)).toThrow('it belongs to another user');
    expect(settings.domains()).toEqual([]);
    expect(knownTenants(folder)).toEqual([]);
  });

  test('files of the folder’s owner are read, as with sudo', async () => {
    const theirs = join(folder, 'theirs');
    await new Settings(theirs).remember(acme, {});
    for (const path of ['', 'tenants', `tenants/${acme}.json`]) {
      await chown(join(theirs, path), stranger, stranger);
    }
    expect(new Settings(theirs).domains()).toEqual([acme]);
    expect(await new Settings(theirs).tighten()).toEqual([]);
  });

  test('an unreadable file or folder is an error, not a default', async () => {
    await new Settings(folder).remember(acme, {clientIds: new Map([['a', 'b']])});
    await chmod(folder, 0o755);
    expect(readAs(stranger)).toBe('file_unreadable');
    await chmod(join(folder, 'tenants'), 0o755);
    expect(readAs(stranger)).toBe('file_unreadable');
    await chmod(fileOf(acme), 0o644);
    expect(readAs(stranger)).toBe('[["a","b"]]');
  });

  test('a user without a home folder is asked to set one', () => {
    expect(readAs(stranger, 'undefined')).toBe('file_unreadable');
  });

  test('for root’s folder that everybody can write to, as a volume in a container, one inside it is suggested', async () => {
    await chmod(folder, 0o777);
    const hint = runAs(stranger, `new Settings('${folder}').tighten()`, 'hint');
    expect(hint).toContain(join(folder, 'timesheets-setup'));
    const inside = join(folder, 'timesheets-setup');
    const remember = `new Settings('${inside}').remember('${acme}', {})`;
    expect(runAs(stranger, `${remember}.then(() => 'remembered')`, 'hint')).toBe('remembered');
  });

  function readAs(uid: number, named = JSON.stringify(folder)): string {
    const ids = `new Settings(${named}).read('${acme}').clientIds`;
    return runAs(uid, `JSON.stringify([...${ids}])`, 'code');
  }

  /**
   * What an expression gives another user, or that member of the error it throws. In a child process,
   * because dropping privileges is final.
   */
  function runAs(uid: number, expression: string, ofError: 'code' | 'hint'): string {
    const module = fileURLToPath(
      new URL('../../../src/commands/settings/settings.ts', import.meta.url),
    );
    const script = `
      const {Settings} = await import(${JSON.stringify(module)});
      delete process.env.HOME;
      delete process.env.XDG_CONFIG_HOME;
      process.setgroups([]);
      process.setgid(${uid});
      process.setuid(${uid});
      try {
        console.log(await ${expression});
      } catch (error) {
        console.log(error.${ofError});
      }`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    return execFileSync(process.execPath, args, {encoding: 'utf8'}).trim();
  }
});

test('settings of version 1 are read, and written in the current version', async () => {
  const fixture = new URL('fixtures/settings-v1.json', import.meta.url);
  await makePrivateFolder(join(folder, 'tenants'));
  await writeFile(fileOf(acme), await readFile(fixture));
  const settings = new Settings(folder);
  expect(settings.read(acme)).toEqual({
    blueprint: documented,
    clientIds: new Map([
      ['https://api.exampleco.com/timesheets', 'HW2hCxrqP6OD4cUBkiDtB3TI95L9ckf7'],
    ]),
    lastInSyncAt: '2026-11-03T10:00:00.000Z',
  });
  await settings.remember(acme, {requestLimit: 2});
  const written: unknown = JSON.parse(await readFile(fileOf(acme), 'utf8'));
  expect(written).toMatchObject({version: 2, blueprint: documented, requestLimit: 2});
});

test('a partial file is read, and its missing fields are undefined', async () => {
  await makePrivateFolder(join(folder, 'tenants'));
  await writeFile(fileOf(acme), JSON.stringify({domain: acme}));
  expect(new Settings(folder).read(acme)).toEqual({});
});
