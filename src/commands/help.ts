import {capitalize} from '../text/format.js';
import {suggestion} from '../text/suggest.js';
import {type Command, type ExitCodes, tenantExitCodes, usualExitCodes} from './command.js';
import {
  allOptions,
  choiceOptions,
  commonOptions,
  type OptionInfo,
  type OptionName,
  outputOptions,
  usageProblem,
} from './options.js';
import {wrapLine} from './output/for-terminal.js';
import type {CommandResult} from './output/outcome.js';

export function helpCommand(commands: () => readonly Command[]): Command {
  return {
    name: 'help',
    summary: 'shows help for a command',
    details: ['The same as COMMAND --help.'],
    get words() {
      return commands().map(({name}) => name);
    },
    options: outputOptions,
    exitCodes: usualExitCodes,
    examples: [['timesheets-setup help apply', 'the options of apply']],
    async run(_io, {words}) {
      const all = commands();
      const [name, ...more] = words;
      if (more.length > 0) throw usageProblem('help takes one command at a time.', 'See --help.');
      if (name === undefined) return helpOf(undefined, all);
      return helpOf(findCommand(name, all), all);
    },
  };
}

/** Throws `Problem` usage. */
export function findCommand(name: string, commands: readonly Command[]): Command {
  const found = commands.find(each => each.name === name);
  if (found !== undefined) return found;
  const names = commands.map(each => each.name);
  const hint = `${suggestion(name, names)}The commands are: ${names.join(', ')}.`;
  throw usageProblem(`There is no command “${name}”.`, hint);
}

/** Help for a command, or for the program without one. */
export function helpOf(command: Command | undefined, commands: readonly Command[]): CommandResult {
  const help = helpText(command, commands);
  return {exitCode: 0, json: {help}, text: help.trimEnd(), lines: 'preformatted'};
}

function helpText(command: Command | undefined, commands: readonly Command[]): string {
  const sections = command === undefined ? overview(commands) : commandHelp(command);
  return `${sections
    .filter(section => section.length > 0)
    .map(section => section.join('\n'))
    .join('\n\n')}\n`;
}

interface OptionGroup {
  readonly title: string;
  readonly options: readonly OptionInfo[];
}

