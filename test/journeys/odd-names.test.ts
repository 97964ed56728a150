import {afterEach, expect, test} from 'vitest';
import {keys, ProgramInTerminal} from './support/terminal.js';

let program: ProgramInTerminal | undefined;

afterEach(() => {
  program?.dispose();
  program = undefined;
});

/** Control characters, and those that turn the direction of what follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that none is there is what it checks.
const hostile = /[\u202a-\u202e\u2066-\u2069\u0007]|\x1b\]0|\x1b\[31mAPI/;

test.each([
  [80, 24],
  [40, 20],
])('names with control sequences are shown escaped at %i columns', async (columns, rows) => {
  program = new ProgramInTerminal(['--demo=odd-names'], {columns, rows});
  await program.waitForText(/1(?:\/6)? API/);
  for (const screen of ['❯ Name', '❯ Identifier', '❯ ● Auth0', '❯ ● RS256', '❯ [✔] read:']) {
    await program.waitForText(screen);
    expect(program.screen.split('\n').every(line => line.length <= columns)).toBe(true);
    program.press(keys.enter);
  }
  await program.waitForText('The application that the import job runs');
  program.press(keys.ctrlC);
  expect(await program.waitForExit()).toBe(130);
  expect(program.output).not.toMatch(hostile);
});
