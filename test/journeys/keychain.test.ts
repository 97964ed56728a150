import {chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {runProgram} from './support/headless.js';
import {type Stage, startStage} from './support/tenant.js';
import {keys, ProgramInTerminal} from './support/terminal.js';

/** `secret-tool` as its manual describes it, with a folder for a store. */
const secretTool = `#!/bin/sh
verb=$1; shift
case $1 in --label=*) shift;; esac
file="$KEYCHAIN/$(printf %s "$2 $4" | tr -c 'A-Za-z0-9.' _)"
case $verb in
  store) cat > "$file";;
  lookup) cat "$file" 2>/dev/null;;
  clear) rm -f "$file";;
esac
`;

let place: Stage;
let home: string;
let keychain: string;
let env: Record<string, string>;
const programs: ProgramInTerminal[] = [];

beforeEach(async () => {
  place = await startStage('converged');
  home = await mkdtemp(join(tmpdir(), 'timesheets-setup-home-'));
  keychain = join(home, 'keychain');
  await Promise.all([mkdir(keychain), mkdir(join(home, 'bin'))]);
  await writeFile(join(home, 'bin', 'secret-tool'), secretTool);
  await chmod(join(home, 'bin', 'secret-tool'), 0o755);
  env = {
    HOME: home,
    PATH: `${join(home, 'bin')}:${process.env.PATH ?? ''}`,
    KEYCHAIN: keychain,
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere',
    TIMESHEETS_SETUP_CONFIG_DIR: place.folder,
  };
});

afterEach(async () => {
  for (const program of programs.splice(0)) program.dispose();
  await place.close();
  await rm(home, {recursive: true, force: true});
});

function wizard(...args: readonly string[]): ProgramInTerminal {
  const program = new ProgramInTerminal(args, {env});
  programs.push(program);
  return program;
}

async function signInByTyping(): Promise<ProgramInTerminal> {
  const {url, clientId, clientSecret} = place.tenant;
  const program = wizard();
  await program.waitForText('❯ Domain');
  program.press(url, keys.enter);
  await program.waitForText('❯ ● API Explorer token');
  program.press(keys.down);
  await program.waitForText('❯ ● Machine to Machine application');
  program.press(keys.enter);
  await program.waitForText('❯ Client ID');
  program.press(clientId, keys.enter);
  await program.waitForText('❯ Client Secret');
  program.press(clientSecret, keys.enter);
  await program.waitForText('❯ ● don’t keep it');
  return program;
}

test('the secret is saved if the admin chooses so; the next run needs only Enter; forget removes it', async () => {
  const first = await signInByTyping();
  first.press(keys.down);
  await first.waitForText('❯ ● in this computer’s keychain');
  first.press(keys.enter);
  await first.waitForText('Run proof');
  expect(await readdir(keychain)).toHaveLength(1);
  first.press('q');
  await first.waitForExit();

  const second = wizard('--domain', place.tenant.url);
  await second.waitForText('❯ Domain');
  second.press(keys.enter);
  await second.waitForText('❯ ● Saved secret');
  second.press(keys.enter);
  await second.waitForText('Run proof');
  second.press('q');
  await second.waitForExit();

  for (const file of await readdir(place.folder, {recursive: true, withFileTypes: true})) {
    if (!file.isFile()) continue;
    const text = await readFile(join(file.parentPath, file.name), 'utf8');
    expect(text).not.toContain(place.tenant.clientSecret);
  }
  expect((await runProgram(['forget'], env)).exitCode).toBe(0);
  expect(await readdir(keychain)).toEqual([]);
});

test('nothing is saved by default', async () => {
  const program = await signInByTyping();
  program.press(keys.enter);
  await program.waitForText('Run proof');
  expect(await readdir(keychain)).toEqual([]);
});

test('a login of the auth0 CLI is offered for its tenant', async () => {
  const {domain, url} = place.tenant;
  const admin = place.tenant.accessToken;
  const half = Math.ceil(admin.length / 2);
  const file = (number: number) =>
    join(keychain, `Auth0_CLI_Access_Token_${number}_${domain.replace(':', '_')}`);
  await writeFile(file(0), admin.slice(0, half));
  await writeFile(file(1), admin.slice(half));
  await mkdir(join(home, '.config', 'auth0'), {recursive: true});
  const tenants = {[domain]: {domain, expires_at: new Date(Date.now() + 3_600_000).toISOString()}};
  await writeFile(join(home, '.config', 'auth0', 'config.json'), JSON.stringify({tenants}));

  const program = wizard('--domain', url);
  await program.waitForText('❯ Domain');
  program.press(keys.enter);
  await program.waitForText('❯ ● auth0 CLI token');
  program.press(keys.enter);
  await program.waitForText('Run proof');
});

test('an empty keychain is reported, and the other sign-in methods remain', async () => {
  const first = await signInByTyping();
  first.press(keys.down, keys.enter);
  await first.waitForText('Run proof');
  first.press('q');
  await first.waitForExit();
  await rm(keychain, {recursive: true});

  const second = wizard('--domain', place.tenant.url);
  await second.waitForText('❯ Domain');
  second.press(keys.enter);
  await second.waitForText('❯ ● Saved secret');
  second.press(keys.enter);
  await second.waitForText('The keychain has no sign-in');
  expect(second.screen).toContain('Machine to Machine application');
});
