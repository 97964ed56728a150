import {Problem} from '../model/errors.js';

export interface OptionRow {
  readonly type: 'string' | 'boolean';
  /** What the value is called in the help. */
  readonly value?: string;
  readonly short?: string;
  readonly about: string;
  /** What the bare option means, where its value may be left out: `--demo`. */
  readonly bare?: string;
}

/** Every option, once, in the order in which the help lists them. */
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
  'api-name': {type: 'string', value: 'NAME', about: 'the API’s name'},
  identifier: {type: 'string', value: 'AUDIENCE', about: 'the API’s identifier'},
  'token-profile': {type: 'string', value: 'auth0|rfc9068', about: 'which claims tokens have'},
  'signing-alg': {type: 'string', value: 'RS256|PS256|HS256', about: 'how tokens are signed'},
  'app-name': {type: 'string', value: 'NAME', about: 'the application’s name'},
  yes: {type: 'boolean', short: 'y', about: 'do it without asking'},
  'allow-breaking': {type: 'boolean', about: 'also do what may break running software'},
  'allow-similar': {
    type: 'boolean',
    about: 'create the API although one exists whose identifier differs in spelling alone',
  },
  organization: {
    type: 'string',
    value: 'ID',
    about: 'request a token for this organization, and check its org_id',
  },
  'dry-run': {type: 'boolean', about: 'show what would be done, and do nothing'},
  prove: {type: 'boolean', about: 'prove it with a token at the end'},
  plan: {
    type: 'string',
    value: 'FILE',
    about: 'do exactly this plan, or nothing where the tenant has moved; - is standard input',
  },
  out: {
    type: 'string',
    value: 'FILE',
    about: 'save the plan (check), or write to a file (export, rotate-secret)',
  },
  'signing-secret': {
    type: 'boolean',
    about: 'env for the API instead of the job: the secret that HS256 tokens are checked with',
  },
  tenants: {
    type: 'string',
    value: 'FILE',
    about: 'several tenants, one domain a line; - is standard input',
  },
  demo: {
    type: 'string',
    value: 'SCENARIO',
    bare: 'dashboard',
    about: 'run on a demo tenant; --demo=list lists the scenarios',
  },
  latency: {type: 'string', value: 'MS', about: 'how long the demo tenant takes to answer'},
  autoplay: {
    type: 'string',
    value: 'SPEED',
    bare: '1',
    about: 'the demo types by itself, for a presenter',
  },
  scenario: {type: 'string', value: 'SCENARIO', about: 'what the demo tenant starts with'},
  port: {type: 'string', value: 'PORT', about: 'the demo tenant’s port'},
  tls: {type: 'boolean', about: 'serve https with a certificate of its own'},
  debug: {type: 'string', value: 'FILE', about: 'write every request to a file, without secrets'},
  json: {type: 'boolean', about: 'one JSON document on stdout, and nothing else there'},
  help: {type: 'boolean', short: 'h', about: 'this text'},
  version: {type: 'boolean', short: 'v', about: 'the version'},
} as const satisfies Record<string, OptionRow>;

export type OptionName = keyof typeof optionRows;

/** What was given, by the options' names. */
export type Options = {
  readonly [Name in OptionName]?: (typeof optionRows)[Name]['type'] extends 'string'
    ? string
    : true;
};

/**
 * What every command takes, so that one environment or alias fits all of them: the help of a
 * command lists those only where they do something.
 */
export const commonOptions = [
  'domain',
  'allow-custom-domain',
  'client-id',
  'blueprint',
  'demo',
  'json',
  'help',
  'version',
] as const satisfies readonly OptionName[];

/** What does something for every command. */
export const outputOptions = ['json', 'help', 'version'] as const satisfies readonly OptionName[];

/** The options that set one choice each. */
export const singleChoices = [
  'api-name',
  'identifier',
  'token-profile',
  'signing-alg',
  'app-name',
] as const satisfies readonly OptionName[];

/** How a command reaches its tenant, a demo one too. */
export const targetOptions = [
  'domain',
  'allow-custom-domain',
  'audience',
  'demo',
  'latency',
  'debug',
] as const satisfies readonly OptionName[];

/** What the tenant is held against. */
export const choiceOptions = [
  'client-id',
  'blueprint',
  ...singleChoices,
] as const satisfies readonly OptionName[];

export function isOption(name: string): name is OptionName {
  return Object.hasOwn(optionRows, name);
}

/** An option with its name, as help and completions want it. */
export interface OptionInfo extends OptionRow {
  readonly name: OptionName;
}

export const allOptions: readonly OptionInfo[] = Object.keys(optionRows)
  .filter(isOption)
  .map(name => ({name, ...optionRows[name]}));

/** A whole number that an option gives. Throws `Problem` usage. */
export function numberOf(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw usage(`--${option} can't be “${value}”.`, 'It takes a whole number.');
}

export function usage(message: string, hint: string, cause?: unknown): Problem {
  return new Problem('usage', {message, hint, cause});
}
