import {readSigningKey} from '../auth0/signing-key.js';
import type {Credentials, SecretOrKey, SigningKey} from '../model/credentials.js';
import {Problem} from '../model/errors.js';
import {type PastedText, readClientId, readClientSecret, readToken} from '../model/pasted-text.js';
import {Secret} from '../model/secrets/secret.js';
import {readManagementAudience} from '../model/tenant-address.js';
import {visible} from '../text/escape.js';
import {type Environment, variable} from './environment.js';
import {readKeyFile} from './files/key-file.js';

/** Credentials with the variables they came from, and notices about ignored input. */
export interface GivenCredentials {
  readonly credentials: Credentials;
  readonly source: CredentialSource;
  readonly notices: readonly string[];
}

export interface CredentialSource {
  /** For messages: `AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET`. */
  readonly used: string;
  /** Variables of other complete sets of credentials, which were not used. */
  readonly unused: readonly string[];
}

/** Variables that form one set of credentials. */
interface CredentialSet {
  readonly names: readonly string[];
  readonly read: (note: Note) => Credentials;
}

type Note = (notice: string) => void;

/**
 * The complete sets of credentials, in order of precedence: token, private key, secret. Auth0's own
 * tools read the same variables.
 */
function credentialSets(env: Environment, prefix: string): readonly CredentialSet[] {
  const has = (name: string) => variable(env, name) !== undefined;
  const id = `${prefix}AUTH0_CLIENT_ID`;
  const tokens = [`${prefix}AUTH0_ACCESS_TOKEN`, `${prefix}AUTH0_API_TOKEN`];
  const keys = keyVariables(`${prefix}AUTH0`).map(({key}) => key);
  const secret = `${prefix}AUTH0_CLIENT_SECRET`;
  return [
    ...tokens.filter(has).map(
      (name): CredentialSet => ({
        names: [name],
        read: note => ({kind: 'token', token: readSecret(env, name, readToken, note)}),
      }),
    ),
    ...keys
      .filter(key => has(key) && has(id))
      .map(
        (key): CredentialSet => ({
          names: [id, key],
          read: note => ({
            kind: 'private-key',
            clientId: readVariable(env, id, readClientId, note),
            signingKey: parseSigningKeyVariable(env, key),
          }),
        }),
      ),
    ...[secret]
      .filter(name => has(name) && has(id))
      .map(
        (name): CredentialSet => ({
          names: [id, name],
          read: note => ({
            kind: 'client',
            clientId: readVariable(env, id, readClientId, note),
            clientSecret: readSecret(env, name, readClientSecret, note),
          }),
        }),
      ),
  ];
}

/** Whether there is a complete set, valid or not. */
export function hasCredentials(env: Environment, prefix = ''): boolean {
  return credentialSets(env, prefix).length > 0;
}

/**
 * The admin's credentials, from the variables that Auth0's own tools read. A prefix selects one of
 * several tenants (`STAGING_AUTH0_CLIENT_ID`). If a token is expired or malformed, credentials that
 * can fetch a new token are used instead. Throws `Problem` invalid_credentials.
 */
export function readCredentials(env: Environment, prefix = ''): GivenCredentials | undefined {
  const given = credentialSets(env, prefix);
  const notices: string[] = [];
  for (const [index, source] of given.entries()) {
    const others = given.filter(other => other !== source);
    const renewable = given.slice(index + 1).find(({names}) => names.length > 1);
    try {
      const ownNotices: string[] = [];
      const credentials = source.read(notice => ownNotices.push(notice));
      if (renewable !== undefined && credentials.kind === 'token' && isExpired(credentials.token)) {
        notices.push(
          `${namesInWords(source)} has expired. Signing in with ${namesInWords(renewable)} instead.`,
        );
        continue;
      }
      const unused = others.flatMap(({names}) =>
        names.filter(name => !source.names.includes(name)),
      );
      return {
        credentials,
        source: {used: namesInWords(source), unused: [...new Set(unused)]},
        notices: [...notices, ...ownNotices],
      };
    } catch (error) {
      // A bad key or secret is the user's mistake. A bad token may be left over from an earlier
      // session.
      if (!(error instanceof Problem) || renewable === undefined || source.names.length > 1) {
        throw error;
      }
      notices.push(`${error.message} Signing in with ${namesInWords(renewable)} instead.`);
    }
  }
  return undefined;
}

function namesInWords({names}: Pick<CredentialSet, 'names'>): string {
  return names.join(' and ');
}

