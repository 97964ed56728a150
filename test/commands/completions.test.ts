import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {completions} from '../../src/commands/completions.js';

/** What bash would offer for the words, the last of which is being typed. */
function bashOffers(...words: readonly string[]): readonly string[] {
  const script = `${completions(['bash'])}
COMP_WORDS=(timesheets-setup ${words.map(word => `'${word}'`).join(' ')})
COMP_CWORD=${words.length}
_timesheets_setup
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script], {encoding: 'utf8'}).trim().split('\n');
}

test('bash offers commands, and options that go with the command', () => {
  expect(bashOffers('ch')).toEqual(['check']);
  expect(bashOffers('check', '--o')).toEqual(['--out']);
  expect(bashOffers('prove', '--allow-b')).toEqual(['']);
  expect(bashOffers('export', 'ter')).toEqual(['terraform']);
});

test('bash offers the values that an option has', () => {
  expect(bashOffers('apply', '--signing-alg', '')).toEqual(['RS256', 'PS256', 'HS256']);
});

test.each(['bash', 'zsh', 'fish'])('%s: every command and option has its place', shell => {
  const script = completions([shell]);
  for (const word of ['check', 'demo-tenant', 'allow-breaking', 'tenants', 'terraform']) {
    expect(script).toContain(word);
  }
});

test('another shell is told what there is', () => {
  expect(() => completions(['tcsh'])).toThrow('tcsh');
  expect(() => completions([])).toThrow('which shell');
});
