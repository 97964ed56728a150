import {Problem} from './problem.js';
import type {Secret} from './secret.js';
import type {Client, TenantReader} from './tenant.js';
import {visible} from './visible.js';

/** An application, and the secret that it signs in with. */
export type WithSecret = Client & {readonly clientSecret: Secret};

/**
 * The application with its secret, read where it is not at hand: lists come without. Throws
 * `Problem` secret_unreadable, and those of the network.
 */
export async function withSecret(
  listed: Client,
  reader: Pick<TenantReader, 'client'>,
  signal?: AbortSignal,
): Promise<WithSecret> {
  const client =
    listed.clientSecret === undefined
      ? ((await reader.client(listed.clientId, signal)) ?? listed)
      : listed;
  const {clientSecret} = client;
  if (clientSecret !== undefined) return {...client, clientSecret};
  throw new Problem('secret_unreadable', {
    message: `The secret of ${visible(client.name)} can't be read with this token.`,
    hint: 'Sign in with an application that has read:client_keys; or take the secret from the Dashboard and run `timesheets-setup prove` with TIMESHEETS_CLIENT_ID and TIMESHEETS_CLIENT_SECRET.',
    permissions: ['read:client_keys'],
  });
}
