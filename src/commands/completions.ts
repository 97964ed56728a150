import type {Command} from './command.js';
import {usualExitCodes} from './command.js';
import {optionsOf} from './help.js';
import {outputOptions, usageProblem} from './options.js';

const program = 'timesheets-setup';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

const scripts: Readonly<Record<Shell, (commands: readonly Command[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/**
 * `timesheets-setup completions SHELL`: prints a script that completes without running this
 * program.
 */
export function completions(commands: () => readonly Command[]): Command {
  return {
    name: 'completions',
    summary: 'prints shell completions',
    details: [
      'bash   timesheets-setup completions bash \\',
      '         > ~/.local/share/bash-completion/completions/timesheets-setup',
      'zsh    timesheets-setup completions zsh > FOLDER_OF_FPATH/_timesheets-setup',
      'fish   timesheets-setup completions fish \\',
      '         > ~/.config/fish/completions/timesheets-setup.fish',
    ],
    words: shells,
    options: outputOptions,
    exitCodes: usualExitCodes,
    examples: [['source <(timesheets-setup completions bash)', 'for this shell']],
    async run(_io, {words}) {
      const script = scripts[shellOf(words)](commands());
      return {
        exitCode: 0,
        json: {completions: script},
        text: script.trimEnd(),
        lines: 'preformatted',
      };
    },
  };
}

/** Throws `Problem` usage. */
function shellOf(words: readonly string[]): Shell {
  const [asked, ...more] = words;
  const shell = shells.find(name => name === asked);
  if (shell !== undefined && more.length === 0) return shell;
  throw usageProblem(
    asked === undefined
      ? 'Completions for which shell?'
      : `There are no completions for “${words.join(' ')}”.`,
    `The shells are: ${shells.join(', ')}. For bash: source <(timesheets-setup completions bash)`,
  );
}

interface OptionEntry {
  readonly name: string;
  readonly about: string;
  readonly takesValue: 'value' | 'no-value';
  /** Completions for the value: file names, or these words (none if empty). */
  readonly offers: 'files' | readonly string[];
}

function entriesOf(command: Command): readonly OptionEntry[] {
  return optionsOf(command).map(({name, about, type, bare, value}) => ({
    name,
    about,
    takesValue: type === 'string' && bare === undefined ? 'value' : 'no-value',
    offers: value === 'FILE' ? 'files' : choicesOf(value),
  }));
}

/** A value such as `auth0|rfc9068` lists its own choices. */
function choicesOf(value: string | undefined): readonly string[] {
  return value?.includes('|') ? value.split('|') : [];
}

/** Commands with a name to type; the wizard is the program without one. */
function valueNames(commands: readonly Command[]): readonly Command[] {
  return commands.filter(({name}) => name !== 'wizard');
}

function wordsFor(command: Command, commands: readonly Command[]): readonly string[] {
  const own = command.name === 'wizard' ? namesOf(commands) : (command.words ?? []);
  return [...own, ...entriesOf(command).map(({name}) => `--${name}`)];
}

function namesOf(commands: readonly Command[]): readonly string[] {
  return valueNames(commands).map(({name}) => name);
}

function fileOptions(commands: readonly Command[]): readonly string[] {
  const all = commands.flatMap(entriesOf).filter(({offers}) => offers === 'files');
  return [...new Set(all.map(({name}) => `--${name}`))];
}

function bashScript(commands: readonly Command[]): string {
  const values = commands
    .flatMap(entriesOf)
    .filter(({offers}) => offers !== 'files' && offers.length > 0);
  const choices = new Map(values.map(({name, offers}) => [name, offers]));
  const candidatesFor = (words: readonly string[]) =>
    `COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$word"))`;
  return `# bash completions of ${program}: source this file
_timesheets_setup() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command=wizard each
  COMPREPLY=()
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$each" in ${namesOf(commands).join('|')}) command="$each"; break ;; esac
  done
  case "$before" in
${[...choices].map(([name, offers]) => `    --${name}) ${candidatesFor([...offers])}; return ;;`).join('\n')}
    ${fileOptions(commands).join('|')}) compopt -o default; return ;;
  esac
  case "$command" in
${commands
  .map(command => `    ${command.name}) ${candidatesFor(wordsFor(command, commands))} ;;`)
  .join('\n')}
  esac
}
complete -F _timesheets_setup ${program}
`;
}

function zshScript(commands: readonly Command[]): string {
  const specs = (command: Command) =>
    entriesOf(command)
      .map(({name, about, takesValue, offers}) => {
        const action = offers === 'files' ? '_files' : `(${offers.join(' ')})`;
        const value = takesValue === 'value' ? `:value:${offers.length === 0 ? '' : action}` : '';
        return `'--${name}[${zshText(about)}]${value}'`;
      })
      .join(' ');
  const wordsOf = ({words}: Command) =>
    words === undefined ? '' : ` '1:what:(${words.join(' ')})'`;
  return `#compdef ${program}
# zsh completions of ${program}: put this file into a folder of $fpath as _${program}
_timesheets_setup() {
  local -a commands=(
${valueNames(commands)
  .map(({name, summary}) => `    '${name}:${zshText(summary)}'`)
  .join('\n')}
  )
  local command=\${words[(r)(${namesOf(commands).join('|')})]}
  case "$command" in
${commands
  .map(command =>
    command.name === 'wizard'
      ? `    '') _describe command commands; _arguments ${specs(command)} ;;`
      : `    ${command.name}) _arguments ${specs(command)}${wordsOf(command)} ;;`,
  )
  .join('\n')}
  esac
}
compdef _timesheets_setup ${program}
`;
}

/** Quotes would end the string; brackets and colons have a meaning in zsh's option specs. */
function zshText(text: string): string {
  return text.replaceAll("'", '’').replaceAll(/[[\]:]/g, character => `\\${character}`);
}

function fishScript(commands: readonly Command[]): string {
  const lines = commands.flatMap(command => {
    const {name, summary, words = []} = command;
    const after = `__fish_seen_subcommand_from ${name}`;
    if (name === 'wizard') {
      return entriesOf(command).map(option => fishOption(option, '__fish_use_subcommand'));
    }
    return [
      `complete -c ${program} -n __fish_use_subcommand -f -a ${name} -d ${fishText(summary)}`,
      ...words.map(word => `complete -c ${program} -n '${after}' -f -a ${word}`),
      ...entriesOf(command).map(option => fishOption(option, after)),
    ];
  });
  return `# fish completions of ${program}: put this file into ~/.config/fish/completions\n${lines.join('\n')}\n`;
}

function fishOption({name, about, takesValue, offers}: OptionEntry, when: string): string {
  const value = takesValue === 'value' ? ` -r${offers === 'files' ? ' -F' : ' -f'}` : ' -f';
  const choices = offers === 'files' || offers.length === 0 ? '' : ` -a '${offers.join(' ')}'`;
  return `complete -c ${program} -n '${when}' -l ${name}${value}${choices} -d ${fishText(about)}`;
}

function fishText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
