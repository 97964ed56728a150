import {afterEach, describe, expect, test} from 'vitest';
import {type Stage, startStage} from '../../journeys/support/tenant.js';
import {runCommand} from '../support/command-line.js';

let here: Stage;

afterEach(async () => {
  await here.close();
});

const eraseLine = '\r\x1b[K';

/** The visible result, without erased lines. */
function leftOnScreen(written: string): string {
  return written
    .split('\n')
    .map(line => line.slice(line.lastIndexOf(eraseLine) + 1).replace('\x1b[K', ''))
    .join('\n');
}

/** A tenant slow enough for the progress line. */
async function slow(scenario: string): Promise<Stage> {
  here = await startStage(scenario);
  here.tenant.hooks.onRequest = () => new Promise(resolve => setTimeout(resolve, 250));
  return here;
}

describe('on a terminal', () => {
  const terminal = 80;

  test('shows what is being read and written, and erases the line afterwards', async () => {
    const {env} = await slow('fresh');
    let written = '';
    const {exitCode, stdout, stderr} = await runCommand('apply', {
      env: {...env, TERM: 'xterm'},
      terminal,
      answers: ['y'],
      onOutput: text => {
        written += text;
      },
    });
    expect(exitCode).toBe(0);
    for (const line of [
      'Requesting a token',
      'Reading applications',
      'Creating the API',
      'Creating the application',
      'Creating the client grant',
    ]) {
      expect(stderr).toContain(`… ${line}`);
    }
    expect(leftOnScreen(written)).not.toContain('…');
    expect(leftOnScreen(written)).toContain(stdout.slice(-200));
    expect(stdout).not.toContain(eraseLine);
  });

  test('a rate limit wait counts down', async () => {
    const {env, tenant} = await slow('converged');
    tenant.faults.add({kind: '429-reset', path: '/api/v2/*', nth: 1, seconds: 2});
    const {stderr} = await runCommand('check', {env: {...env, TERM: 'xterm'}, terminal});
    expect(stderr).toMatch(/… Auth0 is rate limiting this tenant\. Waiting [23] s/);
    expect(stderr).toContain('… Auth0 is rate limiting this tenant. Waiting 1 s');
  });

  test('a server error is shown as being retried', async () => {
    const {env, tenant} = await slow('converged');
    tenant.faults.add({kind: '503', method: 'GET', path: '/api/v2/*', nth: 1});
    const {stderr} = await runCommand('check', {env: {...env, TERM: 'xterm'}, terminal});
    expect(stderr).toMatch(/… No answer from Auth0\. Retrying in \d s/);
  });

  test('never exceeds one line on a narrow terminal', async () => {
    const {env} = await slow('converged');
    const {stderr} = await runCommand('check', {env: {...env, TERM: 'xterm'}, terminal: 12});
    const lines = stderr.split(eraseLine).filter(line => line.startsWith('…'));
    expect(lines).toContain('… Reading a');
  });
});

test.each([
  ['without a terminal', 'check', {TERM: 'xterm'}, undefined],
  ['with --json', 'check --json', {TERM: 'xterm'}, 80],
  ['on a dumb terminal', 'check', {TERM: 'dumb'}, 80],
])('%s, nothing is shown', async (_, argv, more, terminal) => {
  const {env} = await slow('converged');
  const {stderr} = await runCommand(argv, {
    env: {...env, ...more},
    ...(terminal !== undefined && {terminal}),
  });
  expect(stderr).toBe('');
});
