import {capitalize} from '../text/format.js';
import {suggestion} from '../text/suggest.js';
import {type Command, type ExitCodes, tenantExitCodes, usualExitCodes} from './command.js';
import {wrapped} from './for-terminal.js';
import {
  allOptions,
  choiceOptions,
  commonOptions,
  type OptionInfo,
  outputOptions,
  usage,
} from './options.js';
import type {CommandResult} from './outcome.js';

/** `timesheets-setup help [COMMAND]`. */
export function helpCommand(commands: () => readonly Command[]): Command {
  return {
    name: 'help',
    summary: 'tells how a command is used',
    details: ['The same as --help behind the command.'],
    get words() {
      return commands().map(({name}) => name);
    },
    options: outputOptions,
    exitCodes: usualExitCodes,
    examples: [['timesheets-setup help apply', 'the options of apply']],
    async run(_io, {words}) {
      const all = commands();
      const [name = 'wizard', ...more] = words;
      if (more.length > 0) throw usage('help is about one command at a time.', 'See --help.');
      const command = all.find(each => each.name === name);
      if (command !== undefined) return helpOf(command, all);
      const names = all.map(each => each.name);
      const hint = `${suggestion(name, names)}There are: ${names.join(', ')}.`;
      throw usage(`There is no command “${name}”.`, hint);
    },
  };
}

/** What `--help` says of a command. */
export function helpOf(command: Command, commands: readonly Command[]): CommandResult {
  const help = helpText(command, commands);
  return {exitCode: 0, json: {help}, text: help.trimEnd(), lines: 'as-they-are'};
}

function helpText(command: Command, commands: readonly Command[]): string {
  const sections = command.name === 'wizard' ? overview(command, commands) : about(command);
  return `${sections
    .filter(section => section.length > 0)
    .map(section => section.join('\n'))
    .join('\n\n')}\n`;
}

interface OptionGroup {
  readonly title: string;
  readonly options: readonly OptionInfo[];
}

/** The options by what one looks for them by. */
function optionGroups(options: readonly OptionInfo[]): readonly OptionGroup[] {
  const isChoice = ({name}: OptionInfo) => choiceOptions.some(each => each === name);
  const isShared = ({name}: OptionInfo) => commonOptions.some(each => each === name);
  return [
    {title: 'What the tenant shall be like', options: options.filter(isChoice)},
    {
      title: 'Options of this command',
      options: options.filter(option => !isChoice(option) && !isShared(option)),
    },
    {
      title: 'Options of every command',
      options: options.filter(option => !isChoice(option) && isShared(option)),
    },
  ].filter(group => group.options.length > 0);
}

/** The options that do something for a command. */
export function optionsOf({options}: Command): readonly OptionInfo[] {
  const listed = new Set<string>([...options, ...outputOptions]);
  return allOptions.filter(({name}) => listed.has(name));
}

type Section = readonly string[];

/** The environment variables that commands read. */
const variables: readonly (readonly [string, string])[] = [
  ['AUTH0_DOMAIN', 'the tenant, where --domain is not given'],
  ['AUTH0_CLIENT_ID', 'a machine-to-machine application that may use'],
  ['AUTH0_CLIENT_SECRET', '  the Management API, and its secret'],
  ['AUTH0_ACCESS_TOKEN', 'or a token for the Management API (also AUTH0_API_TOKEN)'],
  ['TIMESHEETS_CLIENT_ID', 'the job’s own credentials: prove then needs'],
  ['TIMESHEETS_CLIENT_SECRET', '  no admin'],
  ['TIMESHEETS_CLIENT_SIGNING_KEY_PATH', '  or the job’s private key, for one without a secret'],
  ['TIMESHEETS_SETUP_CONFIG_DIR', 'where settings and the journal are kept'],
  ['HTTPS_PROXY, NO_PROXY', 'the way out, as usual'],
  ['NODE_EXTRA_CA_CERTS', 'the certificates of a proxy that looks inside'],
  ['NO_COLOR', 'no colors'],
];

