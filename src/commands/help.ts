import {
  type CommandName,
  commands,
  exportKinds,
  isCommand,
  type OptionName,
  optionRows,
  shells,
} from './options.js';

/** What help, completions and the man page want to know of an option. */
export interface OptionInfo {
  readonly name: OptionName;
  readonly type: 'string' | 'boolean';
  readonly value?: string;
  readonly short?: string;
  readonly about: string;
  readonly of?: readonly CommandName[];
  readonly bare?: string;
}

export const allOptions: readonly OptionInfo[] = typed(Object.keys(optionRows)).map(name => ({
  name,
  ...optionRows[name],
}));

export const allCommands: readonly CommandName[] = Object.keys(commands).filter(isCommand);

/** The options that one command takes. */
export function optionsOf(command: CommandName): readonly OptionInfo[] {
  return allOptions.filter(({of}) => of === undefined || of.includes(command));
}

/** What the command line says for a command: nothing stands for the wizard. */
export function commandWords(command: CommandName): string {
  const words = extraWords[command];
  if (command === 'wizard') return 'timesheets-setup';
  return `timesheets-setup ${command}${words === undefined ? '' : ` ${words.join('|')}`}`;
}

/** Words behind a command. */
export const extraWords: Readonly<Partial<Record<CommandName, readonly string[]>>> = {
  export: exportKinds,
  completions: shells,
};

export const intro: readonly string[] = [
  'Sets up Auth0’s “Server Apps + API” scenario in a tenant, step by step,',
  'proves it with a real token, and keeps it that way. Nothing that is yours is lost:',
  'it only adds and corrects, and says before what could break.',
];

/** What a command does, beyond its line in the list. */
export const details: Readonly<Record<CommandName, readonly string[]>> = {
  wizard: intro,
  check: [
    'Compares the tenant with the blueprint, step by step. It needs the read: permissions',
    'only. --out saves the plan; `apply --plan` then does that and nothing else.',
    '--tenants takes a file with a domain a line, and the prefix of its variables behind it:',
    '`acme.eu.auth0.com ACME` signs in with ACME_AUTH0_CLIENT_ID and ACME_AUTH0_CLIENT_SECRET.',
  ],
  apply: [
    'Repairs what drifted and makes what is missing, each write noted in a journal before',
    'it is sent. What may break running software is left, exit 2, unless --allow-breaking.',
  ],
  prove: [
    'Signs in as the job and checks the token claim by claim. With TIMESHEETS_CLIENT_ID and',
    'TIMESHEETS_CLIENT_SECRET no admin is needed; else the job’s secret is read.',
  ],
  undo: [
    'Restores what the newest run changed, and deletes only what that run made. It lists',
    'first what it will restore and what it can’t, and refuses where the tenant has changed.',
  ],
  export: [
    'env         the job’s settings; its secret only with --out .env',
    'blueprint   the choices, as JSON for --blueprint',
    'schema      the JSON Schema of blueprints',
    'terraform   HCL with import blocks for the auth0 provider',
    'deploy-cli  YAML for auth0-deploy-cli',
    'report      Markdown for the change ticket',
    'curl        the job’s token and a call to the API, in a shell',
    'node        the job, with fetch and no dependency',
    'express     the API’s side: checks the tokens',
    'auth0-cli   the same with Auth0’s own command line',
  ],
  'demo-tenant': [
    'Serves a small Auth0 on this machine, and prints its address and credentials.',
    '--demo=list lists its scenarios.',
  ],
  forget: ['With --domain one tenant is forgotten, else every one. Tenants stay as they are.'],
  completions: [
    'bash   timesheets-setup completions bash \\',
    '         > ~/.local/share/bash-completion/completions/timesheets-setup',
    'zsh    timesheets-setup completions zsh > a folder of $fpath, as _timesheets-setup',
    'fish   timesheets-setup completions fish \\',
    '         > ~/.config/fish/completions/timesheets-setup.fish',
  ],
};

