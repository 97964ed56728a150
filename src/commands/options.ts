import {parseArgs} from 'node:util';
import {didYouMean, nearest} from '../engine/did-you-mean.js';
import {Problem} from '../engine/problem.js';

/** What `export` hands over. */
export const exportKinds = [
  'env',
  'blueprint',
  'schema',
  'terraform',
  'deploy-cli',
  'report',
  'curl',
  'node',
  'express',
  'auth0-cli',
] as const;

export const commands = {
  wizard: 'the wizard: walks you through the steps; on a re-run it opens on what drifted',
  check: 'reads and compares, writes nothing',
  apply: 'brings the tenant to the blueprint’s state',
  prove: 'gets a token as the job would, and checks it',
  undo: 'plays the newest run back',
  export: 'hands the result over, as settings, code or a report',
  'demo-tenant': 'serves the demo tenant until it is ended',
  forget: 'removes what is remembered of a tenant, or of all',
  completions: 'prints completions for bash, zsh or fish',
} as const;

export type CommandName = keyof typeof commands;

interface OptionRow {
  readonly type: 'string' | 'boolean';
  /** What the value is called in the help. */
  readonly value?: string;
  readonly short?: string;
  readonly about: string;
  /** Commands that take it; absent: all of them. */
  readonly of?: readonly CommandName[];
  /** What the bare option means, where its value may be left out: `--demo`. */
  readonly bare?: string;
}

const judging: readonly CommandName[] = ['wizard', 'check', 'apply', 'prove', 'undo', 'export'];
const choosing: readonly CommandName[] = ['wizard', 'check', 'apply', 'prove', 'export'];

/** Every option, once: parsing, help and completions read this table. */
export const optionRows = {
  domain: {
    type: 'string',
    value: 'DOMAIN',
    about: 'the tenant: acme.eu.auth0.com; else AUTH0_DOMAIN',
  },
  'allow-custom-domain': {
    type: 'boolean',
    about: 'send credentials to a host outside auth0.com',
  },
  'client-id': {
    type: 'string',
    value: 'ID',
    about: 'the application that is the import job',
  },
  blueprint: {
    type: 'string',
    value: 'FILE',
    about: 'the state to bring about, instead of the documented one',
  },
  'api-name': {type: 'string', value: 'NAME', about: 'the API’s name', of: choosing},
  identifier: {type: 'string', value: 'AUDIENCE', about: 'the API’s identifier', of: choosing},
  'token-profile': {
    type: 'string',
    value: 'auth0|rfc9068',
    about: 'which claims tokens have',
    of: choosing,
  },
  'signing-alg': {
    type: 'string',
    value: 'RS256|PS256|HS256',
    about: 'how tokens are signed',
    of: choosing,
  },
  'app-name': {type: 'string', value: 'NAME', about: 'the application’s name', of: choosing},
  yes: {type: 'boolean', short: 'y', about: 'do it without asking', of: ['apply', 'undo']},
  'allow-breaking': {
    type: 'boolean',
    about: 'also do what may break running software',
    of: ['apply'],
  },
  'dry-run': {
    type: 'boolean',
    about: 'show what would be done, and do nothing',
    of: ['apply', 'undo'],
  },
  prove: {type: 'boolean', about: 'prove it with a token at the end', of: ['apply']},
  plan: {
    type: 'string',
    value: 'FILE',
    about: 'do exactly this plan, or nothing where the tenant has moved',
    of: ['apply'],
  },
  out: {
    type: 'string',
    value: 'FILE',
    about: 'save the plan (check), or write to a file (export)',
    of: ['check', 'apply', 'export'],
  },
  tenants: {
    type: 'string',
    value: 'FILE',
    about: 'several tenants, one domain a line',
    of: ['check', 'apply'],
  },
  demo: {
    type: 'string',
    value: 'SCENARIO',
    bare: 'dashboard',
    about: 'run on a demo tenant; --demo=list lists the scenarios',
  },
  latency: {
    type: 'string',
    value: 'MS',
    about: 'how long the demo tenant takes to answer',
    of: [...judging, 'demo-tenant'],
  },
  autoplay: {
    type: 'string',
    value: 'SPEED',
    bare: '1',
    about: 'the demo types by itself, for a presenter',
    of: ['wizard'],
  },
  scenario: {
    type: 'string',
    value: 'SCENARIO',
    about: 'what the demo tenant starts with',
    of: ['demo-tenant'],
  },
  port: {type: 'string', value: 'PORT', about: 'the demo tenant’s port', of: ['demo-tenant']},
  tls: {type: 'boolean', about: 'serve https with a certificate of its own', of: ['demo-tenant']},
  debug: {
    type: 'string',
    value: 'FILE',
    about: 'write every request to a file, without secrets',
    of: judging,
  },
  json: {type: 'boolean', about: 'one JSON document on stdout, and nothing else there'},
  help: {type: 'boolean', short: 'h', about: 'this text'},
  version: {type: 'boolean', short: 'v', about: 'the version'},
} as const satisfies Record<string, OptionRow>;

export type OptionName = keyof typeof optionRows;

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

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

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

function isOption(name: string): name is OptionName {
  return Object.hasOwn(optionRows, name);
}

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

function commandOf(word: string): CommandName {
  if (isCommand(word)) return word;
  const known = Object.keys(commands);
  const hint = `${didYouMean(word, known)}There are: ${known.join(', ')}.`;
  throw usage(`There is no command “${word}”.`, hint);
}

export function usage(message: string, hint: string, cause?: unknown): Problem {
  return new Problem('usage', {message, hint, cause});
}
