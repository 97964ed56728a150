import {execFile, execFileSync} from 'node:child_process';
import {chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, onTestFinished, test} from 'vitest';
import {runProgram} from './support/headless.js';
import {commandLine, keys, ProgramInTerminal} from './support/terminal.js';

let program: ProgramInTerminal | undefined;

afterEach(() => {
  program?.dispose();
  program = undefined;
});

/** From the overview to the summary: headings, lists, warnings, a text field, the proof. */
async function runRepair(env: Readonly<Record<string, string>>): Promise<ProgramInTerminal> {
  const wizard = new ProgramInTerminal(['--demo=drifted'], {env});
  program = wizard;
  await wizard.waitForText('Review each');
  const [tenant = ''] = /127\.0\.0\.1:\d+/.exec(wizard.screen) ?? [];
  wizard.press('2', keys.enter);
  await wizard.waitForText(`Type ${tenant}`);
  wizard.press(tenant, keys.enter);
  await wizard.waitForText(/Done +Write/);
  wizard.press(keys.enter);
  expect(await wizard.waitForExit()).toBe(0);
  return wizard;
}

/** Select Graphic Rendition with a color: 30 to 49, 90 to 107. */
const colors = /\[(?:\d+;)*(?:3\d|4\d|9\d|10[0-7])(?:;\d+)*m/;

describe('color', () => {
  test('is on in a terminal', async () => {
    expect((await runRepair({})).output).toMatch(colors);
  });

  test.each([{NO_COLOR: '1'}, {FORCE_COLOR: '0'}])('is off with %o', async env => {
    const {output} = await runRepair(env);
    expect(output).not.toMatch(colors);
    expect(output).toContain('⚠');
  });

  test('is on if requested in spite of TERM', async () => {
    expect((await runRepair({TERM: 'dumb', FORCE_COLOR: '1'})).output).toMatch(colors);
  });

  test('follows FORCE_COLOR if both are set', async () => {
    expect((await runRepair({NO_COLOR: '1', FORCE_COLOR: '1'})).output).toMatch(colors);
  });
});

test('TERM=dumb prints line by line, without any control sequence', async () => {
  const {output} = await runRepair({TERM: 'dumb'});
  expect(output).not.toContain('\x1b');
  expect(output).not.toMatch(drawing);
  program?.dispose();
  program = new ProgramInTerminal(['--demo=drifted'], {env: {TERM: 'dumb'}});
  await program.waitForText('Review each');
  program.press(keys.enter);
  await program.waitForText('RS256');
  program.press('i');
  await program.waitForText('https://auth0.com/docs');
  expect(program.output).not.toContain('\x1b');
});

const drawing = /[✔✖⚠▸○●❯≠→↑↓←⏎─•…−·↻]/;

test.each([{LANG: 'C'}, {LC_ALL: 'POSIX'}])('%o: symbols are ASCII', async env => {
  const {output} = await runRepair(env);
  // The opening line, too.
  expect(output).not.toMatch(/[^\p{ASCII}]/u);
  expect(output).toContain('> Review each');
  const checked = await runProgram(['check', '--demo=drifted'], env);
  expect(checked.stdout + checked.stderr).not.toMatch(/[^\p{ASCII}]/u);
  expect(checked.stdout).toContain('->');
});

test('DEV=true doesn’t start React’s developer tools', async () => {
  const {output} = await runRepair({DEV: 'true'});
  expect(output).not.toMatch(/devtools/i);
});

test('CI=1 on a terminal still draws interactively', async () => {
  program = new ProgramInTerminal(['--demo=fresh'], {env: {CI: '1', GITHUB_ACTIONS: 'true'}});
  await program.waitForText('❯ Name');
  program.press(keys.enter);
  await program.waitForText('❯ Identifier');
});

describe('without a terminal', () => {
  test('the wizard names the command to use, and exits 3', async () => {
    const {exitCode, stdout, stderr} = await runProgram(['--demo']);
    expect(exitCode).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain('timesheets-setup apply --yes');
    expect(stderr).toContain('(no_terminal)');
  });

  test.each(['</dev/null', '<&-', '>/dev/null', '| cat'])('also with %s', async redirection => {
    const script = `${commandLine} --demo ${redirection}; echo "left with $?"`;
    program = new ProgramInTerminal(['-o', 'pipefail', '-c', script], {file: '/bin/bash'});
    await program.waitForText('The wizard needs a terminal');
    await program.waitForText('left with 3');
  });

  test('ends quietly if stdout is closed early', async () => {
    const command = `${commandLine} --demo=list | head -1`;
    const said = await new Promise<string>(resolve => {
      execFile('/bin/sh', ['-c', command], (_, stdout, stderr) => resolve(stdout + stderr));
    });
    expect(said.trim().split('\n')).toHaveLength(1);
  });
});

test('no program is run from the current folder, whatever PATH says', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'timesheets-setup-here-'));
  onTestFinished(() => rmSync(cwd, {recursive: true}));
  for (const name of ['git', 'secret-tool', 'security', 'ps']) {
    writeFileSync(join(cwd, name), `#!/bin/sh\ntouch '${cwd}/ran'\n`);
    chmodSync(join(cwd, name), 0o755);
  }
  const env = {
    HOME: cwd,
    PATH: `:.:${process.env.PATH}`,
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/none',
  };
  for (const command of ['export env --out .env --demo', 'forget --domain acme.eu.auth0.com']) {
    execFileSync('/bin/sh', ['-c', `${commandLine} ${command}`], {cwd, env});
  }
  expect(readFileSync(join(cwd, '.env'), 'utf8')).toContain('TIMESHEETS_CLIENT_SECRET=');
  expect(existsSync(join(cwd, 'ran'))).toBe(false);
});