function overview(wizard: Command, commands: readonly Command[]): readonly Section[] {
  return [
    wizard.details,
    ['Usage', '  timesheets-setup [options]', '  timesheets-setup COMMAND [options]'],
    [
      'Commands',
      ...rows(
        commands.map(({name, summary}) => [name === 'wizard' ? '(none)' : name, summary] as const),
      ),
    ],
    ...optionGroups(allOptions).map(({title, options}) =>
      title === 'Options of this command'
        ? [
            'Options of single commands',
            ...rows(options.map(option => withCommands(option, commands))),
          ]
        : [title, ...rows(options.map(row))],
    ),
    ['Environment', ...rows(variables)],
    ['Exit codes', ...rows(exitCodesOfAll(commands))],
    ['Examples', ...exampleLines(wizard)],
    ['`timesheets-setup COMMAND --help` tells more about one command.'],
  ];
}

function about(command: Command): readonly Section[] {
  return [
    [`${capitalize(command.summary)}.`],
    ['Usage', `  ${usageOf(command)} [options]`],
    command.details.map(line => `  ${line}`),
    ...optionGroups(optionsOf(command)).map(({title, options}) => [
      title,
      ...rows(options.map(row)),
    ]),
    ['Exit codes', ...rows(Object.entries(command.exitCodes))],
    ['Examples', ...exampleLines(command)],
  ];
}

/** What a usage line has room for; more of them are listed below it. */
const mostWords = 3;

function usageOf({name, words = []}: Command): string {
  const word = words.length > mostWords ? 'WHAT' : words.join('|');
  return ['timesheets-setup', name, word].filter(Boolean).join(' ');
}

/** What a command's exit codes mean beyond what they mean for all. */
export function ownExitCodes({exitCodes}: Command): ExitCodes {
  return Object.fromEntries(
    Object.entries(exitCodes).filter(([code, text]) => tenantExitCodes[Number(code)] !== text),
  );
}

/** A line a code: what it means everywhere, then what it means for single commands. */
function exitCodesOfAll(commands: readonly Command[]): readonly (readonly [string, string])[] {
  const codes = new Set(commands.flatMap(({exitCodes}) => Object.keys(exitCodes)));
  return [...codes]
    .toSorted((a, b) => Number(a) - Number(b))
    .map(code => {
      const usual = tenantExitCodes[Number(code)];
      const own = commands.flatMap(command => {
        const text = ownExitCodes(command)[Number(code)];
        return text === undefined ? [] : [`${command.name}: ${text}`];
      });
      return [code, [...(usual === undefined ? [] : [usual]), ...own].join('; ')] as const;
    });
}

function row(option: OptionInfo): readonly [string, string] {
  return [optionUsage(option), option.about];
}

function withCommands(option: OptionInfo, commands: readonly Command[]): readonly [string, string] {
  const takers = commands.filter(({options}) => options.includes(option.name));
  return [optionUsage(option), `${option.about} (${takers.map(({name}) => name).join(', ')})`];
}

/** `--demo[=SCENARIO]`, `-y, --yes`. */
function optionUsage({name, value, short, bare}: OptionInfo): string {
  const long =
    value === undefined
      ? `--${name}`
      : `--${name}${bare === undefined ? ` ${value}` : `[=${value}]`}`;
  return short === undefined ? long : `-${short}, ${long}`;
}

/** Columns that a line of help has at most. */
const width = 80;
const widestTerm = 28;

/** Two columns; a term that is too wide for the first has a line to itself. */
function rows(pairs: readonly (readonly [string, string])[]): readonly string[] {
  const term = Math.min(widestTerm, Math.max(...pairs.map(([left]) => left.length)));
  const indent = ' '.repeat(term + 4);
  return pairs.flatMap(([left, right]) => {
    const [first = '', ...more] = wrapped(right, width - indent.length, 'flush');
    const rest = more.map(line => `${indent}${line}`);
    return left.length > term
      ? [`  ${left}`, `${indent}${first}`, ...rest]
      : [`  ${left.padEnd(term)}  ${first}`, ...rest];
  });
}

function exampleLines({examples}: Command): readonly string[] {
  return examples.flatMap(([line, text]) => [`  # ${text}`, `  ${line}`]);
}
