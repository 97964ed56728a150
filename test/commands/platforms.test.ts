import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {systemKeychain} from '../../src/commands/settings/keychain.js';
import {systemFolder} from '../../src/commands/settings/settings-folder.js';
import {openInBrowser} from '../../src/commands/wizard-ports.js';
import {readBlueprint} from '../../src/scenario/read-blueprint.js';
import {runCommand} from './support/command-line.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timesheets-setup-platform-'));
});

afterEach(async () => {
  await rm(folder, {recursive: true, force: true});
});

/** A stub of another system's program that records its arguments. */
async function program(name: string, script: string): Promise<{PATH: string}> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\nprintf '%s\\n' "$*" >> '${folder}/calls'\n${script}\n`);
  await chmod(path, 0o755);
  return {PATH: `${folder}:/bin:/usr/bin`};
}

const calls = async () => (await readFile(join(folder, 'calls'), 'utf8')).trimEnd().split('\n');

describe('macOS', () => {
  test('the keychain: saved through a pipe, read, deleted', async () => {
    const env = await program(
      'security',
      `case "$1" in -i) cat > '${folder}/stdin' ;; find-*) echo go-keyring-base64:cw== ;; esac`,
    );
    const keychain = systemKeychain(env, 'darwin');
    await keychain?.save('service', 'acme', 'planted');
    expect(await keychain?.read('service', 'acme')).toBe('s');
    await keychain?.remove('service', 'acme');
    expect(await calls()).toEqual([
      '-i',
      'find-generic-password -s service -a acme -w',
      'delete-generic-password -s service -a acme',
    ]);
    const typed = await readFile(join(folder, 'stdin'), 'utf8');
    expect(typed).toContain(Buffer.from('planted').toString('base64'));
  });

  test.each([
    ['could not be found in the keychain.', 'resolves'],
    ['User interaction is not allowed.', 'rejects'],
  ] as const)('%s: deleting %s', async (sentence, end) => {
    const env = await program('security', `echo '${sentence}' >&2; exit 44`);
    const removal = systemKeychain(env, 'darwin')?.remove('service', 'acme');
    if (end === 'resolves') await expect(removal).resolves.toBeUndefined();
    else await expect(removal).rejects.toMatchObject({code: 'keychain_failed'});
  });
});

test('Windows has no supported keychain', () => {
  expect(systemKeychain({PATH: folder}, 'win32')).toBeUndefined();
});

test('settings are in each system’s standard place', () => {
  const ending = (env: Readonly<Record<string, string>>, platform: NodeJS.Platform) =>
    systemFolder(env, platform)?.replaceAll('\\', '/');
  expect(ending({}, 'darwin')).toMatch(/\/Library\/Preferences\/timesheets-setup$/);
  expect(ending({APPDATA: '/roaming'}, 'win32')).toBe('/roaming/timesheets-setup/Config');
  expect(ending({}, 'win32')).toMatch(/\/AppData\/Roaming\/timesheets-setup\/Config$/);
  expect(ending({XDG_CONFIG_HOME: '/xdg'}, 'linux')).toBe('/xdg/timesheets-setup');
  expect(ending({XDG_CONFIG_HOME: 'relative'}, 'linux')).toMatch(/\/\.config\/timesheets-setup$/);
});

test('a blueprint with CRLF line ends is the same blueprint', async () => {
  const {stdout} = await runCommand('export blueprint');
  const crlf = stdout.replaceAll('\n', '\r\n');
  expect(readBlueprint(crlf, 'file')).toEqual(readBlueprint(stdout, 'file'));
});

describe('the browser', () => {
  afterEach(() => {
    vi.doUnmock('open');
  });

  test('is opened with the URL, and not over SSH', async () => {
    const opened: string[] = [];
    vi.doMock('open', () => ({
      default: async (url: string) => {
        opened.push(url);
        return {once: (event: string, act: () => void) => event === 'spawn' && act()};
      },
    }));
    const url = 'https://manage.auth0.com/dashboard/eu/acme/apis';
    expect(await openInBrowser(url, {})).toBe('opened');
    expect(await openInBrowser(url, {SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22'})).toBe('not-opened');
    expect(opened).toEqual([url]);
  });

  test('that can’t be started is reported', async () => {
    vi.doMock('open', () => ({
      default: async () => ({once: (event: string, act: () => void) => event === 'error' && act()}),
    }));
    expect(await openInBrowser('https://manage.auth0.com/', {})).toBe('not-opened');
  });
});
