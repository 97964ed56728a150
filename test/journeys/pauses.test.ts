import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {contentOf, type Stage, startStage, writesOf} from './support/tenant.js';
import {keys, ProgramInTerminal} from './support/terminal.js';

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

function start(env = place.env, args: readonly string[] = []): ProgramInTerminal {
  program = new ProgramInTerminal(args, {env});
  return program;
}

async function enterOn(wizard: ProgramInTerminal, ...screens: readonly string[]): Promise<void> {
  for (const screen of screens) {
    await wizard.waitForText(screen);
    wizard.press(keys.enter);
  }
}

const upToTheChange = ['❯ Name', '❯ Identifier', '❯ ● Auth0', '❯ ● RS256', '❯ [✔] read:'];
const toTheEnd = ['❯ Name   Timesheets Import', '❯ Authorized', '❯ [✔] batch:upload', '❯ Done'];

describe('a wait', () => {
  test('after a 429 counts down, then the run continues', async () => {
    place.tenant.faults.add({kind: '429-reset', path: '/api/v2/*', nth: 1, seconds: 3});
    const wizard = start();
    await wizard.waitForText(/rate limited, waiting [34] s +x cancel/);
    await wizard.waitForText(/rate limited, waiting [12] s/);
    await wizard.waitForText('❯ Name');
    await wizard.waitUntilGone('rate limited, waiting');
  });

  test('after a server error is shown as a retry', async () => {
    place.tenant.faults.add({kind: '503', method: 'GET', path: '/api/v2/*', nth: [1, 2]});
    const wizard = start();
    await wizard.waitForText(/↻ GET .*trying again in \d s +x cancel/);
    await wizard.waitForText('❯ Name');
  });

  test.each([
    ['x', 'x'],
    ['Esc', keys.escape],
  ])('ends at once on %s without a change, and r retries', async (_, key) => {
    place.tenant.faults.add({kind: '429-reset', method: 'PATCH', nth: 1, seconds: 3});
    const wizard = start();
    await enterOn(wizard, ...upToTheChange);
    await wizard.waitForText(/rate limited, waiting \d s/);
    wizard.press(key);
    await wizard.waitForText('Canceled.');
    await wizard.waitUntilGone('rate limited, waiting');
    expect(writesOf(place.tenant)).toHaveLength(1);
    const [api] = contentOf(place.tenant).apis;
    expect(api?.scopes ?? []).toEqual([]);
    place.tenant.faults.clear();
    wizard.press('r');
    await enterOn(wizard, ...toTheEnd);
    expect(await wizard.waitForExit()).toBe(0);
  });

  test('ends at once on Ctrl-C', async () => {
    place.tenant.faults.add({kind: '429-reset', path: '/api/v2/*', nth: 1, seconds: 30});
    const wizard = start();
    await wizard.waitForText(/rate limited, waiting \d\d s/);
    wizard.press(keys.ctrlC);
    expect(await wizard.waitForExit()).toBe(130);
  });

  test('while reading ends on x, and r reads again', async () => {
    place.tenant.faults.add({kind: '429-reset', path: '/api/v2/*', nth: 1, seconds: 3});
    const wizard = start();
    await wizard.waitForText(/rate limited, waiting \d s/);
    wizard.press('x');
    await wizard.waitForText('Nothing was changed.');
    place.tenant.faults.clear();
    wizard.press('r');
    await wizard.waitForText('❯ Name');
  });
});

test('a narrow window shows how long a wait lasts', async () => {
  place.tenant.faults.add({kind: '429-reset', path: '/api/v2/*', nth: 1, seconds: 5});
  program = new ProgramInTerminal([], {env: place.env, columns: 40, rows: 20});
  await program.waitForText(/↻ GET .* wait \d s/);
  await program.waitForText(/x cancel/);
});

test.each(['rate-limited', 'outage'])('the demo %s shows its waits and completes', async demo => {
  const wizard = start({}, [`--demo=${demo}`]);
  await wizard.waitForText(/\d s +x cancel/);
  await enterOn(wizard, ...upToTheChange, ...toTheEnd);
  expect(await wizard.waitForExit()).toBe(0);
  expect(wizard.scrollback).toContain('proved with a real token');
});
