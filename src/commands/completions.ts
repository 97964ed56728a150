import {
  allCommands,
  type CommandName,
  commands,
  extraWords,
  optionsOf,
  type Shell,
} from './option-table.js';
import {shellOf} from './options.js';

const program = 'timesheets-setup';

const scripts: Readonly<Record<Shell, () => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `timesheets-setup completions SHELL`: a script that needs no program to run while one types. */
export function completions(words: readonly string[]): string {
  return scripts[shellOf(words)]();
}

interface OptionEntry {
  readonly name: string;
  readonly about: string;
  readonly takesValue: 'value' | 'no-value';
  /** What is offered for its value: a file, words, or nothing. */
  readonly offers: 'files' | readonly string[];
}

const files = new Set(['FILE']);

function entriesOf(command: CommandName): readonly OptionEntry[] {
  return optionsOf(command).map(({name, about, type, bare, value}) => ({
    name,
    about,
    takesValue: type === 'string' && bare === undefined ? 'value' : 'no-value',
    offers: value !== undefined && files.has(value) ? 'files' : choicesOf(value),
  }));
}

/** `auth0|rfc9068` says itself what there is. */
function choicesOf(value: string | undefined): readonly string[] {
  return value?.includes('|') ? value.split('|') : [];
}

function commandNames(): readonly CommandName[] {
  return allCommands.filter(name => name !== 'wizard');
}

function wordsFor(command: CommandName): readonly string[] {
  return [...(extraWords[command] ?? []), ...entriesOf(command).map(({name}) => `--${name}`)];
}

function fileOptions(): readonly string[] {
  const all = allCommands.flatMap(entriesOf).filter(({offers}) => offers === 'files');
  return [...new Set(all.map(({name}) => `--${name}`))];
}

function bashScript(): string {
  const values = allCommands
    .flatMap(entriesOf)
    .filter(({offers}) => offers !== 'files' && offers.length > 0);
  const choices = new Map(values.map(({name, offers}) => [name, offers]));
  return `# bash completions of ${program}: source this file
_timesheets_setup() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command=wizard each
  COMPREPLY=()
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$each" in ${commandNames().join('|')}) command="$each"; break ;; esac
  done
  case "$before" in
${[...choices].map(([name, offers]) => `    --${name}) COMPREPLY=($(compgen -W "${[...offers].join(' ')}" -- "$word")); return ;;`).join('\n')}
    ${fileOptions().join('|')}) compopt -o default; return ;;
  esac
  case "$command" in
    wizard) COMPREPLY=($(compgen -W "${[...commandNames(), ...wordsFor('wizard')].join(' ')}" -- "$word")) ;;
${commandNames()
  .map(name => `    ${name}) COMPREPLY=($(compgen -W "${wordsFor(name).join(' ')}" -- "$word")) ;;`)
  .join('\n')}
  esac
}
complete -F _timesheets_setup ${program}
`;
}

function zshScript(): string {
  const specs = (command: CommandName) =>
    entriesOf(command)
      .map(({name, about, takesValue, offers}) => {
        const action = offers === 'files' ? '_files' : `(${offers.join(' ')})`;
        const value = takesValue === 'value' ? `:value:${offers.length === 0 ? '' : action}` : '';
        return `'--${name}[${zshText(about)}]${value}'`;
      })
      .join(' ');
  const words = (command: CommandName) =>
    extraWords[command] === undefined ? '' : ` '1:what:(${extraWords[command].join(' ')})'`;
  return `#compdef ${program}
# zsh completions of ${program}: put this file into a folder of $fpath as _${program}
_timesheets_setup() {
  local -a commands=(
${commandNames()
  .map(name => `    '${name}:${zshText(commands[name])}'`)
  .join('\n')}
  )
  local command=\${words[(r)(${commandNames().join('|')})]}
  case "$command" in
${commandNames()
  .map(name => `    ${name}) _arguments ${specs(name)}${words(name)} ;;`)
  .join('\n')}
    *) _describe command commands; _arguments ${specs('wizard')} ;;
  esac
}
compdef _timesheets_setup ${program}
`;
}

/** Quotes end the string, brackets and colons the field. */
function zshText(text: string): string {
  return text.replaceAll("'", '’').replaceAll(/[[\]:]/g, character => `\\${character}`);
}

function fishScript(): string {
  const lines = commandNames().flatMap(command => [
    `complete -c ${program} -n __fish_use_subcommand -f -a ${command} -d ${fishText(commands[command])}`,
    ...(extraWords[command] ?? []).map(
      word => `complete -c ${program} -n '__fish_seen_subcommand_from ${command}' -f -a ${word}`,
    ),
    ...entriesOf(command).map(option =>
      fishOption(option, `__fish_seen_subcommand_from ${command}`),
    ),
  ]);
  const wizard = entriesOf('wizard').map(option => fishOption(option, '__fish_use_subcommand'));
  return `# fish completions of ${program}: put this file into ~/.config/fish/completions\n${[...lines, ...wizard].join('\n')}\n`;
}

function fishOption({name, about, takesValue, offers}: OptionEntry, when: string): string {
  const value = takesValue === 'value' ? ` -r${offers === 'files' ? ' -F' : ' -f'}` : ' -f';
  const choices = offers === 'files' || offers.length === 0 ? '' : ` -a '${offers.join(' ')}'`;
  return `complete -c ${program} -n '${when}' -l ${name}${value}${choices} -d ${fishText(about)}`;
}

function fishText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
