import {afterEach, describe, expect, test} from 'vitest';
import {keys, ProgramInTerminal} from './support/terminal.js';

let program: ProgramInTerminal | undefined;

afterEach(() => {
  program?.dispose();
  program = undefined;
});

/** Tall enough that nothing scrolls out of view. */
function startWithScreenReader(scenario: string): ProgramInTerminal {
  program = new ProgramInTerminal([`--demo=${scenario}`], {
    rows: 200,
    env: {INK_SCREEN_READER: 'true'},
  });
  return program;
}

describe('with a screen reader', () => {
  test('the whole wizard is printed line by line, without drawing', async () => {
    const wizard = startWithScreenReader('dashboard');
    for (const line of [
      'textbox: (selected) Name: Timesheets API',
      'textbox: (selected) Identifier: https://api.exampleco.com/timesheets',
      'radio: (checked, selected) Auth0',
      'radio: (checked, selected) RS256',
      'checkbox: (checked, selected) read:timesheets',
      'textbox: (selected) Name: Timesheets Import Job',
      'checkbox: (checked, selected) Authorized: authorized',
      'checkbox: (checked, selected) batch:upload',
      'menu: (selected) Done',
    ]) {
      await wizard.waitForText(line);
      wizard.press(keys.enter);
    }
    expect(await wizard.waitForExit()).toBe(0);
    expect(wizard.scrollback).toContain('Step 2 of 6: Signing algorithm, current');
    expect(wizard.scrollback).toMatch(/PATCH clients\/\w+: answered 200/);
    expect(wizard.scrollback).toContain('scope: passed: batch:upload, and nothing else');
    expect(wizard.output).not.toMatch(/[─│❯●○[\]]─|\[\d+;\d+H|\[2J|\[\?1049/);
    expect(wizard.unrestoredModes).toEqual([]);
  });

  test('drift is in words, the tenant’s name is asked for, and an error is printed', async () => {
    const wizard = startWithScreenReader('drifted');
    await wizard.waitForText('Signing: HS256, should be RS256, breaking');
    wizard.press('2');
    await wizard.waitForText('(selected) Repair all 3');
    wizard.press(keys.enter);
    await wizard.waitForText(/Type 127\.0\.0\.1:\d+ to apply/);
    wizard.press(`wrong${keys.enter}`);
    await wizard.waitForText(/textbox: .*wrong/);
    wizard.press(keys.f1);
    await wizard.waitForText('Keys');
    wizard.press(keys.ctrlC);
    expect(await wizard.waitForExit()).toBe(130);
  });

  test('typing prints only the changed lines', async () => {
    const wizard = startWithScreenReader('fresh');
    await wizard.waitForText('textbox: (selected) Name: Timesheets API');
    // The rest of the first screen arrives after its question.
    await wizard.waitUntilQuiet();
    const before = wizard.output.length;
    wizard.press('!');
    await wizard.waitForText('Name: Timesheets API!');
    const said = wizard.output.slice(before).trim().split('\n');
    for (const line of said) expect(line).toContain('Timesheets API!');
    expect(said.length).toBeLessThanOrEqual(2);
  });
});