export const variables: readonly (readonly [string, string])[] = [
  ['AUTH0_DOMAIN', 'the tenant, where --domain is not given'],
  ['AUTH0_CLIENT_ID', 'a machine-to-machine application that may use'],
  ['AUTH0_CLIENT_SECRET', '  the Management API, and its secret'],
  ['AUTH0_ACCESS_TOKEN', 'or a token for the Management API (also AUTH0_API_TOKEN)'],
  ['TIMESHEETS_CLIENT_ID', 'the job’s own credentials: prove then needs'],
  ['TIMESHEETS_CLIENT_SECRET', '  no admin'],
  ['TIMESHEETS_SETUP_CONFIG_DIR', 'where settings and the journal are kept'],
  ['HTTPS_PROXY, NO_PROXY', 'the way out, as usual'],
  ['NODE_EXTRA_CA_CERTS', 'the certificates of a proxy that looks inside'],
  ['NO_COLOR', 'no colours'],
];

interface ExitCode {
  readonly code: number;
  readonly about: string;
  /** Commands that end with it; absent: all of them. */
  readonly of?: readonly CommandName[];
}

export const exitCodes: readonly ExitCode[] = [
  {code: 0, about: 'done; check: in sync; apply: converged; prove: proved'},
  {code: 1, about: 'it failed: the network, the tenant, part of the work; prove: not proved'},
  {
    code: 2,
    about: 'check: drift; apply and undo: something was left as it is',
    of: ['wizard', 'check', 'apply', 'undo'],
  },
  {code: 3, about: 'wrong use: an option, a domain, a blueprint that is not valid'},
  {
    code: 4,
    about: 'not signed in, or not permitted',
    of: ['wizard', 'check', 'apply', 'prove', 'undo', 'export'],
  },
  {code: 130, about: 'interrupted'},
];

export const examples: Readonly<Record<CommandName, readonly (readonly [string, string])[]>> = {
  wizard: [
    ['npx timesheets-setup --demo', 'try it, without a tenant'],
    ['npx timesheets-setup --domain acme.eu.auth0.com', 'set up your tenant'],
    ['npx timesheets-setup check --json', 'look for drift, in CI'],
    ['npx timesheets-setup apply --yes --prove', 'repair it, and prove it'],
    ['npx timesheets-setup export terraform --out timesheets.tf', 'hand it over'],
  ],
  check: [
    ['timesheets-setup check --demo=drifted', 'what drift looks like'],
    ['timesheets-setup check --out plan.json', 'save the plan for apply'],
  ],
  apply: [
    ['timesheets-setup apply --dry-run', 'look first'],
    ['timesheets-setup apply --yes --prove', 'do it without asking, and prove it'],
    ['timesheets-setup apply --plan plan.json', 'do what check --out saved'],
  ],
  prove: [['timesheets-setup prove', 'get a token as the job would']],
  undo: [['timesheets-setup undo', 'list what it will restore, and ask']],
  export: [
    ['timesheets-setup export env --out .env', 'the job’s settings, secret included'],
    ['timesheets-setup export report --out report.md', 'for the change ticket'],
  ],
  'demo-tenant': [['timesheets-setup demo-tenant --scenario drifted', 'a tenant to repair']],
  forget: [['timesheets-setup forget --domain acme.eu.auth0.com', 'forget one tenant']],
  completions: [['source <(timesheets-setup completions bash)', 'for this shell']],
};

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
    [`${capital(commands[command])}.`],
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
    const [first = '', ...more] = wrapped(right, width - indent.length);
    const rest = more.map(line => `${indent}${line}`);
    return left.length > term
      ? [`  ${left}`, `${indent}${first}`, ...rest]
      : [`  ${left.padEnd(term)}  ${first}`, ...rest];
  });
}

function exampleLines(command: CommandName): readonly string[] {
  return examples[command].flatMap(([line, text]) => [`  # ${text}`, `  ${line}`]);
}

function wrapped(text: string, columns: number): readonly string[] {
  const lead = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  for (const word of text.trim().split(' ')) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(`${lead}${word}`);
    else if (last.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function isOption(name: string): name is OptionName {
  return Object.hasOwn(optionRows, name);
}

function typed(names: readonly string[]): readonly OptionName[] {
  return names.filter(isOption);
}
