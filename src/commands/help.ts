import {capitalize} from '../text/format.js';
import {wrapped} from './for-terminal.js';
import {details, examples, exitCodes, intro, variables} from './help-texts.js';
import {
  allCommands,
  allOptions,
  type CommandName,
  commands,
  commandWords,
  type OptionInfo,
  type OptionName,
  optionsOf,
} from './option-table.js';

/** The six choices that go over a blueprint's own, and where the blueprint comes from. */
const choices: ReadonlySet<OptionName> = new Set([
  'blueprint',
  'client-id',
  'api-name',
  'identifier',
  'token-profile',
  'signing-alg',
  'app-name',
]);

export interface OptionGroup {
  readonly title: string;
  readonly options: readonly OptionInfo[];
}

/** The options by what one looks for them by. */
export function optionGroups(options: readonly OptionInfo[]): readonly OptionGroup[] {
  const isChoice = ({name}: OptionInfo) => choices.has(name);
  const isShared = ({of}: OptionInfo) => of === undefined;
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

export function helpText(command: CommandName): string {
  const sections = command === 'wizard' ? overview() : about(command);
  return `${sections
    .filter(section => section.length > 0)
    .map(section => section.join('\n'))
    .join('\n\n')}\n`;
}

type Section = readonly string[];

function overview(): readonly Section[] {
  const named = allCommands.filter(command => command !== 'wizard');
  return [
    intro,
    ['Usage', '  timesheets-setup [options]', '  timesheets-setup COMMAND [options]'],
    [
      'Commands',
      ...rows([
        ['(none)', commands.wizard],
        ...named.map(command => [command, commands[command]] as const),
      ]),
    ],
    ...optionGroups(allOptions).map(({title, options}) =>
      title === 'Options of this command'
        ? ['Options of single commands', ...rows(options.map(withCommands))]
        : [title, ...rows(options.map(row))],
    ),
    ['Environment', ...rows(variables)],
    ['Exit codes', ...rows(exitCodes.map(({code, about: text}) => [String(code), text] as const))],
    ['Examples', ...exampleLines('wizard')],
    ['`timesheets-setup COMMAND --help` tells more about one command.'],
  ];
}

function about(command: Exclude<CommandName, 'wizard'>): readonly Section[] {
  const codes = exitCodes.filter(({of}) => of === undefined || of.includes(command));
  return [
    [`${capitalize(commands[command])}.`],
    ['Usage', `  ${commandWords(command)} [options]`],
    details[command].map(line => `  ${line}`),
    ...optionGroups(optionsOf(command)).map(({title, options}) => [
      title,
      ...rows(options.map(row)),
    ]),
    ['Exit codes', ...rows(codes.map(({code, about: text}) => [String(code), text] as const))],
    ['Examples', ...exampleLines(command)],
  ];
}

function row(option: OptionInfo): readonly [string, string] {
  return [usageOf(option), option.about];
}

function withCommands(option: OptionInfo): readonly [string, string] {
  return [usageOf(option), `${option.about} (${(option.of ?? []).join(', ')})`];
}

/** `--demo[=SCENARIO]`, `-y, --yes`. */
export function usageOf({name, value, short, bare}: OptionInfo): string {
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

function exampleLines(command: CommandName): readonly string[] {
  return examples[command].flatMap(([line, text]) => [`  # ${text}`, `  ${line}`]);
}
