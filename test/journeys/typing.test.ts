import {afterEach, describe, expect, test} from 'vitest';
import {contentOf, type Stage, startStage} from './support/tenant.js';
import {keys, ProgramInTerminal} from './support/terminal.js';

let place: Stage | undefined;
let program: ProgramInTerminal | undefined;

afterEach(async () => {
  program?.dispose();
  program = undefined;
  await place?.close();
  place = undefined;
});

function demo(scenario: string, env: Readonly<Record<string, string>> = {}): ProgramInTerminal {
  program = new ProgramInTerminal([`--demo=${scenario}`], {env});
  return program;
}

const bracketPaste = (text: string) => `\x1b[200~${text}\x1b[201~`;

describe('a paste', () => {
  test('is one line of text, and triggers no key binding', async () => {
    const wizard = demo('fresh');
    await wizard.waitForText('❯ Name');
    wizard.press(keys.ctrlU, bracketPaste('Pay\r\nroll\x1b[31m\x07 API\t勤務\n'));
    await wizard.waitForText(/❯ Name +Pay roll \[31m +API 勤務/);
    expect(wizard.screen).not.toContain('❯ Identifier');
    wizard.press(keys.enter);
    await wizard.waitForText('❯ Identifier');
  });

  test('can be very long and arrive in chunks', async () => {
    const wizard = demo('fresh');
    await wizard.waitForText('❯ Name');
    const [start, middle, end] = ['\x1b[20', `0~${'x'.repeat(5000)}`, 'the end\x1b[201~'];
    wizard.press(keys.ctrlU);
    for (const piece of [start, middle, end]) wizard.press(piece);
    await wizard.waitForText('the end');
    await wizard.waitForText('at most');
  });

  test('of a secret is masked, without its trailing line break', async () => {
    program = new ProgramInTerminal([]);
    await program.waitForText('❯ Domain');
    program.press(bracketPaste('acme.eu.auth0.com\n'), keys.enter);
    await program.waitForText('❯ ● API Explorer token');
    program.press(keys.down);
    await program.waitForText('❯ ● Machine to Machine application');
    program.press(keys.enter);
    await program.waitForText('❯ Client ID');
    program.press(bracketPaste('id\n'), keys.enter);
    await program.waitForText('❯ Client Secret');
    program.press(bracketPaste('planted-secret\r\n'));
    await program.waitForText('14 characters');
    expect(program.output).not.toContain('planted-secret');
  });

  test.each([
    ['Ctrl-C', keys.ctrlC],
    ['Ctrl-C as CSI u', '\x1b[99;5u'],
    ['Ctrl-C as modifyOtherKeys', '\x1b[27;5;99~'],
  ])('without an end marker swallows no key: %s', async (_, key) => {
    const wizard = demo('fresh');
    await wizard.waitForText('❯ Name');
    wizard.press('\x1b[200~abc');
    await wizard.waitForText('Timesheets APIabc');
    wizard.press(key);
    expect(await wizard.waitForExit()).toBe(130);
  });

  test('without an end marker swallows no key in the same chunk either', async () => {
    const wizard = demo('fresh');
    await wizard.waitForText('❯ Name');
    wizard.press('\x1b[200~abc\x03');
    expect(await wizard.waitForExit()).toBe(130);
  });

  test('without an end marker doesn’t swallow Escape', async () => {
    const wizard = demo('fresh');
    await wizard.waitForText('❯ Name');
    wizard.press(keys.enter);
    await wizard.waitForText('❯ Identifier');
    wizard.press('\x1b[200~abc', keys.escape);
    await wizard.waitForText('❯ Name');
  });

  test('outside a text field does nothing', async () => {
    const wizard = demo('converged');
    await wizard.waitForText('❯ Run proof');
    wizard.press(bracketPaste('q\r'), keys.right);
    await wizard.waitForText('❯ Review each');
  });
});

test.each([
  ['Ctrl-Tab', '\x1b[1;5I'],
  ['a key with Ctrl', '\x1b[1;5Y'],
  ['a key by its number', '\x1b[99;5~'],
  ['Shift-Enter', '\x1b[27;2;13~'],
  ['a key of the kitty protocol', '\x1b[57441;1u'],
  ['Alt and a letter', '\x1bx'],
  ['Ctrl-Up', '\x1b[1;5A'],
  ['F13', '\x1b[25~'],
  ['a focus event', '\x1b[I'],
  ['NUL', '\0'],
])('%s is ignored, and types nothing', async (_, sequence) => {
  const wizard = demo('fresh');
  await wizard.waitForText('❯ Name');
  wizard.press(sequence, '!');
  await wizard.waitForText(/❯ Name +Timesheets API!/);
  expect(wizard.exitCode).toBeUndefined();
});

test('keys in another keyboard protocol are recognized', async () => {
  const wizard = demo('fresh');
  await wizard.waitForText('❯ Name');
  wizard.press('\x1b[13u');
  await wizard.waitForText('❯ Identifier');
  wizard.press('\x1b[27u');
  await wizard.waitForText('❯ Name');
  wizard.press('\x1b[65;2u', '\x1b[27;2;66~');
  await wizard.waitForText('Timesheets APIAB');
  wizard.press('\x1b[99;5u');
  expect(await wizard.waitForExit()).toBe(130);
});

describe('type-ahead', () => {
  test('an unbracketed paste of a token triggers nothing on screens that were not drawn yet', async () => {
    place = await startStage('fresh');
    program = new ProgramInTerminal([]);
    await program.waitForText('❯ Domain');
    program.press(place.tenant.url, keys.enter);
    await program.waitForText('❯ ● API Explorer token');
    program.press('1', keys.enter);
    await program.waitForText('❯ Token');
    program.press(`${place.tenant.accessToken}\rq\rq`);
    await program.waitForText(/❯ Name +Timesheets API/);
    expect(program.exitCode).toBeUndefined();
    expect(program.screen).not.toContain('❯ Identifier');
  });

  test('a flood of keys ends, and keys for drawn screens are handled', async () => {
    const wizard = demo('converged');
    await wizard.waitForText('❯ Run proof');
    wizard.press('l'.repeat(10_000), keys.right.repeat(10_001));
    await wizard.waitForText(/❯ (Review each|Quit|Run proof)/);
    wizard.press(keys.ctrlC);
    expect(await wizard.waitForExit()).toBe(130);
    expect(wizard.unrestoredModes).toEqual([]);
  });
});

/** The position of the terminal's cursor, or `hidden`. */
function cursorOf({emulator, cursor}: ProgramInTerminal) {
  const {cursorX: x, cursorY: y} = emulator.buffer.active;
  return cursor === 'shown' ? {x, y} : cursor;
}

describe('the terminal’s cursor', () => {
  test.each([
    [80, 24],
    [40, 20],
    [120, 40],
  ])('is at the caret of the text field, with wide characters, at %ix%i', async (columns, rows) => {
    program = new ProgramInTerminal(['--demo=fresh'], {columns, rows});
    const lines = (await program.waitForText(/Timesheets API[\s\S]*F1 help/)).split('\n');
    const y = lines.findIndex(line => line.includes('Timesheets API'));
    const x = (lines[y] ?? '').indexOf('Timesheets API');
    expect(cursorOf(program)).toEqual({x: x + 14, y});
    program.press(keys.ctrlU, '日本');
    await program.waitForText('日本');
    expect(cursorOf(program)).toEqual({x: x + 4, y});
    program.press(keys.left);
    await expect.poll(() => program && cursorOf(program)).toEqual({x: x + 2, y});
  });

  test('is hidden outside text fields, and shown in a search and at the end', async () => {
    const wizard = await openListOfThirty();
    expect(cursorOf(wizard)).toBe('hidden');
    wizard.press('/', '2');
    const lines = (await wizard.waitForText('/ 2')).split('\n');
    const y = lines.findIndex(line => line.includes('/ 2'));
    expect(cursorOf(wizard)).toEqual({x: (lines[y] ?? '').indexOf('/ 2') + 3, y});
    wizard.press(keys.escape);
    await wizard.waitUntilGone('/ 2');
    expect(cursorOf(wizard)).toBe('hidden');
    wizard.press(keys.f1);
    await wizard.waitForText('Keys on this screen');
    expect(cursorOf(wizard)).toBe('hidden');
    wizard.press(keys.ctrlC);
    await wizard.waitForExit();
    expect(cursorOf(wizard)).not.toBe('hidden');
  });
});

test('the terminal’s cursor is hidden during a request, when letters are keys', async () => {
  program = new ProgramInTerminal(['--demo=fresh', '--latency=300']);
  for (const screen of ['❯ Name', '❯ Identifier', '❯ ● Auth0', '❯ ● RS256', '❯ [✔] read:']) {
    await program.waitForText(screen);
    program.press(keys.enter);
  }
  await program.waitForText(/❯ Name +Timesheets Import Job[\s\S]*enter apply/);
  expect(cursorOf(program)).not.toBe('hidden');
  program.press(keys.enter);
  await program.waitForText('x cancel');
  expect(cursorOf(program)).toBe('hidden');
});

test('the wizard works with letters and digits only, without arrows and color', async () => {
  const wizard = demo('drifted', {NO_COLOR: '1'});
  await wizard.waitForText('❯ Review each');
  const [tenant = ''] = /127\.0\.0\.1:\d+/.exec(wizard.screen) ?? [];
  wizard.press('1', keys.enter);
  await wizard.waitForText('❯ ● RS256');
  wizard.press('j');
  await wizard.waitForText('❯ ● PS256');
  wizard.press('1');
  await wizard.waitForText('❯ ● RS256');
  wizard.press('i');
  await wizard.waitForText('Documentation');
  wizard.press(keys.enter);
  await wizard.waitForText('❯ ● RS256');
  wizard.press(keys.enter);
  await wizard.waitForText(`Type ${tenant}`);
  wizard.press(tenant, keys.enter);
  await wizard.waitForText('❯ [✔] read:timesheets');
  wizard.press('5', 'x', 'k', '?');
  await wizard.waitForText('Keys');
  wizard.press('?');
  await wizard.waitForText('❯ [✔] approve:timesheets');
  wizard.press(keys.enter);
  await wizard.waitForText('❯ Authorized');
  wizard.press('n');
  await wizard.waitForText('● not authorized');
  wizard.press('y', keys.enter);
  await wizard.waitForText('❯ [✔] batch:upload');
  wizard.press(keys.enter);
  await wizard.waitForText(`Type ${tenant}`);
  wizard.press(tenant, keys.enter);
  await wizard.waitForText('❯ Done');
  wizard.press('3', keys.enter);
  await wizard.waitForText('Copies the text and shows it');
  wizard.press(keys.escape);
  await wizard.waitForText('❯ Export');
  wizard.press('1', keys.enter);
  expect(await wizard.waitForExit()).toBe(0);
});

/** A tenant where thirty applications could be the job. */
async function openListOfThirty(): Promise<ProgramInTerminal> {
  place = await startStage('fresh');
  const sample = contentOf(place.tenant).applications.find(
    ({app_type}) => app_type === 'non_interactive',
  );
  for (let index = 0; index < 30 && sample !== undefined; index += 1) {
    const client_id = `candidate${String(index + 1).padStart(2, '0')}`;
    place.tenant.store.clients.insert({...sample, client_id, name: 'Timesheets Import Job'});
  }
  program = new ProgramInTerminal([], {env: place.env});
  for (const screen of ['❯ Name', '❯ Identifier', '❯ ● Auth0', '❯ ● RS256', '❯ [✔] read:']) {
    await program.waitForText(screen);
    program.press(keys.enter);
  }
  await program.waitForText(/❯ .*candidate01/);
  return program;
}

const row = (index: number) => new RegExp(`❯ .*candidate${String(index).padStart(2, '0')}`);

describe('in a list of thirty', () => {
  test('a key press redraws only the changed lines', async () => {
    const wizard = await openListOfThirty();
    // The first choice also shows the preview of its changes.
    wizard.press(keys.down);
    await wizard.waitForText(row(2));
    for (const index of [3, 4, 5]) {
      const before = wizard.output.length;
      wizard.press(keys.down);
      await wizard.waitForText(row(index));
      const sent = wizard.output.slice(before);
      expect(sent.length).toBeLessThan(300);
      // Each rewritten line is erased from the first difference.
      expect(sent.split('\x1b[K').length - 1).toBeLessThanOrEqual(2);
    }
  });

  test('keeps up with a held key at 30 repeats per second', {retry: 2}, async () => {
    const wizard = await openListOfThirty();
    const waits: number[] = [];
    for (const index of Array.from({length: 29}, (_, each) => each + 2)) {
      const pressed = performance.now();
      wizard.press(keys.down);
      await wizard.waitForText(row(index));
      waits.push(performance.now() - pressed);
    }
    const median = waits.toSorted((one, other) => one - other)[Math.floor(waits.length / 2)];
    expect(median).toBeLessThan(1000 / 30);
  });

  test('handles all presses that arrive at once', async () => {
    const wizard = await openListOfThirty();
    wizard.press(keys.down.repeat(17));
    await wizard.waitForText(row(18));
    wizard.press(keys.up.repeat(18));
    await wizard.waitForText(row(30));
  });
});
