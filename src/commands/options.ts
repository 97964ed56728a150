import {Problem} from '../model/errors.js';
import {isPathSegment, readClientId} from '../model/pasted-text.js';

export interface OptionRow {
  readonly type: 'string' | 'boolean';
  /** The placeholder in the help. */
  readonly value?: string;
  readonly short?: string;
  readonly about: string;
  /** The value if the option is given without one, for options such as `--demo`. */
  readonly bare?: string;
}

/** Every option, in the order of the help. */
export const optionRows = {
  domain: {
    type: 'string',
    value: 'DOMAIN',
    about: 'your tenant, such as acme.eu.auth0.com (default: AUTH0_DOMAIN)',
  },
  'allow-custom-domain': {
    type: 'boolean',
    about: 'allow a host outside auth0.com (default: refuse it)',
  },
  audience: {
    type: 'string',
    value: 'AUDIENCE',
    about: 'Management API audience, for a custom domain (default: AUTH0_AUDIENCE)',
  },
  'client-id': {
    type: 'string',
    value: 'ID',
    about: 'the job’s application (default: found by its grant, then its name)',
  },
  blueprint: {
    type: 'string',
    value: 'FILE',
    about: 'read choices from a file, - for stdin (default: saved, else documented)',
  },
  'api-name': {type: 'string', value: 'NAME', about: 'API name (default: Timesheets API)'},
  identifier: {
    type: 'string',
    value: 'AUDIENCE',
    about: 'API identifier (default: https://api.exampleco.com/timesheets)',
  },
  'token-profile': {
    type: 'string',
    value: 'auth0|rfc9068',
    about: 'token profile (default: auth0)',
  },
  'signing-alg': {
    type: 'string',
    value: 'RS256|PS256|HS256',
    about: 'signing algorithm (default: RS256)',
  },
  'app-name': {
    type: 'string',
    value: 'NAME',
    about: 'application name (default: Timesheets Import Job)',
  },
  yes: {type: 'boolean', short: 'y', about: 'don’t ask before writing'},
  'allow-breaking': {type: 'boolean', about: 'also make changes that could break a running app'},
  'allow-similar': {
    type: 'boolean',
    about: 'create the API even if one has nearly the same identifier',
  },
  organization: {
    type: 'string',
    value: 'ID',
    about: 'request the token for this organization, and check org_id',
  },
  'dry-run': {type: 'boolean', about: 'show the changes without making them'},
  prove: {type: 'boolean', about: 'request and verify a token at the end'},
  plan: {
    type: 'string',
    value: 'FILE',
    about: 'apply exactly this saved plan; - for stdin',
  },
  out: {
    type: 'string',
    value: 'FILE',
    about: 'write to a file: the plan, the export, or .env',
  },
  'signing-secret': {
    type: 'boolean',
    about: 'with env: the API’s HS256 signing secret, not the job’s settings',
  },
  tenants: {
    type: 'string',
    value: 'FILE',
    about: 'run on several tenants, one domain per line; - for stdin',
  },
  demo: {
    type: 'string',
    value: 'SCENARIO',
    bare: 'dashboard',
    about: 'use a demo tenant (default: dashboard; --demo=list shows all)',
  },
  latency: {
    type: 'string',
    value: 'MS',
    about: 'delay of the demo tenant’s answers, in ms (default: 0)',
  },
  autoplay: {
    type: 'string',
    value: 'SPEED',
    bare: '1',
    about: 'let the demo type by itself (default speed: 1)',
  },
  scenario: {
    type: 'string',
    value: 'SCENARIO',
    about: 'what the demo tenant starts with (default: dashboard)',
  },
  port: {type: 'string', value: 'PORT', about: 'port of the demo tenant (default: a free one)'},
  tls: {type: 'boolean', about: 'serve HTTPS with a self-signed certificate'},
  debug: {type: 'string', value: 'FILE', about: 'log every request to a file, without secrets'},
  json: {type: 'boolean', about: 'print one JSON document, and nothing else'},
  help: {type: 'boolean', short: 'h', about: 'show help'},
  version: {type: 'boolean', short: 'v', about: 'show the version'},
} as const satisfies Record<string, OptionRow>;

export type OptionName = keyof typeof optionRows;

/** The given options, by name. */
export type Options = {
  readonly [Name in OptionName]?: (typeof optionRows)[Name]['type'] extends 'string'
    ? string
    : true;
};

/**
 * Options that every command accepts, so that one environment or alias fits all of them. A
 * command's help lists only those that affect it.
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

/** Options that affect every command. */
export const outputOptions = ['json', 'help', 'version'] as const satisfies readonly OptionName[];

/** Options that set one choice of the blueprint each. */
export const singleChoices = [
  'api-name',
  'identifier',
  'token-profile',
  'signing-alg',
  'app-name',
] as const satisfies readonly OptionName[];

/** Options that name a file to read, or standard input (`-`). */
const inputOptions = ['blueprint', 'plan', 'tenants'] as const satisfies readonly OptionName[];

export type InputOption = (typeof inputOptions)[number];

/** Options that select and reach the tenant. */
export const targetOptions = [
  'domain',
  'allow-custom-domain',
  'audience',
  'demo',
  'latency',
  'debug',
] as const satisfies readonly OptionName[];

/** Options for the desired state. */
export const choiceOptions = [
  'client-id',
  'blueprint',
  ...singleChoices,
] as const satisfies readonly OptionName[];

export function isOption(name: string): name is OptionName {
  return Object.hasOwn(optionRows, name);
}

export interface OptionInfo extends OptionRow {
  readonly name: OptionName;
}

export const allOptions: readonly OptionInfo[] = Object.keys(optionRows)
  .filter(isOption)
  .map(name => ({name, ...optionRows[name]}));

/** Parses a whole number. Throws `Problem` usage. */
export function numberOf(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw usageProblem(`--${option} can’t be “${value}”.`, 'It takes a whole number.');
}

/** Throws `Problem` usage if `--client-id` can't be one, for example if it is a path or a secret. */
export function requireClientId({'client-id': given}: Options): void {
  if (given === undefined) return;
  const read = readClientId(given);
  if (read.kind === 'invalid') throw usageProblem(`--client-id ${read.why}.`, read.remedy);
  if (!isPathSegment(given)) {
    throw usageProblem(
      `--client-id can’t be “${given}”.`,
      'Copy it from the application’s Settings.',
    );
  }
}

/** Throws `Problem` usage if `--out` names no file, or would mix its content with the JSON document. */
export function requireOutputFile({out, json}: Options): void {
  if (out === '-') {
    const hint = 'Name a file. Without --out, `export` prints to standard output.';
    throw usageProblem('--out takes a file, not “-”.', hint);
  }
  if (json && /^\/(?:dev\/stdout|dev\/fd\/1|proc\/self\/fd\/1)$/.test(out ?? '')) {
    throw usageProblem(
      `--json prints its document to standard output, so --out can’t be ${out} too.`,
      'Name a file, or leave out --json.',
    );
  }
}

/** Throws `Problem` usage if two options read standard input. */
export function requireOneStandardInput(options: Options): void {
  const reading = inputOptions.filter(name => options[name] === '-');
  if (reading.length <= 1) return;
  throw usageProblem(
    `${reading.map(name => `--${name} -`).join(' and ')} both read standard input.`,
    'Put one of them in a file.',
  );
}

export function usageProblem(message: string, hint: string, cause?: unknown): Problem {
  return new Problem('usage', {message, hint, cause});
}