/** Checks the `exp` claim. A token that can't be decoded counts as not expired. */
function isExpired(token: Secret): boolean {
  try {
    const [, payload = ''] = token.reveal().split('.');
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const hasExpiry = typeof claims === 'object' && claims !== null && 'exp' in claims;
    return hasExpiry && typeof claims.exp === 'number' && claims.exp * 1000 <= Date.now();
  } catch {
    return false;
  }
}

function readSecret(
  env: Environment,
  name: string,
  read: (given: string) => PastedText,
  note: Note,
): Secret {
  return new Secret(readVariable(env, name, read, note));
}

/** Throws `Problem` invalid_credentials. */
function readVariable(
  env: Environment,
  name: string,
  read: (given: string) => PastedText,
  note: Note,
): string {
  const pasted = read(variable(env, name) ?? '');
  switch (pasted.kind) {
    case 'ok':
      if (pasted.ignored !== undefined) note(`Ignored ${pasted.ignored} in ${name}.`);
      return pasted.value;
    case 'empty':
      throw invalidCredentialsProblem(`${name} is empty.`, `Set ${name}, or unset it.`);
    case 'invalid':
      throw invalidCredentialsProblem(`${name} ${visible(pasted.why)}.`, pasted.remedy);
  }
}

interface KeyVariables {
  /** Name of the variable with the key, or with the path of its file. */
  readonly key: string;
  readonly alg: string;
  readonly holds: 'pem' | 'path';
}

/** Terraform's variables (the PEM itself), then those of auth0-deploy-cli (a path). */
function keyVariables(prefix: string): readonly [KeyVariables, KeyVariables] {
  return [
    {
      key: `${prefix}_CLIENT_ASSERTION_PRIVATE_KEY`,
      alg: `${prefix}_CLIENT_ASSERTION_SIGNING_ALG`,
      holds: 'pem',
    },
    {
      key: `${prefix}_CLIENT_SIGNING_KEY_PATH`,
      alg: `${prefix}_CLIENT_SIGNING_ALGORITHM`,
      holds: 'path',
    },
  ];
}

/**
 * An application's private key, if set. `prefix` is `AUTH0` or `TIMESHEETS`, after the tenant's own
 * prefix, if any. Throws `Problem` invalid_credentials.
 */
function readSigningKeyVariables(env: Environment, prefix: string): SigningKey | undefined {
  const found = keyVariables(prefix).find(({key}) => variable(env, key) !== undefined);
  return found === undefined ? undefined : parseSigningKeyVariable(env, found.key);
}

function parseSigningKeyVariable(env: Environment, name: string): SigningKey {
  const prefix = name.replace(/_CLIENT_(?:ASSERTION_PRIVATE_KEY|SIGNING_KEY_PATH)$/, '');
  const [first, second] = keyVariables(prefix);
  const {alg, holds} = first.key === name ? first : second;
  const given = variable(env, name) ?? '';
  const file = holds === 'path' ? readKeyFile(given) : undefined;
  if (file?.kind === 'invalid') {
    throw invalidCredentialsProblem(`${name}: ${file.why}`, file.remedy);
  }
  const read = readSigningKey(file?.text ?? given, variable(env, alg));
  if (read.kind === 'ok') return read.key;
  const isPath = holds === 'pem' && /^~?\.{0,2}[\w-]*[/\\][\w./\\-]+$/.test(given);
  const remedy = isPath
    ? `It looks like the path of a file: set ${prefix}_CLIENT_SIGNING_KEY_PATH to it instead.`
    : read.remedy;
  const where = read.about === 'alg' ? alg : name;
  throw invalidCredentialsProblem(`${where}: ${read.why}`, remedy);
}

function invalidCredentialsProblem(message: string, hint: string): Problem {
  return new Problem('invalid_credentials', {
    message,
    hint: `${hint} Nothing was sent.`,
  });
}

/** The import job and its credentials. */
export type Job = {
  readonly clientId: string;
  /** The variables they came from, for messages. */
  readonly from: string;
} & SecretOrKey;

/**
 * The job's own credentials, from the variables in `.env`. A private key takes precedence over a
 * secret: a key is set only for a job that has no secret. Throws `Problem` invalid_credentials.
 */
export function readJobCredentials(env: Environment): Job | undefined {
  const [id, secret] = ['TIMESHEETS_CLIENT_ID', 'TIMESHEETS_CLIENT_SECRET'];
  if (variable(env, id) === undefined) return undefined;
  const clientId = readVariable(env, id, readClientId, () => {});
  const key = jobKeyVariable(env);
  if (key !== undefined) {
    return {clientId, signingKey: parseSigningKeyVariable(env, key), from: `${id} and ${key}`};
  }
  if (variable(env, secret) === undefined) return undefined;
  const clientSecret = readSecret(env, secret, readClientSecret, () => {});
  return {clientId, clientSecret, from: `${id} and ${secret}`};
}

