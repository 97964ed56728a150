import {afterEach, describe, expect, test} from 'vitest';
import {runProgram} from './support/headless.js';
import {keys, ProgramInTerminal} from './support/terminal.js';

let program: ProgramInTerminal | undefined;

afterEach(() => {
  program?.dispose();
  program = undefined;
});

function startAutoplay(scenario: string, speed: number): ProgramInTerminal {
  program = new ProgramInTerminal([`--demo=${scenario}`, `--autoplay=${speed}`, '--latency=1']);
  return program;
}

describe('autoplay', () => {
  test.each(['fresh', 'dashboard', 'drifted', 'rate-limited', 'outage'])(
    'runs %s to the proof, and leaves the result in the scrollback',
    async scenario => {
      const show = startAutoplay(scenario, 200);
      expect(await show.waitForExit()).toBe(0);
      expect(show.scrollback).toMatch(
        /✔ 127\.0\.0\.1:\d+ is set up and proved with a real token\./,
      );
      expect(show.scrollback).toMatch(/Set up your own tenant +npx timesheets-setup$/m);
    },
  );

  test('shows captions, and the presenter’s keys', async () => {
    const show = startAutoplay('drifted', 4);
    await show.waitForText('On a second run, the first screen shows what has drifted.');
    await show.waitForText('space pause   → step   any other key takes over');
    await show.waitForText(
      'Two repairs can break running software, so you type the tenant’s name.',
    );
    await show.waitForText(/❯ 127\.0\.0\.1:\d/);
  });

  test('pauses, steps, resumes, and returns control to the keyboard', async () => {
    const show = startAutoplay('dashboard', 1);
    await show.waitForText('It will be updated');
    show.press(keys.space);
    await show.waitForText(/space continue .*paused/);
    show.press(keys.right);
    await show.waitForText('❯ Identifier');
    show.press(keys.right);
    await show.waitForText('❯ ● Auth0');
    expect(show.screen).toContain('paused');
    show.press(keys.space);
    await show.waitUntilGone('paused');
    show.press('x');
    await show.waitForText('↑↓ choose');
    show.press(keys.down);
    await show.waitForText('❯ ● RFC 9068');
  });

  test('exits on Ctrl-C like the wizard', async () => {
    const show = startAutoplay('fresh', 1);
    await show.waitForText('Enter accepts it');
    show.press(keys.ctrlC);
    expect(await show.waitForExit()).toBe(130);
    expect(show.scrollback).toContain('You quit before');
  });
});

describe('--autoplay', () => {
  test.each([
    {args: ['--autoplay'], says: 'Use --demo --autoplay.'},
    {args: ['--demo', '--autoplay=x'], says: 'such as 2 for twice as fast'},
    {args: ['--demo', '--autoplay=0'], says: 'such as 2 for twice as fast'},
    {args: ['--demo=many', '--autoplay'], says: 'fresh, dashboard, drifted, rate-limited, outage'},
    {args: ['check', '--demo', '--autoplay'], says: 'Use it with: wizard.'},
  ])('$args exits with a usage error and a hint', async ({args, says}) => {
    const {exitCode, stderr} = await runProgram(args);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(says);
  });
});

test('--demo=list has a line for each scenario', async () => {
  const {exitCode, stdout} = await runProgram(['--demo=list']);
  expect(exitCode).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toContainEqual(expect.stringMatching(/^drifted +set up, then changed/));
  for (const line of lines) expect(line).toMatch(/^[a-z0-9-]+ {2,}\S.*$/);
  expect(Math.max(...lines.map(({length}) => length))).toBeLessThanOrEqual(100);
});
