import {optionGroups, usageOf} from './help.js';
import {details, examples, exitCodes, intro, variables} from './help-texts.js';
import {
  allCommands,
  commands,
  commandWords,
  extraWords,
  type OptionInfo,
  optionsOf,
} from './option-table.js';

/** The manual page, in the macros of man(7), made from the tables that the help is made from. */
export function manPage(version: string): string {
  const named = allCommands.filter(command => command !== 'wizard');
  const lines = [
    `.TH TIMESHEETS\\-SETUP 1 "" "timesheets\\-setup ${roff(version)}"`,
    section('NAME'),
    `timesheets\\-setup \\- ${roff('set up Auth0’s “Server Apps + API” scenario, and prove it')}`,
    section('SYNOPSIS'),
    synopsis('timesheets-setup'),
    '.br',
    synopsis('timesheets-setup COMMAND'),
    section('DESCRIPTION'),
    ...intro.map(roff),
    '.PP',
    roff(`Without a command: ${commands.wizard}.`),
    section('COMMANDS'),
    ...named.flatMap(command => [
      ...term(commandWords(command).replace(/^timesheets-setup /, '')),
      roff(`${commands[command]}.`),
      ...(extraWords[command] === undefined
        ? details[command].map(roff)
        : asWritten(details[command])),
      ...optionLine(command),
    ]),
    section('OPTIONS'),
    ...optionGroups(optionsOfAll()).flatMap(({title, options}) => [
      `.SS "${roff(title === 'Options of this command' ? 'Options of single commands' : title)}"`,
      ...options.flatMap(option => [...term(usageOf(option)), roff(`${option.about}.`)]),
    ]),
    section('ENVIRONMENT'),
    ...variables.flatMap(([name, about]) => [...term(name), roff(about.trim())]),
    section('EXIT STATUS'),
    ...exitCodes.flatMap(({code, about}) => [...term(String(code)), roff(`${about}.`)]),
    section('EXAMPLES'),
    ...examples.wizard.flatMap(([line, about]) => [...term(line), roff(`${about}.`)]),
    section('SEE ALSO'),
    roff('https://auth0.com/docs/get-started/architecture-scenarios/server-application-api'),
  ];
  return `${lines.join('\n')}\n`;
}

function optionsOfAll(): readonly OptionInfo[] {
  return [...new Set(allCommands.flatMap(optionsOf))];
}

/** The options that a command shares with not every other. */
function optionLine(command: (typeof allCommands)[number]): readonly string[] {
  const own = optionsOf(command).filter(({of}) => of !== undefined);
  return own.length === 0
    ? []
    : ['.br', roff(`Options: ${own.map(({name}) => `--${name}`).join(', ')}.`)];
}

function section(title: string): string {
  return `.SH ${title}`;
}

function synopsis(words: string): string {
  return `.B ${roff(words)}\n[options]`;
}

function term(text: string): readonly string[] {
  return ['.TP', `.B ${roff(text)}`];
}

function asWritten(lines: readonly string[]): readonly string[] {
  return ['.nf', ...lines.map(roff), '.fi'];
}

/** Text in which nothing is an escape or a request, and every hyphen one that can be copied. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replace(/^([.'])/, '\\&$1');
}
