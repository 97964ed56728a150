import {parseArgs} from 'node:util';
import {Problem} from '../model/errors.js';
import {nearest, suggestion} from '../text/suggest.js';
import {
  type CommandName,
  commands,
  isCommand,
  isOption,
  type OptionName,
  type OptionRow,
  optionRows,
  type Shell,
  shells,
} from './option-table.js';

type Values = {
  readonly [Name in OptionName]?: (typeof optionRows)[Name]['type'] extends 'string'
    ? string
    : true;
};

export interface Invocation {
  readonly command: CommandName;
  /** Words behind the command: `export terraform`. */
  readonly words: readonly string[];
  readonly options: Values;
}

/** Throws `Problem` usage: an unknown command or option, a value missing or too many. */
export function parseInvocation(argv: readonly string[]): Invocation {
  const args = argv.map(bareValue);
  const parsed = parse(args);
  const [first, ...words] = parsed.positionals;
  const command = first === undefined ? 'wizard' : commandOf(first);
  const options: Record<string, string | true> = {};
  for (const [name, value] of Object.entries(parsed.values)) {
    const row: OptionRow | undefined = isOption(name) ? optionRows[name] : undefined;
    if (row === undefined || value === undefined || value === false) continue;
    if (row.of !== undefined && !row.of.includes(command)) {
      throw usage(
        `${command === 'wizard' ? 'The wizard' : command} takes no --${name}.`,
        `It goes with: ${row.of.join(', ')}.`,
      );
    }
    if (value === '') throw usage(`--${name} has no value.`, `It takes ${row.value}.`);
    options[name] = value;
  }
  if (words.length > 0 && !takesWords.has(command)) {
    throw usage(`${command} takes no further words (“${words.join(' ')}”).`, 'See --help.');
  }
  if (command === 'completions' && !options.help && !options.version) shellOf(words);
  return {command, words, options};
}

/** The shell that completions are asked for. Throws `Problem` usage. */
export function shellOf(words: readonly string[]): Shell {
  const [asked, ...more] = words;
  const shell = shells.find(name => name === asked);
  if (shell !== undefined && more.length === 0) return shell;
  throw usage(
    asked === undefined
      ? 'Completions for which shell?'
      : `There are no completions for “${words.join(' ')}”.`,
    `There are: ${shells.join(', ')}. For bash: source <(timesheets-setup completions bash)`,
  );
}

const takesWords = new Set<CommandName>(['export', 'completions']);

function parse(args: readonly string[]) {
  try {
    const options = Object.fromEntries(
      Object.entries(optionRows).map(([name, row]: [string, OptionRow]) => [
        name,
        {type: row.type, ...(row.short !== undefined && {short: row.short})},
      ]),
    );
    return parseArgs({args: [...args], options, allowPositionals: true, strict: true});
  } catch (cause) {
    const [sentence = ''] = cause instanceof Error ? cause.message.split('. ') : [];
    const [, unknown] = /^Unknown option '--([^']+)'/.exec(sentence) ?? [];
    const known = Object.keys(optionRows);
    const near = unknown === undefined ? undefined : nearest(unknown, known);
    const hint = `${near === undefined ? '' : `Did you mean --${near}? `}See --help for what there is.`;
    throw usage(`${sentence.replace(/\.$/, '')}.`, hint, cause);
  }
}

/** `--demo` alone means one thing, and never takes the next word for its value. */
function bareValue(arg: string): string {
  const name = arg.replace(/^--/, '');
  const row: OptionRow | undefined =
    arg.startsWith('--') && isOption(name) ? optionRows[name] : undefined;
  return row?.bare === undefined ? arg : `${arg}=${row.bare}`;
}

function commandOf(word: string): CommandName {
  if (isCommand(word)) return word;
  const known = Object.keys(commands);
  const hint = `${suggestion(word, known)}There are: ${known.join(', ')}.`;
  throw usage(`There is no command “${word}”.`, hint);
}

export function usage(message: string, hint: string, cause?: unknown): Problem {
  return new Problem('usage', {message, hint, cause});
}
