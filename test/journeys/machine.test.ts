import {spawn} from 'node:child_process';
import {chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, describe, expect, onTestFinished, test} from 'vitest';
import {contentOf, managedObjects, writesOf} from '../engine/support/content.js';
import {damagedSettings, expectNoDefaults} from './support/damaged-settings.js';
import {bareEnvironment, type Run, runProgram, startProgram} from './support/headless.js';
import {type Stage, startStage} from './support/tenant.js';
import {keys, ProgramInTerminal} from './support/terminal.js';

const program = fileURLToPath(new URL('../../bin/timesheets-setup.js', import.meta.url));
const apply = ['apply', '--yes', '--allow-breaking', '--json'] as const;

let place: Stage;

afterEach(async () => {
  await place.close();
});

async function startOn(scenario: string): Promise<Stage> {
  place = await startStage(scenario);
  return place;
}

/** Runs a line of bash, with `setup` as the program. */
async function bash({env}: Stage, line: string): Promise<Run> {
  const script = `setup() { "${process.execPath}" "${program}" "$@"; }\n${line}`;
  return await new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', script], {
      env: {...bareEnvironment(), ...env},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', exitCode => resolve({exitCode: exitCode ?? -1, stdout, stderr}));
  });
}

/** A file size limit of zero: writes fail as on a full disk. */
const fullDisk = 'ulimit -f 0; trap "" XFSZ; ';

function counts({tenant}: Stage) {
  const {apis, clients, grants} = managedObjects(contentOf(tenant));
  return [apis, clients, grants].map(({length}) => length);
}

function settingsFileOf({tenant, folder}: Stage): string {
  return join(folder, 'tenants', `${tenant.domain.replace(':', '_')}.json`);
}

describe('concurrent runs', () => {
  test.each(['fresh', 'dashboard', 'drifted'])(
    'on %s: create each object once, and the later one is refused',
    async scenario => {
      const here = await startOn(scenario);
      const ends = await Promise.all([runProgram(apply, here.env), runProgram(apply, here.env)]);
      expect(counts(here)).toEqual([1, 1, 1]);
      for (const {exitCode, stdout, stderr} of ends) {
        expect(stderr).toBe('');
        const {inSync, error} = JSON.parse(stdout);
        expect(exitCode === 0 ? inSync : error.code).toBe(exitCode === 0 ? true : 'another_run');
      }
      expect(ends.some(({exitCode}) => exitCode === 0)).toBe(true);
      expect((await runProgram(apply, here.env)).exitCode).toBe(0);
      expect(counts(here)).toEqual([1, 1, 1]);
    },
  );

  test('while one writes, apply and undo are refused, and check is not', async () => {
    const here = await startOn('fresh');
    let others: Promise<readonly Run[]> | undefined;
    here.tenant.hooks.onRequest = async ({method, path}) => {
      if (method !== 'POST' || path !== '/api/v2/clients' || others !== undefined) return;
      const commands = [apply, ['undo', '--yes', '--json'], ['check', '--json']];
      others = Promise.all(commands.map(command => runProgram(command, here.env)));
      await others;
    };
    const first = await runProgram(apply, here.env);
    expect(first.exitCode, first.stdout).toBe(0);
    const [applied, undone, checked] = (await others) ?? [];
    for (const refused of [applied, undone]) {
      expect(refused?.exitCode).toBe(1);
      const {error} = JSON.parse(refused?.stdout ?? '');
      expect(error.code).toBe('another_run');
      expect(error.message).toMatch(/\(process \d+\) is using 127\.0\.0\.1:\d+/);
    }
    expect(checked?.exitCode).toBe(2);
    expect(counts(here)).toEqual([1, 1, 1]);
    expect(writesOf(here.tenant)).toHaveLength(3);
  });

  test('while one writes, the wizard writes nothing, and r shows the current tenant', async () => {
    const here = await startOn('fresh');
    const {tenant, env} = here;
    let release = () => {};
    const written = new Promise<void>(reached => {
      tenant.hooks.onRequest = async ({method, path}) => {
        if (method !== 'POST' || path !== '/api/v2/resource-servers') return;
        delete tenant.hooks.onRequest;
        reached();
        await new Promise<void>(resolve => {
          release = resolve;
        });
      };
    });
    const first = runProgram(apply, env);
    await written;
    const wizard = new ProgramInTerminal([], {env});
    onTestFinished(() => wizard.dispose());
    for (const screen of ['❯ Name', '❯ Identifier', '❯ ● Auth0']) {
      await wizard.waitForText(screen);
      wizard.press(keys.enter);
    }
    await wizard.waitForText('Another run of this tool');
    release();
    expect((await first).exitCode).toBe(0);
    wizard.press('r');
    await wizard.waitForText('Someone else changed the tenant');
    expect(counts(here)).toEqual([1, 1, 1]);
    wizard.press(keys.ctrlC);
    expect(await wizard.waitForExit()).toBe(130);
    expect(writesOf(tenant)).toHaveLength(3);
  });

  test('a killed run doesn’t block others', async () => {
    const here = await startOn('fresh');
    const first = startProgram(apply, here.env);
    here.tenant.hooks.onRequest = async ({method, path}) => {
      if (method !== 'POST' || path !== '/api/v2/clients') return;
      delete here.tenant.hooks.onRequest;
      first.kill('SIGKILL');
      await first.ended;
    };
    await first.ended;
    const many = await Promise.all([runProgram(apply, here.env), runProgram(apply, here.env)]);
    expect(many.map(({exitCode}) => exitCode).sort()).toContain(0);
    expect(counts(here)).toEqual([1, 1, 1]);
    expect((await readdir(here.folder, {recursive: true})).join()).not.toContain('running');
  });
});

