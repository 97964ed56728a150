import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {codeOf, runCommand} from './support/command-line.js';

/** Bash's completions for the last of the words. */
async function bashOffers(...words: readonly string[]): Promise<readonly string[]> {
  const {stdout} = await runCommand('completions bash');
  const script = `${stdout}
COMP_WORDS=(timesheets-setup ${words.map(word => `'${word}'`).join(' ')})
COMP_CWORD=${words.length}
_timesheets_setup
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script], {encoding: 'utf8'}).trim().split('\n');
}

test('bash completes commands, and options of the command', async () => {
  expect(await bashOffers('ch')).toEqual(['check']);
  expect(await bashOffers('check', '--o')).toEqual(['--out']);
  expect(await bashOffers('prove', '--allow-b')).toEqual(['']);
  expect(await bashOffers('export', 'ter')).toEqual(['terraform']);
});

test('bash completes an option’s values', async () => {
  expect(await bashOffers('apply', '--signing-alg', '')).toEqual(['RS256', 'PS256', 'HS256']);
});

test.each(['bash', 'zsh', 'fish'])('%s: the script has every command and option', async shell => {
  const {stdout: script} = await runCommand(['completions', shell]);
  for (const word of ['check', 'demo-tenant', 'allow-breaking', 'tenants', 'terraform']) {
    expect(script).toContain(word);
  }
});

test('an unknown shell exits with the list of shells', async () => {
  for (const [words, sentence] of [
    ['completions tcsh', 'There are no completions for “tcsh”.'],
    ['completions bash zsh', 'There are no completions for “bash zsh”.'],
    ['completions', 'Completions for which shell?'],
  ] as const) {
    const ran = await runCommand(words);
    expect(ran.exitCode).toBe(3);
    expect(ran.stderr).toContain(sentence);
    expect(codeOf(ran)).toBe('usage');
  }
});
