import {afterEach, expect, test} from 'vitest';
import {keys, ProgramInTerminal} from './support/terminal.js';

let program: ProgramInTerminal | undefined;

afterEach(() => {
  program?.dispose();
  program = undefined;
});

function start(scenario: string, columns: number, rows: number): ProgramInTerminal {
  program = new ProgramInTerminal([`--demo=${scenario}`], {columns, rows});
  return program;
}

/** The same screen in a terminal started at that size. */
async function freshAt(columns: number, rows: number, shows: RegExp): Promise<string> {
  const other = new ProgramInTerminal(['--demo=converged'], {columns, rows});
  try {
    return withoutPort(await other.waitForText(shows));
  } finally {
    other.dispose();
  }
}

/** Ports and times differ between runs. */
function withoutPort(screen: string): string {
  return screen
    .replace(/127\.0\.0\.1:\d+/g, 'TENANT')
    .replace(/^.*(GET|POST) .*$/gm, 'a call')
    .replace(/TENANT +$/gm, 'TENANT');
}

test('resizing to 20 columns and back restores the screen', async () => {
  const wizard = start('fresh', 80, 24);
  const before = await wizard.waitForText('enter continue');
  wizard.resize(20, 24);
  await wizard.waitForText(/^─{20}$/m);
  await wizard.waitUntilGone('1 API');
  expect(Math.max(...wizard.screen.split('\n').map(({length}) => length))).toBeLessThanOrEqual(20);
  wizard.resize(80, 24);
  await wizard.waitForText('1 API');
  expect(wizard.screen).toBe(before);
});

test('at 80x24, 40x20 and 120x40 the screen is as if started at that size', async () => {
  const wizard = start('converged', 80, 24);
  await wizard.waitForText(/Run proof[\s\S]*\? help/);
  for (const [columns, rows] of [
    [40, 20],
    [120, 40],
  ] as const) {
    wizard.resize(columns, rows);
    const rule = new RegExp(`^ *─{${columns - (columns < 60 ? 0 : 2)}}$`, 'm');
    await wizard.waitForText(rule);
    await wizard.waitForText(/Run proof[\s\S]*\? help/);
    const fresh = await freshAt(columns, rows, /Run proof[\s\S]*(a call|GET)[\s\S]*\? help/);
    expect(withoutPort(wizard.screen)).toBe(fresh);
  }
});

test('at 120x40 the steps show the choices and reasons, and the last line the keys', async () => {
  const wizard = start('dashboard', 120, 40);
  await wizard.waitForText('❯ Name');
  for (const screen of ['❯ Name', '❯ Identifier', '❯ ● Auth0']) {
    await wizard.waitForText(screen);
    wizard.press(keys.enter);
  }
  const screen = await wizard.waitForText('❯ ● RS256');
  expect(screen).toMatch(/✔ 1 API +Timesheets API, /);
  expect(screen).toContain('Documentation');
  expect(screen.split('\n')[39]).toContain('enter continue');
});

test('at 20x5 the wizard can be completed', async () => {
  const wizard = start('dashboard', 20, 5);
  await wizard.waitForText('Timesheets API');
  expect(wizard.screen.split('\n').length).toBeLessThanOrEqual(5);
  wizard.press(keys.enter);
  await wizard.waitForText('❯ Identifier');
  wizard.press(keys.enter);
  await wizard.waitForText('Auth0');
  wizard.press(keys.enter);
  await wizard.waitForText('RS256');
  wizard.press(keys.enter);
  await wizard.waitForText('3/6');
  wizard.press(keys.enter);
  await wizard.waitForText('4/6');
  await wizard.waitForText('Import Job');
  wizard.press(keys.enter);
  await wizard.waitForText('5/6');
  await wizard.waitForText('authorized');
  wizard.press(keys.enter);
  await wizard.waitForText('batch:upload');
  wizard.press(keys.enter);
  await wizard.waitForText('❯ Done');
  wizard.press(keys.enter);
  expect(await wizard.waitForExit()).toBe(0);
});