describe('files on disk', () => {
  // The rest of `damagedSettings` is tested in-process.
  test.each(['half a file', 'other bytes'] as const)(
    'settings that are %s are never replaced by defaults',
    async damage => {
      await expectNoDefaults(await startOn('dashboard'), damagedSettings[damage], runProgram);
    },
  );

  test('with a file in the folder’s place, check works and apply sends nothing', async () => {
    const here = await startOn('dashboard');
    const file = join(here.folder, 'file');
    await writeFile(file, 'mine');
    const env = {...here.env, TIMESHEETS_SETUP_CONFIG_DIR: file};
    expect((await runProgram(['check', '--json'], env)).exitCode).toBe(2);
    const {exitCode, stdout} = await runProgram(apply, env);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'file_unwritable',
      message: expect.stringContaining('so nothing was sent'),
      hint: expect.stringContaining(file),
    });
    expect(writesOf(here.tenant)).toEqual([]);
    const undone = await runProgram(['undo', '--yes', '--json'], env);
    expect(JSON.parse(undone.stdout).error?.code ?? 'none').toMatch(/^(file_unreadable|none)$/);
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  test('a folder in a file’s place is reported by every command', async () => {
    const here = await startOn('converged');
    await mkdir(settingsFileOf(here), {recursive: true});
    const domain = here.tenant.domain.replace(':', '_');
    await mkdir(join(here.folder, 'journal', domain, 'running'), {recursive: true});
    const refused = await runProgram(apply, here.env);
    expect(refused.exitCode).toBe(1);
    expect(JSON.parse(refused.stdout).error).toMatchObject({code: 'settings_damaged'});
    const checked = await runProgram(['check'], here.env);
    expect(checked.exitCode).toBe(0);
    expect(checked.stderr).toMatch(/^⚠ The settings in /);
    const forgotten = await runProgram(['forget', '--json'], here.env);
    expect(forgotten.exitCode).toBe(1);
    expect(JSON.parse(forgotten.stdout).error.code).toBe('file_unwritable');
  });

  test('on a full disk nothing is sent that could not be journaled', async () => {
    const here = await startOn('dashboard');
    const {exitCode, stdout} = await bash(here, `${fullDisk} setup ${apply.join(' ')}`);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'file_unwritable',
      message: expect.stringContaining('so nothing was sent'),
    });
    expect(writesOf(here.tenant)).toEqual([]);
    // Once there is space again, it works.
    expect((await runProgram(apply, here.env)).exitCode).toBe(0);
  });

  test('on a full disk with nothing to write, apply succeeds with a warning', async () => {
    const here = await startOn('converged');
    const {exitCode, stdout, stderr} = await bash(here, `${fullDisk} setup ${apply.join(' ')}`);
    expect(exitCode, stdout).toBe(0);
    expect(stderr).toMatch(/^⚠ The settings can’t be written/);
  });

  test.each(['check --out FILE', 'export report --out FILE', 'export env --out FILE'])(
    '%s on a full disk keeps the existing file',
    async command => {
      const here = await startOn('converged');
      const file = join(here.folder, 'out');
      await writeFile(file, 'OLD=1\n');
      const line = command.replace('FILE', file);
      const {exitCode, stderr} = await bash(here, `${fullDisk} setup ${line}`);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('(file_unwritable)');
      expect(await readFile(file, 'utf8')).toBe('OLD=1\n');
      expect((await readdir(here.folder)).filter(name => name.includes('tmp'))).toEqual([]);
    },
  );

  test('--debug on a full disk is reported, and the run continues', async () => {
    const here = await startOn('converged');
    const {exitCode, stderr} = await runProgram(['check', '--debug', '/dev/full'], here.env);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^⚠ --debug: \/dev\/full is incomplete \(ENOSPC/);
  });

  test('an output pipe is written to, not replaced', async () => {
    const here = await startOn('converged');
    const folder = await mkdtemp(join(tmpdir(), 'timesheets-setup-device-'));
    const pipe = join(folder, 'pipe');
    const read = await bash(
      here,
      `mkfifo ${pipe}; cat ${pipe} & setup export blueprint --out ${pipe} >&2; wait`,
    );
    expect(JSON.parse(read.stdout)).toMatchObject({client: {name: 'Timesheets Import Job'}});
    expect((await stat(pipe)).isFIFO()).toBe(true);

    const secret = await runProgram(['export', 'env', '--out', pipe, '--json'], here.env);
    expect(secret.exitCode).toBe(1);
    expect(JSON.parse(secret.stdout).error.message).toContain('it is no file');
    await rm(folder, {recursive: true});
  });

  test.skipIf(process.getuid?.() !== 0)('a user without a home folder, run as root', async () => {
    const here = await startOn('dashboard');
    const copy = await mkdtemp(join(tmpdir(), 'timesheets-setup-copy-'));
    onTestFinished(() => rm(copy, {recursive: true}));
    for (const part of ['bin', 'dist', 'package.json']) {
      await cp(fileURLToPath(new URL(`../../${part}`, import.meta.url)), join(copy, part), {
        recursive: true,
      });
    }
    const line = `chmod -R a+rX ${copy}; setpriv --reuid 4242 --regid 4242 --clear-groups env -u HOME -u TIMESHEETS_SETUP_CONFIG_DIR ${process.execPath} ${copy}/bin/timesheets-setup.js`;
    const demo = await bash(here, `${line} check --demo --json`);
    expect(demo.exitCode, demo.stdout).toBe(2);
    for (const command of ['check', 'apply --yes', 'undo --yes', 'forget']) {
      const {exitCode, stdout} = await bash(here, `${line} ${command} --json`);
      expect({exitCode, error: JSON.parse(stdout).error}).toMatchObject({
        exitCode: 1,
        error: {
          code: 'file_unreadable',
          hint: expect.stringContaining('TIMESHEETS_SETUP_CONFIG_DIR'),
        },
      });
    }
    expect(here.tenant.requests).toEqual([]);
  });

  test('a file system that accepts no files ends the run', async () => {
    const here = await startOn('dashboard');
    const env = {...here.env, TIMESHEETS_SETUP_CONFIG_DIR: '/proc/none'};
    const {exitCode, stdout, stderr} = await runProgram(apply, env);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe('file_unwritable');
    expect(stderr.match(/Could not create a lock/g)).toHaveLength(1);
    expect(writesOf(here.tenant)).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0)('a read-only folder', async () => {
    const here = await startOn('dashboard');
    await chmod(here.folder, 0o500);
    const {exitCode, stdout} = await runProgram(apply, here.env);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe('file_unwritable');
    await chmod(here.folder, 0o700);
  });
});

