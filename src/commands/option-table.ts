import {exportKinds} from './export/offers.js';
import {rotateSecretSummary} from './rotate-secret-help.js';

export {exportKinds};

export const commands = {
  wizard: 'the wizard: walks you through the steps; on a re-run it opens on what drifted',
  check: 'reads and compares, writes nothing',
  apply: 'brings the tenant to the blueprint’s state',
  prove: 'gets a token as the job would, and checks it',
  undo: 'plays the newest run back',
  'rotate-secret': rotateSecretSummary,
  export: 'hands the result over, as settings, code or a report',
  'demo-tenant': 'serves the demo tenant until it is ended',
  forget: 'removes what is remembered of a tenant, or of all',
  completions: 'prints completions for bash, zsh or fish',
} as const;

export type CommandName = keyof typeof commands;

export interface OptionRow {
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

const judging: readonly CommandName[] = [
  'wizard',
  'check',
  'apply',
  'prove',
  'undo',
  'rotate-secret',
  'export',
];
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
  audience: {
    type: 'string',
    value: 'AUDIENCE',
    about: 'the Management API’s audience where the domain is a custom one; else AUTH0_AUDIENCE',
    of: judging,
  },
  'client-id': {
    type: 'string',
    value: 'ID',
    about: 'the application that is the import job',
  },
  blueprint: {
    type: 'string',
    value: 'FILE',
    about: 'the state to bring about, instead of the documented one; - is standard input',
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
  yes: {
    type: 'boolean',
    short: 'y',
    about: 'do it without asking',
    of: ['apply', 'undo', 'rotate-secret'],
  },
  'allow-breaking': {
    type: 'boolean',
    about: 'also do what may break running software',
    of: ['apply'],
  },
  'allow-similar': {
    type: 'boolean',
    about: 'create the API although one exists whose identifier differs in spelling alone',
    of: ['apply'],
  },
  organization: {
    type: 'string',
    value: 'ID',
    about: 'request a token for this organization, and check its org_id',
    of: ['prove'],
  },
  'dry-run': {
    type: 'boolean',
    about: 'show what would be done, and do nothing',
    of: ['apply', 'undo', 'rotate-secret'],
  },
  prove: {type: 'boolean', about: 'prove it with a token at the end', of: ['apply']},
  plan: {
    type: 'string',
    value: 'FILE',
    about: 'do exactly this plan, or nothing where the tenant has moved; - is standard input',
    of: ['apply'],
  },
  out: {
    type: 'string',
    value: 'FILE',
    about: 'save the plan (check), or write to a file (export, rotate-secret)',
    of: ['check', 'apply', 'rotate-secret', 'export'],
  },
  'signing-secret': {
    type: 'boolean',
    about: 'env for the API instead of the job: the secret that HS256 tokens are checked with',
    of: ['export'],
  },
  tenants: {
    type: 'string',
    value: 'FILE',
    about: 'several tenants, one domain a line; - is standard input',
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

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

export function isOption(name: string): name is OptionName {
  return Object.hasOwn(optionRows, name);
}

/** What help, completions and the man page want to know of an option. */
export interface OptionInfo extends OptionRow {
  readonly name: OptionName;
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

function typed(names: readonly string[]): readonly OptionName[] {
  return names.filter(isOption);
}