/** Throws `Problem` invalid_credentials. */
export function readJobSigningKey(env: Environment): SigningKey | undefined {
  return readSigningKeyVariables(env, 'TIMESHEETS');
}

function jobKeyVariable(env: Environment): string | undefined {
  return keyVariables('TIMESHEETS')
    .map(({key}) => key)
    .find(name => variable(env, name) !== undefined);
}

/** An incomplete set of credentials: the variable that is set, and the one that is missing. */
interface IncompleteSet {
  readonly present: string;
  readonly missing: string;
}

/** Finds an incomplete set of credentials, usually the sign of a misspelled variable. */
function findIncompleteSet(env: Environment, prefix: string): IncompleteSet | undefined {
  const id = `${prefix}AUTH0_CLIENT_ID`;
  const secret = `${prefix}AUTH0_CLIENT_SECRET`;
  const keys = keyVariables(`${prefix}AUTH0`);
  const incompleteSets: readonly IncompleteSet[] = [
    ...keys.map(({key}) => ({present: key, missing: id})),
    ...keys.map(({key, alg}) => ({present: alg, missing: key})),
    {present: id, missing: secret},
    {present: secret, missing: id},
    ...keyVariables('TIMESHEETS').map(({key}) => ({present: key, missing: 'TIMESHEETS_CLIENT_ID'})),
    {present: 'TIMESHEETS_CLIENT_ID', missing: 'TIMESHEETS_CLIENT_SECRET'},
    {present: 'TIMESHEETS_CLIENT_SECRET', missing: 'TIMESHEETS_CLIENT_ID'},
  ];
  const has = (name: string) => variable(env, name) !== undefined;
  return incompleteSets.find(({present, missing}) => has(present) && !has(missing));
}

/**
 * Throws `Problem` not_signed_in if there are no complete credentials, invalid_credentials if they
 * are malformed.
 */
export function requireCredentials(env: Environment, prefix = ''): GivenCredentials {
  const credentials = readCredentials(env, prefix);
  if (credentials !== undefined) return credentials;
  const half = findIncompleteSet(env, prefix);
  throw new Problem('not_signed_in', {
    message:
      half === undefined
        ? 'Not signed in: the environment holds no credentials for the Management API.'
        : `Not signed in: ${half.present} is set, and ${half.missing} is not.`,
    hint: `Set ${prefix}AUTH0_CLIENT_ID and ${prefix}AUTH0_CLIENT_SECRET of a Machine to Machine application, or its private key in ${prefix}AUTH0_CLIENT_ASSERTION_PRIVATE_KEY, or ${prefix}AUTH0_ACCESS_TOKEN. Try it without a tenant: --demo.`,
  });
}

/** If several sets of credentials are set, adds to an access error which one was used. */
export function addCredentialSource(error: unknown, source: CredentialSource | undefined): unknown {
  if (!(error instanceof Problem) || error.kind !== 'access') return error;
  if (source === undefined || source.unused.length === 0) return error;
  const {code, message, hint, permissions, status, effect} = error;
  return new Problem(code, {
    message,
    hint: `The credentials come from ${source.used}; ${source.unused.join(', ')} ${source.unused.length === 1 ? 'was' : 'were'} not used. ${hint}`,
    permissions,
    effect,
    ...(status !== undefined && {status}),
    cause: error,
  });
}

/**
 * The Management API's audience, needed for a custom domain: from the option, else from the deploy
 * CLI's `AUTH0_AUDIENCE`. Many applications store their own API's audience in that variable, so any
 * value that is not a Management API audience is ignored.
 */
export function readAudience(
  env: Environment,
  option: string | undefined,
  prefix = '',
): string | undefined {
  if (option !== undefined) return option;
  const name = `${prefix}AUTH0_AUDIENCE`;
  const given = variable(env, name);
  return given === undefined || readManagementAudience(given) === undefined ? undefined : given;
}

/**
 * The domain as the user gave it. Without one, throws `Problem` invalid_domain, or not_signed_in if
 * there are no credentials either.
 */
export function requireDomain(
  env: Environment,
  option: string | undefined,
  prefix?: string,
): string {
  const domain = option ?? variable(env, 'AUTH0_DOMAIN');
  if (domain !== undefined) return domain;
  if (readJobCredentials(env) === undefined) requireCredentials(env, prefix);
  throw new Problem('invalid_domain', {
    message: 'No domain was given.',
    hint: 'Add --domain acme.eu.auth0.com, or set AUTH0_DOMAIN. To try it without a tenant, use --demo.',
  });
}
