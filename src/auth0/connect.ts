import type {OnCall} from '../engine/call.js';
import {Problem} from '../engine/problem.js';
import type {Secret} from '../engine/secret.js';
import type {Tenant, TenantReader} from '../engine/tenant.js';
import {checkAccessToken} from './access-token.js';
import type {TenantAddress} from './address.js';
import {goByProxy} from './proxy.js';
import {Auth0Tenant, readerOf} from './tenant.js';
import {endpointThrough} from './token-endpoint.js';
import {fetchedToken, pastedToken} from './token-source.js';
import {Transport} from './transport.js';

export type Credentials =
  | {readonly kind: 'client'; readonly clientId: string; readonly clientSecret: Secret}
  | {readonly kind: 'token'; readonly token: Secret};

export interface ConnectOptions {
  readonly address: TenantAddress;
  readonly credentials: Credentials;
  readonly onCall?: OnCall;
  readonly signal?: AbortSignal;
  /** Milliseconds for one whole answer. */
  readonly timeoutMs?: number;
}

/** A tenant that we are signed in to. */
export interface Connection {
  readonly tenant: Tenant;
  readonly reader: TenantReader;
  /** What the token may do. */
  readonly permissions: ReadonlySet<string>;
  readonly ownClientId: string | undefined;
  /** Management API requests sent so far, tries that failed included. */
  requests(): number;
}

/**
 * Signs in, and says at once what is wrong with the token. Throws `Problem`: wrong_credentials,
 * not_authorized, invalid_token, expired_token, foreign_token, and those of the network.
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const {address, credentials, signal} = options;
  await goByProxy(process.env);
  const transport = new Transport(options);
  const endpoint = endpointThrough(address, transport);

  const fetchToken = async (): Promise<Secret> => {
    if (credentials.kind === 'token') return credentials.token;
    const {clientId, clientSecret} = credentials;
    const ask = {clientId, clientSecret, audience: address.managementAudience};
    try {
      return (await endpoint.clientCredentials(ask, signal)).accessToken;
    } catch (error) {
      throw error instanceof Problem ? signInProblem(error, address) : error;
    }
  };
  const first = await fetchToken();
  const {permissions, clientId} = checkAccessToken(first.reveal(), address, new Date());
  const tokens =
    credentials.kind === 'token' ? pastedToken(first) : fetchedToken(first, fetchToken);
  const ownClientId = credentials.kind === 'client' ? credentials.clientId : clientId;
  const tenant = new Auth0Tenant(address, transport, tokens, ownClientId);
  return {
    tenant,
    reader: readerOf(tenant),
    permissions,
    ownClientId,
    requests: () => transport.requests,
  };
}

/** The Management API is never missing: an address where it is, is no tenant's own. */
function signInProblem(problem: Problem, address: TenantAddress): Problem {
  if (problem.code === 'not_authorized') {
    return new Problem('not_authorized', {
      message: `These credentials are right, but not authorised for the Management API of ${address.domain}.`,
      hint: 'In the Dashboard: Applications → APIs → Auth0 Management API → Machine to Machine Applications; authorise the application and tick its permissions.',
    });
  }
  return problem;
}
