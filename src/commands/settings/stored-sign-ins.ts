import {join} from 'node:path';
import type {Credentials} from '../../model/credentials.js';
import {Problem} from '../../model/errors.js';
import {Secret} from '../../model/secrets/secret.js';
import type {SignInOptions, StoredSignIn} from '../../wizard/ports.js';
import {type Environment, variable} from '../environment.js';
import {decodeText, readFileBytes} from '../files/read-text.js';
import {type Keychain, systemKeychain} from './keychain.js';
import {homeFolder, type KnownTenant} from './settings-folder.js';

const service = 'timesheets-setup';

/**
 * The sign-ins that the wizard can offer. Doesn't query the keychain itself, which could prompt for
 * a password before the user sees why.
 */
export function listSignInOptions(env: Environment, known: readonly KnownTenant[]): SignInOptions {
  if (systemKeychain(env) === undefined) return {keychainAvailable: false, stored: []};
  const kept = known.flatMap(({domain, hasStoredSecret}): readonly StoredSignIn[] =>
    hasStoredSecret ? [{kind: 'keychain', domain}] : [],
  );
  const cli = auth0CliTenants(env).map((domain): StoredSignIn => ({kind: 'auth0-cli', domain}));
  return {keychainAvailable: true, stored: [...kept, ...cli]};
}

/** Throws `Problem` keychain_failed if the keychain doesn't return them. */
export async function readStoredCredentials({kind, domain}: StoredSignIn): Promise<Credentials> {
  const keychain = systemKeychain();
  const credentials = keychain === undefined ? undefined : await readers[kind](keychain, domain);
  if (credentials !== undefined) return credentials;
  throw new Problem('keychain_failed', {
    message: `The keychain has no sign-in for ${domain}, or it is locked.`,
    hint:
      kind === 'keychain'
        ? 'Unlock it and try again, or sign in with the Client ID and Client Secret.'
        : 'Unlock it and try again, run `auth0 login`, or sign in another way.',
  });
}

export async function storeSecret(
  domain: string,
  {clientId, clientSecret}: {readonly clientId: string; readonly clientSecret: Secret},
): Promise<void> {
  const value = JSON.stringify({clientId, clientSecret: clientSecret.reveal()});
  await systemKeychain()?.save(service, domain, value);
}

/** Throws `Problem` keychain_failed if the secret can’t be removed. */
export async function removeSecret(domain: string, env: Environment): Promise<void> {
  const keychain = systemKeychain(env);
  if (keychain === undefined) {
    throw new Problem('keychain_failed', {
      message: `The secret for ${domain} is in a keychain that this session can’t reach, so it stays there.`,
      hint: `Everything else was forgotten. In a desktop session, delete the keychain entry ${service} for ${domain}.`,
    });
  }
  await keychain.remove(service, domain);
}

const readers: Readonly<
  Record<
    StoredSignIn['kind'],
    (keychain: Keychain, domain: string) => Promise<Credentials | undefined>
  >
> = {
  async keychain(keychain, domain) {
    const value = await keychain.read(service, domain);
    return value === undefined ? undefined : parseStoredCredentials(value);
  },
  async 'auth0-cli'(keychain, domain) {
    const chunks: string[] = [];
    // The auth0 CLI splits long tokens, because some keychains limit the length of an entry.
    for (let number = 0; number < maxChunks; number += 1) {
      const chunk = await keychain.read(`Auth0 CLI Access Token ${number}`, domain);
      if (chunk === undefined) break;
      chunks.push(chunk);
    }
    return chunks.length === 0 ? undefined : {kind: 'token', token: new Secret(chunks.join(''))};
  },
};

/** The auth0 CLI's own limit (auth0-cli, internal/keyring). */
const maxChunks = 50;

function parseStoredCredentials(value: string): Credentials | undefined {
  const {clientId, clientSecret} = parseObject(value);
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string') return undefined;
  return {kind: 'client', clientId, clientSecret: new Secret(clientSecret)};
}

/**
 * Tenants for which the auth0 CLI has a token that won't expire soon.
 * auth0-cli, internal/config: ~/.config/auth0/config.json
 */
function auth0CliTenants(env: Environment): readonly string[] {
  const home = variable(env, 'HOME') ?? homeFolder();
  if (home === undefined) return [];
  const {tenants} = parseObject(readOrEmpty(join(home, '.config', 'auth0', 'config.json')));
  if (!isObject(tenants)) return [];
  return Object.entries(tenants).flatMap(([domain, tenant]) => {
    const expires = isObject(tenant) ? tenant.expires_at : undefined;
    const end = typeof expires === 'string' ? Date.parse(expires) : Number.NaN;
    return end > Date.now() + minTokenLifetimeMs ? [domain] : [];
  });
}

/** In ms. Leaves enough time for a run; the CLI uses the same margin. */
const minTokenLifetimeMs = 5 * 60_000;

function readOrEmpty(file: string): string {
  try {
    return decodeText(readFileBytes(file));
  } catch {
    return '';
  }
}

/** Returns an empty object if the text isn't a JSON object. */
function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
