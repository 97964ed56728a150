import {afterEach, expect, test} from 'vitest';
import {commandLine, keys, ProgramInTerminal} from './support/terminal.js';

let shell: ProgramInTerminal | undefined;

afterEach(() => {
  // The shell's jobs end when its terminal closes.
  shell?.closeTerminal();
  shell?.dispose();
  shell = undefined;
});

/** The wizard as a job of an interactive shell. */
async function wizardInShell(args: string): Promise<ProgramInTerminal> {
  const options = {file: '/bin/bash', env: {PS1: 'shell> '}};
  shell = new ProgramInTerminal(['--norc', '--noprofile', '-i'], options);
  await shell.waitForText('shell>');
  shell.press(`${commandLine} ${args}\r`);
  return shell;
}

test('Ctrl-Z returns the terminal to the shell, and fg resumes', async () => {
  const wizard = await wizardInShell('--demo=fresh');
  await wizard.waitForText('❯ Name');
  wizard.press(' of mine');
  const before = await wizard.waitForText(/❯ Name +Timesheets API of mine/);

  wizard.press(keys.ctrlZ);
  await wizard.waitForText('Stopped');
  expect(wizard.unrestoredModes.filter(each => !each.includes('pasted'))).toEqual([]);
  wizard.press('echo "typed $((40 + 2))"\r');
  await wizard.waitForText('typed 42');

  wizard.press('fg\r');
  expect(await wizard.waitForText(/❯ Name +Timesheets API of mine/)).toBe(before);
  wizard.press(keys.enter);
  await wizard.waitForText('❯ Identifier');
  wizard.press(keys.ctrlC);
  await wizard.waitForText('You quit before');
  wizard.press('echo "exit code $?"\r');
  await wizard.waitForText('exit code 130');
});

test('the window can be resized while suspended, and it can be suspended twice', async () => {
  const wizard = await wizardInShell('--demo=fresh');
  await wizard.waitForText('❯ Name');
  for (const [columns, rows] of [
    [40, 20],
    [100, 30],
  ] as const) {
    wizard.press(keys.ctrlZ);
    await wizard.waitForText('shell>');
    wizard.resize(columns, rows);
    wizard.press('fg\r');
    await wizard.waitForText('❯ Name');
    await wizard.waitForText(new RegExp(`^ ?─{${columns === 40 ? 40 : 98}}$`, 'm'));
    expect(wizard.screen.split('\n')).toHaveLength(rows);
  }
});

test('a response that arrives while suspended is shown afterwards', async () => {
  const wizard = await wizardInShell('--demo=dashboard --latency=1500');
  await wizard.waitForText('Reading the tenant');
  wizard.press(keys.ctrlZ);
  await wizard.waitForText('shell>');
  wizard.press('fg\r');
  await wizard.waitForText('❯ Name');
});

test('without a job-control shell Ctrl-Z is ignored', async () => {
  shell = new ProgramInTerminal(['--demo=fresh']);
  await shell.waitForText('❯ Name');
  shell.press(keys.ctrlZ);
  shell.press('!');
  await shell.waitForText('Timesheets API!');
  shell.press(keys.ctrlC);
  expect(await shell.waitForExit()).toBe(130);
  expect(shell.unrestoredModes).toEqual([]);
});
