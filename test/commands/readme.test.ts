import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {type Command, tenantExitCodes} from '../../src/commands/command.js';
import {ownExitCodes} from '../../src/commands/help.js';
import {commands} from '../../src/commands/registry.js';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

function row(command: Command): string {
  const {name, summary, words, exitCodes} = command;
  const call = [
    'timesheets-setup',
    ...(name === 'wizard' ? [] : [name]),
    ...(words ? ['WHAT'] : []),
  ];
  const list = words && name !== 'help' ? `: ${words.map(word => `\`${word}\``).join(' ')}` : '';
  const codes = Object.entries({0: exitCodes[0], ...ownExitCodes(command)});
  const ends = codes.map(([code, text]) => `${code} ${text}`).join('; ');
  return `| \`${call.join(' ')}\` | ${summary}${list} | ${ends} |`;
}

test('the README’s table of commands and exit codes equals the registry’s', () => {
  const table = ['| command | does | exit code |', '| --- | --- | --- |', ...commands.map(row)];
  expect(readme).toContain(`${table.join('\n')}\n`);
});

test('the README explains the exit codes common to all commands', () => {
  const {0: _, ...codes} = tenantExitCodes;
  const list = Object.entries(codes).map(([code, text]) => `${code} ${text}`);
  expect(readme).toContain(`For all of them: ${list.join('; ')}.`);
});