describe('closed streams', () => {
  test.each([
    ['check', '| head -1', 2],
    ['check --json', '| head -c 1', 2],
    ['check', '| true', 2],
    ['export terraform', '| true', 0],
    ['check --bogus 2>&1', '| true', 3],
    ['check --bogus --json', '| true', 3],
    ['--help', '| true', 0],
    ['check >&-', '', 2],
    ['check 2>&-', '', 2],
    ['check --bogus 2>&-', '', 3],
    ['check <&-', '', 2],
    ['check <&- >&- 2>&-', '', 2],
    ['check --bogus 2>/dev/full', '', 3],
    ['export blueprint >/dev/full', '', 1],
    ['check >/dev/full', '', 2],
    ['demo-tenant >/dev/full', '', 1],
  ])('%s %s exits %i without a stack trace', async (command, reader, expected) => {
    const here = await startOn('drifted');
    const line = `exec 3>&1; { setup ${command}; echo $? >&3; } ${reader}`;
    const {stdout, stderr} = await bash(here, line);
    expect(stdout).toMatch(new RegExp(`${expected}$`, 'm'));
    expect(stderr + stdout).not.toMatch(/\n\s+at |EPIPE|This is a mistake/);
  });

  test('apply completes if the reader of stdout is gone', async () => {
    const here = await startOn('fresh');
    await bash(here, `setup ${apply.join(' ')} | true`);
    expect((await runProgram(['check'], here.env)).exitCode).toBe(0);
  });
});
