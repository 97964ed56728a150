import type {Credentials} from '../model/credentials.js';
import {Problem} from '../model/errors.js';
import {Secret} from '../model/secret.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is set to nothing counts as not set. */
export function variable(env: Environment, name: string): string | undefined {
  // An own one: every object, the process's environment too, has members that nobody set.
  const value = Object.hasOwn(env, name) ? env[name]?.trim() : undefined;
  return value === '' ? undefined : value;
}

/**
 * The admin's credentials, from the variables that Auth0's own tools read; a prefix tells several
 * tenants' apart (`STAGING_AUTH0_CLIENT_ID`).
 */
export function credentialsOf(env: Environment, prefix = ''): Credentials | undefined {
  const get = (name: string) => variable(env, `${prefix}${name}`);
  const token = get('AUTH0_ACCESS_TOKEN') ?? get('AUTH0_API_TOKEN');
  if (token !== undefined) return {kind: 'token', token: new Secret(token)};
  const clientId = get('AUTH0_CLIENT_ID');
  const clientSecret = get('AUTH0_CLIENT_SECRET');
  if (clientId === undefined || clientSecret === undefined) return undefined;
  return {kind: 'client', clientId, clientSecret: new Secret(clientSecret)};
}

/** The job's own credentials, under the names that `.env` gives them. */
export function jobCredentialsOf(
  env: Environment,
): {readonly clientId: string; readonly clientSecret: Secret} | undefined {
  const clientId = variable(env, 'TIMESHEETS_CLIENT_ID');
  const clientSecret = variable(env, 'TIMESHEETS_CLIENT_SECRET');
  if (clientId === undefined || clientSecret === undefined) return undefined;
  return {clientId, clientSecret: new Secret(clientSecret)};
}

type Pair = readonly [string, string];

function pairs(prefix: string): readonly Pair[] {
  return [
    [`${prefix}AUTH0_CLIENT_ID`, `${prefix}AUTH0_CLIENT_SECRET`],
    ['TIMESHEETS_CLIENT_ID', 'TIMESHEETS_CLIENT_SECRET'],
  ];
}

/** The half of a pair that is not set, where the other one is: mostly its name has a slip. */
function halfOf(env: Environment, pair: Pair) {
  const there = pair.find(name => variable(env, name) !== undefined);
  const lacking = pair.find(name => variable(env, name) === undefined);
  return there === undefined || lacking === undefined ? undefined : {there, lacking};
}

/** Throws `Problem` not_signed_in where the environment holds no credentials. */
export function requireCredentials(env: Environment, prefix = ''): Credentials {
  const credentials = credentialsOf(env, prefix);
  if (credentials !== undefined) return credentials;
  const half = pairs(prefix)
    .map(pair => halfOf(env, pair))
    .find(each => each !== undefined);
  throw new Problem('not_signed_in', {
    message:
      half === undefined
        ? 'Not signed in: the environment holds no credentials for the Management API.'
        : `Not signed in: ${half.there} is set, and ${half.lacking} is not.`,
    hint: `Set ${prefix}AUTH0_CLIENT_ID and ${prefix}AUTH0_CLIENT_SECRET of a machine-to-machine application, or ${prefix}AUTH0_ACCESS_TOKEN. Try it without a tenant: --demo.`,
  });
}

/**
 * The domain as it was given. Throws `Problem` invalid_domain where there is none, and
 * not_signed_in where there is nothing at all.
 */
export function requireDomain(
  env: Environment,
  option: string | undefined,
  prefix?: string,
): string {
  const domain = option ?? variable(env, 'AUTH0_DOMAIN');
  if (domain !== undefined) return domain;
  if (jobCredentialsOf(env) === undefined) requireCredentials(env, prefix);
  throw new Problem('invalid_domain', {
    message: 'Which tenant? No domain was given.',
    hint: 'Give --domain acme.eu.auth0.com, or set AUTH0_DOMAIN. Try it without a tenant: --demo.',
  });
}
