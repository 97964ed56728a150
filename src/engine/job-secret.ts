import type {SecretOrKey, SigningKey} from '../model/credentials.js';
import {Problem} from '../model/errors.js';
import type {Secret} from '../model/secrets/secret.js';
import {visible} from '../text/escape.js';
import type {Client, TenantReader} from './tenant.js';

/**
 * How an application authenticates. `key-or-certificate` means that it has no secret and that the
 * token may not read which of the two it uses.
 */
export type Authentication = 'secret' | 'private-key' | 'certificate' | 'key-or-certificate';

export function authenticationOf({
  authenticationMethods: methods,
}: Pick<Client, 'authenticationMethods'>): Authentication {
  if (methods === undefined) return 'secret';
  if (methods.includes('private_key_jwt')) return 'private-key';
  return methods.length === 0 ? 'key-or-certificate' : 'certificate';
}

/** To end a sentence with: `signs in with …`. */
export const authenticationWords = {
  secret: 'a Client Secret',
  'private-key': 'a private key',
  certificate: 'a client certificate (mTLS)',
  'key-or-certificate': 'a private key or a certificate',
} as const satisfies Readonly<Record<Authentication, string>>;

/**
 * The secret for the job's settings; undefined if the job has none. Throws `Problem`
 * secret_unreadable, and network errors.
 */
export async function readSecretIfAny(
  listed: Client,
  reader: Pick<TenantReader, 'client'>,
  signal?: AbortSignal,
): Promise<Secret | undefined> {
  const client = await readFullClient(listed, reader, signal);
  if (authenticationOf(client) !== 'secret') return undefined;
  if (client.clientSecret === undefined) throw secretUnreadableProblem(client);
  return client.clientSecret;
}

/** Adds the authentication methods, which lists don't include. */
export async function withAuthentication(
  listed: Client,
  reader: Pick<TenantReader, 'client'>,
  signal?: AbortSignal,
): Promise<Client> {
  if (authenticationOf(listed) !== 'key-or-certificate') return listed;
  const {clientSecret: _, ...client} = await readFullClient(listed, reader, signal);
  return client;
}

/**
 * The application and what it authenticates with. `signingKey` is the key from the user, if any.
 */
export async function readClientWithSecretOrKey(
  listed: Client,
  reader: Pick<TenantReader, 'client'>,
  signingKey: SigningKey | undefined,
  signal?: AbortSignal,
): Promise<Omit<Client, 'clientSecret'> & SecretOrKey> {
  const {clientSecret, ...client} = await readFullClient(listed, reader, signal);
  const authentication = authenticationOf(client);
  const takesKey = authentication === 'private-key' || authentication === 'key-or-certificate';
  if (takesKey && signingKey !== undefined) return {...client, signingKey};
  const problem = missingSecretProblem(client);
  if (problem === undefined && clientSecret !== undefined) return {...client, clientSecret};
  throw problem ?? secretUnreadableProblem(client);
}

async function readFullClient(
  listed: Client,
  reader: Pick<TenantReader, 'client'>,
  signal: AbortSignal | undefined,
): Promise<Client> {
  if (listed.clientSecret !== undefined) return listed;
  return (await reader.client(listed.clientId, signal)) ?? listed;
}

/** The problem that the proof has with a job without a secret; undefined if the job has one. */
function missingSecretProblem(client: Client): Problem | undefined {
  const authentication = authenticationOf(client);
  const name = visible(client.name);
  switch (authentication) {
    case 'secret':
      return undefined;
    case 'certificate':
      return new Problem('certificate_required', {
        message: `${name} has no Client Secret: it signs in with ${authenticationWords[authentication]}.`,
        hint: 'Only the job can request its token, over mutual TLS. This tool has no certificate, so test the token from the job itself.',
      });
    case 'private-key':
    case 'key-or-certificate':
      return new Problem('private_key_required', {
        message: `${name} has no Client Secret: it signs in with ${authenticationWords[authentication]}.`,
        hint: 'To prove it, set TIMESHEETS_CLIENT_SIGNING_KEY_PATH to the job’s private key file, or TIMESHEETS_CLIENT_ASSERTION_PRIVATE_KEY to the key itself, then run `timesheets-setup prove`.',
      });
  }
}

function secretUnreadableProblem({name}: Client): Problem {
  return new Problem('secret_unreadable', {
    message: `This token can’t read the Client Secret of ${visible(name)}.`,
    hint: 'Sign in with an application that has read:client_keys. Or copy the secret from the Dashboard, and run `timesheets-setup prove` with TIMESHEETS_CLIENT_ID and TIMESHEETS_CLIENT_SECRET set.',
    permissions: ['read:client_keys'],
  });
}
