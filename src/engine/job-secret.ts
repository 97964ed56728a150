import {Problem} from '../model/errors.js';
import type {Secret} from '../model/secret.js';
import {visible} from '../text/escape.js';
import type {Client, TenantReader} from './tenant.js';

/** An application, and the secret that it signs in with. */
export type ClientWithSecret = Client & {readonly clientSecret: Secret};

/**
 * The application with its secret, read where it is not at hand: lists come without. Throws
 * `Problem` secret_unreadable, and those of the network.
 */
export async function clientWithSecret(
  listed: Client,
  reader: Pick<TenantReader, 'client'>,
  signal?: AbortSignal,
): Promise<ClientWithSecret> {
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
