import {execFileSync} from 'node:child_process';
import {constants} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {startProgram as startHeadless} from './support/headless.js';
import {type Stage, startStage, writesOf} from './support/tenant.js';
import {commandLine, keys, ProgramInTerminal} from './support/terminal.js';

let place: Stage;
let program: ProgramInTerminal | undefined;

beforeEach(async () => {
  place = await startStage('dashboard');
});

afterEach(async () => {
  program?.dispose();
  program = undefined;
  await place.close();
});

function start(args: readonly string[], env = {}): ProgramInTerminal {
  const {TIMESHEETS_SETUP_CONFIG_DIR = ''} = place.env;
  program = new ProgramInTerminal(args, {env: {TIMESHEETS_SETUP_CONFIG_DIR, ...env}});
  return program;
}

interface Screen {
  readonly screen: string;
  readonly args: readonly string[];
  /** Pairs of a text to wait for and keys to press then. */
  readonly way: readonly (readonly [shows: string | RegExp, pressed: string])[];
  readonly shows: string | RegExp;
  readonly leaves: string;
}

const {enter, down} = keys;
const toTheProof = [
  ['❯ Run proof', enter],
  ['❯ Done', ''],
] as const;

const screens: readonly Screen[] = [
  {
    screen: 'the sign-in form',
    args: [],
    way: [],
    shows: '❯ Domain',
    leaves: 'You quit. Nothing was changed. To start again: npx timesheets-setup',
  },
  {
    screen: 'a secret half typed',
    args: [],
    way: [
      ['❯ Domain', `acme.eu.auth0.com${enter}`],
      ['❯ ● API Explorer token', keys.down],
      ['❯ ● Machine to Machine application', enter],
      ['❯ Client ID', `id${enter}`],
      ['❯ Client Secret', 'planted-secret'],
    ],
    shows: '14 characters',
    leaves: 'You quit. Nothing was changed.',
  },
  {
    screen: 'signing in',
    args: ['--demo', '--latency', '20000'],
    way: [],
    shows: 'Signing in',
    leaves: 'You quit. Nothing was changed.',
  },
  {
    screen: 'a text field',
    args: ['--demo=fresh'],
    way: [],
    shows: '❯ Name',
    leaves: 'You quit before',
  },
  {
    screen: 'the keys',
    args: ['--demo=fresh'],
    way: [['❯ Name', keys.f1]],
    shows: 'Keys',
    leaves: 'You quit before',
  },
  {
    screen: 'an overview',
    args: ['--demo=drifted'],
    way: [],
    shows: '❯ Review each',
    leaves: 'Access        differs from your choices',
  },
  {
    screen: 'a confirmation half typed',
    args: ['--demo=drifted'],
    way: [
      ['❯ Review each', `${keys.right}${enter}`],
      ['⚠ Type 127', '127'],
    ],
    shows: '❯ 127',
    leaves: 'was repaired: 3 of 5 steps differ.',
  },
  {
    screen: 'the proof',
    args: ['--demo=converged'],
    way: toTheProof,
    shows: '❯ Done',
    leaves: 'Signing       RS256',
  },
  {
    screen: 'an export',
    args: ['--demo=converged'],
    way: [...toTheProof, ['❯ Done', `${keys.right}${keys.right}${enter}`]],
    shows: 'Copies the text and shows it',
    leaves: 'is set up and proved with a real token',
  },
];

async function goTo({args, way, shows}: Screen): Promise<ProgramInTerminal> {
  const wizard = start(args);
  for (const [before, pressed] of way) {
    await wizard.waitForText(before);
    wizard.press(pressed);
  }
  await wizard.waitForText(shows);
  return wizard;
}

describe('Ctrl-C', () => {
  test.each(screens)('at $screen restores the terminal and prints the summary', async at => {
    const wizard = await goTo(at);
    wizard.press(keys.ctrlC);
    expect(await wizard.waitForExit()).toBe(130);
    expect(wizard.unrestoredModes).toEqual([]);
    expect(wizard.scrollback).toContain(at.leaves);
    expect(wizard.output).not.toContain('planted-secret');
  });

  test('while a write is in flight: says that it may have been applied', async () => {
    place.tenant.faults.add({kind: 'hang', method: 'PATCH'});
    const wizard = start([], place.env);
    for (const screen of ['❯ Name', '❯ Identifier', '❯ ● Auth0', '❯ ● RS256', '❯ [✔] read:']) {
      await wizard.waitForText(screen);
      wizard.press(enter);
    }
    await wizard.waitForText(/… PATCH resource-servers/);
    wizard.press(keys.ctrlC);
    expect(await wizard.waitForExit()).toBe(130);
    expect(wizard.unrestoredModes).toEqual([]);
    expect(wizard.scrollback.replace(/\s+/g, ' ')).toContain(
      'A change was in progress, and Auth0 may have made it. The next run reads the tenant first.',
    );
    expect(wizard.scrollback).toMatch(/⚠ Permissions +interrupted: it may be done/);
    expect(wizard.scrollback).toMatch(/May have changed +API “Timesheets API”/);
    expect(wizard.scrollback).toMatch(/Undo this run +npx timesheets-setup undo/);
  });

  test('at the first step leaves the tenant unchanged', async () => {
    const wizard = start([], place.env);
    await wizard.waitForText('❯ Name');
    wizard.press(`${down}${keys.ctrlC}`);
    expect(await wizard.waitForExit()).toBe(130);
    expect(writesOf(place.tenant)).toEqual([]);
  });
});

