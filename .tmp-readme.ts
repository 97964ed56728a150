import {tenantExitCodes} from './src/commands/command.js';
import {ownExitCodes} from './src/commands/help.js';
import {commands} from './src/commands/registry.js';

const row = command => {
  const {name, summary, words, exitCodes} = command;
  const call = [
    'timesheets-setup',
    ...(name === 'wizard' ? [] : [name]),
    ...(words ? ['WHAT'] : []),
  ];
  const list = words && name !== 'help' ? `: ${words.map(word => `\`${word}\``).join(' ')}` : '';
  const codes = Object.entries({0: exitCodes[0], ...ownExitCodes(command)});
  return `| \`${call.join(' ')}\` | ${summary}${list} | ${codes.map(([c, t]) => `${c} ${t}`).join('; ')} |`;
};
const {0: _, ...codes} = tenantExitCodes;
console.log(
  JSON.stringify([
    ['| command | does | exit code |', '| --- | --- | --- |', ...commands.map(row)].join('\n'),
    `For all of them: ${Object.entries(codes)
      .map(([c, t]) => `${c} ${t}`)
      .join('; ')}.`,
  ]),
);