function optionGroups(options: readonly OptionInfo[]): readonly OptionGroup[] {
  const isChoice = ({name}: OptionInfo) => choiceOptions.some(each => each === name);
  const isShared = ({name}: OptionInfo) => commonOptions.some(each => each === name);
  return [
    {title: 'Blueprint options', options: options.filter(isChoice)},
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

/** The options that affect a command. */
export function optionsOf({options, optionHelp = {}}: Command): readonly OptionInfo[] {
  const listed = new Set<string>([...options, ...outputOptions]);
  return allOptions
    .filter(({name}) => listed.has(name))
    .map(option => ({...option, about: optionHelp[option.name] ?? option.about}));
}

type Section = readonly string[];

type Row = readonly [string, string];

const domainVariable: Row = ['AUTH0_DOMAIN', 'your tenant, unless --domain is given'];
const signInVariables: readonly Row[] = [
  ['AUTH0_CLIENT_ID', 'an application authorized for the Management API'],
  ['AUTH0_CLIENT_SECRET', 'its Client Secret'],
  ['AUTH0_CLIENT_SIGNING_KEY_PATH', 'or its private key file'],
  ['AUTH0_ACCESS_TOKEN', 'or a Management API token (also AUTH0_API_TOKEN)'],
];
const jobVariables: readonly Row[] = [
  ['TIMESHEETS_CLIENT_ID', 'the job, to prove it without an admin'],
  ['TIMESHEETS_CLIENT_SECRET', 'its Client Secret'],
  ['TIMESHEETS_CLIENT_SIGNING_KEY_PATH', 'or its private key file'],
];
const folderVariable: Row = ['TIMESHEETS_SETUP_CONFIG_DIR', 'folder for settings and journals'];
const networkVariables: readonly Row[] = [
  ['HTTPS_PROXY, NO_PROXY', 'proxy settings'],
  ['NODE_EXTRA_CA_CERTS', 'extra certificate authorities, such as a proxy’s'],
];

/** The variables that a command reads. */
function variablesOf({name, options}: Command): readonly Row[] {
  if (!options.includes('domain')) return [];
  const sendsRequests = options.includes('debug');
  const proves = name === 'prove' || name === 'wizard' || options.includes('prove');
  return [
    domainVariable,
    ...(sendsRequests ? signInVariables : []),
    ...(proves ? jobVariables : []),
    folderVariable,
    ...(sendsRequests ? networkVariables : []),
    ['NO_COLOR', 'no colors'],
  ];
}

/** Options shown in the overview; the others are in each command's help. */
const usual: readonly OptionName[] = ['domain', 'demo', 'yes', 'json', 'help'];

function overview(commands: readonly Command[]): readonly Section[] {
  const {details = [], examples = []} = commands.find(({name}) => name === 'wizard') ?? {};
  return [
    fillLines(details, width),
    ['Usage', '  timesheets-setup [COMMAND] [options]'],
    [
      'Commands',
      ...rows(
        commands.map(({name, summary}) => [name === 'wizard' ? '(none)' : name, summary] as const),
      ),
    ],
    ['Options', ...rows(allOptions.filter(({name}) => usual.includes(name)).map(row))],
    ['Examples', ...rows(examples.slice(0, 3))],
    ['Run `timesheets-setup help COMMAND` for a command’s options and exit codes.'],
  ];
}

function commandHelp(command: Command): readonly Section[] {
  return [
    [`${capitalize(command.summary)}.`],
    ['Usage', `  ${usageOf(command)} [options]`],
    fillLines(command.details, width - 2).map(line => `  ${line}`),
    ...optionGroups(optionsOf(command)).map(({title, options}) => [
      title,
      ...rows(options.map(row)),
    ]),
    withHeading('Environment', rows(variablesOf(command))),
    ['Exit codes', ...rows(Object.entries(command.exitCodes))],
    ['Examples', ...exampleLines(command)],
  ];
}

function withHeading(title: string, lines: readonly string[]): Section {
  return lines.length === 0 ? [] : [title, ...lines];
}

/** With more words than this, the usage line shows WHAT instead; they are listed below it. */
const maxWords = 3;

function usageOf({name, words = []}: Command): string {
  const word = words.length > maxWords ? 'WHAT' : words.join('|');
  return ['timesheets-setup', name, word].filter(Boolean).join(' ');
}

/** Only the exit codes that differ from those of all commands. */
export function ownExitCodes({exitCodes}: Command): ExitCodes {
  return Object.fromEntries(
    Object.entries(exitCodes).filter(([code, text]) => tenantExitCodes[Number(code)] !== text),
  );
}

function row(option: OptionInfo): Row {
  return [optionUsage(option), option.about];
}

/** Formats as `--demo[=SCENARIO]` or `-y, --yes`. */
function optionUsage({name, value, short, bare}: OptionInfo): string {
  const long =
    value === undefined
      ? `--${name}`
      : `--${name}${bare === undefined ? ` ${value}` : `[=${value}]`}`;
  return short === undefined ? long : `-${short}, ${long}`;
}

/** Maximum columns of a line of help. */
const width = 80;
const widestTerm = 28;

/** Fills lines with sentences; leaves lines alone that are laid out in columns. */
function fillLines(lines: readonly string[], columns: number): readonly string[] {
  return lines.some(line => / {2}/.test(line))
    ? lines
    : wrapLine(lines.join(' '), columns, 'flush');
}

/** Formats two columns. A term wider than the first column gets its own line. */
function rows(pairs: readonly Row[]): readonly string[] {
  if (pairs.length === 0) return [];
  const term = Math.min(widestTerm, Math.max(...pairs.map(([left]) => left.length)));
  const indent = ' '.repeat(term + 4);
  return pairs.flatMap(([left, right]) => {
    const [first = '', ...more] = wrapLine(right, width - indent.length, 'flush');
    const rest = more.map(line => `${indent}${line}`);
    return left.length > term
      ? [`  ${left}`, `${indent}${first}`, ...rest]
      : [`  ${left.padEnd(term)}  ${first}`, ...rest];
  });
}

function exampleLines({examples}: Command): readonly string[] {
  return examples.flatMap(([line, text]) => [`  # ${text}`, `  ${line}`]);
}