test('after a failed proof, the summary isn’t green and has the reason', async () => {
  const wizard = start(['--demo=action-denies']);
  await wizard.waitForText('❯ Run proof');
  wizard.press(enter);
  await wizard.waitForText('Quit without proof');
  wizard.press(`${keys.right}${enter}`);
  expect(await wizard.waitForExit()).toBe(0);
  const left = wizard.scrollback.replace(/\s+/g, ' ');
  expect(left).toMatch(/⚠ \S+ matches your choices, but the proof failed\./);
  expect(left).toMatch(/✖ Proof An Action in \S+ denied the token/);
});

describe('a signal', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'])(
    '%s restores the terminal',
    async signal => {
      const wizard = start(['--demo=fresh']);
      await wizard.waitForText('❯ Name');
      wizard.kill(signal);
      expect(await wizard.waitForExit()).toBe(130);
      expect(wizard.unrestoredModes).toEqual([]);
      expect(wizard.scrollback).toContain('You quit before');
    },
  );

  test('is not needed: nothing keeps running after the window is closed', async () => {
    const wizard = start(['--demo=fresh']);
    await wizard.waitForText('❯ Name');
    wizard.closeTerminal();
    await vi.waitFor(() => expect(() => process.kill(wizard.pid, 0)).toThrow('ESRCH'), {
      timeout: 20_000,
    });
  });
});

describe('when the terminal closes', () => {
  test.each([
    ['the sign-in form', [], '❯ Domain'],
    ['the wizard', ['--demo=fresh'], '❯ Name'],
    ['the wizard while it signs in', ['--demo', '--latency', '20000'], 'Signing in'],
    ['the question of apply', ['apply', '--demo=fresh'], '[y/N]'],
    ['a server', ['demo-tenant'], 'The demo tenant answers'],
  ])('%s exits on SIGHUP, without a core dump', async (_, args, shows) => {
    const closed = start(args);
    await closed.waitForText(shows);
    closed.closeTerminal();
    await vi.waitFor(() => expect(closed.signal).toBeDefined(), {timeout: 20_000});
    expect(closed.signal).toBe(constants.signals.SIGHUP);
  });
});

test.each(['SIGTERM', 'SIGQUIT'])('%s at a question restores the terminal', async signal => {
  const asked = start(['apply', '--demo=fresh']);
  await asked.waitForText('[y/N]');
  asked.kill(signal);
  expect(await asked.waitForExit()).toBe(130);
  expect(asked.unrestoredModes).toEqual([]);
  expect(asked.scrollback).toContain('Nothing was changed.');
});

test('SIGUSR1 doesn’t open the debugger', async () => {
  const running = startHeadless(['demo-tenant', '--port', '0']);
  await new Promise(resolve => setTimeout(resolve, 1_000));
  running.kill('SIGUSR1');
  await new Promise(resolve => setTimeout(resolve, 500));
  running.kill('SIGINT');
  const {exitCode, stderr} = await running.ended;
  expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
});

test.each([
  ['--blueprint', 130],
  ['--out', 130],
  ['--debug', 1],
])('a pipe without a reader or writer as %s doesn’t block the run', async (option, expected) => {
  const pipe = join(place.folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const running = startHeadless(['check', option, pipe, '--json'], place.env);
  await new Promise(resolve => setTimeout(resolve, 1_500));
  running.kill('SIGINT');
  const {exitCode, stdout} = await running.ended;
  expect({exitCode, code: JSON.parse(stdout).error.code}).toEqual({
    exitCode: expected,
    code: expected === 130 ? 'interrupted' : 'file_unwritable',
  });
});

test('afterwards the terminal is in line mode with echo again', async () => {
  const script = `stty -a; ${commandLine} --demo=fresh; stty -a; echo over`;
  program = new ProgramInTerminal(['-c', script], {file: '/bin/sh'});
  await program.waitForText('❯ Name');
  program.press(keys.ctrlC);
  await program.waitForExit();
  const [before, after] = program.output.match(/^speed[\s\S]*?(?=^[^\n]*demo|^over)/gm) ?? [];
  expect(program.scrollback).toContain('over');
  expect(settingsIn(after)).toEqual(settingsIn(before));
  expect(settingsIn(after)).toContain('icanon');
});

function settingsIn(stty = ''): readonly string[] {
  return (stty.match(/ -?[a-z]+\b(?! =)/g) ?? []).map(each => each.trim());
}

test('q quits where letters are not text', async () => {
  const wizard = start(['--demo=converged']);
  await wizard.waitForText('❯ Run proof');
  wizard.press('q');
  expect(await wizard.waitForExit()).toBe(0);
  expect(wizard.unrestoredModes).toEqual([]);
});
