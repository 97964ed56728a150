import {parseArgs} from 'node:util';
import {nearest} from '../text/suggest.js';
import type {Command, Context} from './command.js';
import {completions} from './completions.js';
import {apply, check, exportCommand, forget, prove, rotateSecret, undo} from './definitions.js';
import {command as demoTenant} from './demo-tenant.js';
import {findCommand, helpCommand} from './help.js';
import {commonOptions, isOption, type OptionRow, optionRows, usageProblem} from './options.js';
import {command as wizard} from './wizard.js';

const namedCommands: readonly Command[] = [
  check,
  apply,
  prove,
  undo,
  rotateSecret,
  exportCommand,
  demoTenant,
  forget,
];

/**
 * Every command; one that isn't listed can't be reached. The first one runs if no command is named.
 */
export const commands: readonly Command[] = [
  wizard,
  ...namedCommands,
  completions(() => commands),
  helpCommand(() => commands),
];

export interface Invocation extends Context {
  readonly command: Command;
}

/**
 * Throws `Problem` usage for an unknown command or option, a missing value, or extra arguments.
 */
export function parseInvocation(argv: readonly string[]): Invocation {
  const parsed = parseArguments(argv.map(addDefaultValue));
  const [first, ...words] = parsed.positionals;
  const command = first === undefined ? wizard : findCommand(first, commands);
  const options: Record<string, string | true> = {};
  for (const [name, value] of Object.entries(parsed.values)) {
    const row: OptionRow | undefined = isOption(name) ? optionRows[name] : undefined;
    if (row === undefined || value === undefined || value === false) continue;
    if (!takesOption(command, name)) {
      const others = commands.filter(other => takesOption(other, name));
      throw usageProblem(
        `${command === wizard ? 'The wizard' : command.name} takes no --${name}.`,
        `Use it with: ${others.map(other => other.name).join(', ')}.`,
      );
    }
    if (value === '') throw usageProblem(`--${name} has no value.`, `It takes ${row.value}.`);
    options[name] = value;
  }
  if (words.length > 0 && command.words === undefined) {
    throw usageProblem(
      `${command.name} takes no more arguments (“${words.join(' ')}”).`,
      'See --help.',
    );
  }
  return {command, words, options};
}

function takesOption({options}: Command, name: string): boolean {
  return [...commonOptions, ...options].some(each => each === name);
}

function parseArguments(args: readonly string[]) {
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
    const hint = `${near === undefined ? '' : `Did you mean --${near}? `}See --help.`;
    const message =
      unknown === undefined
        ? `${sentence.replace(/\.$/, '')}.`
        : `There is no option --${unknown}.`;
    throw usageProblem(message, hint, cause);
  }
}

/** `--demo` without `=` never takes the next word as its value. */
function addDefaultValue(arg: string): string {
  const name = arg.replace(/^--/, '');
  const row: OptionRow | undefined =
    arg.startsWith('--') && isOption(name) ? optionRows[name] : undefined;
  return row?.bare === undefined ? arg : `${arg}=${row.bare}`;
}
