import type {Tenant, TenantReader} from '../engine/tenant.js';
import {guarded} from '../engine/write-guards.js';
import type {Credentials} from '../model/credentials.js';
import {Problem} from '../model/errors.js';
import type {Secret} from '../model/secret.js';
import {isReachedByCustomDomain} from '../model/tenant-address.js';
import {checkAccessToken, readAccessToken} from './access-token.js';
import type {TenantAddress} from './address.js';
import {Sdk} from './sdk.js';
import {Auth0Tenant, readerOf} from './tenant.js';
import {endpointThrough} from './token-endpoint.js';
import {fetchedToken, pastedToken} from './token-source.js';
import {Transport, type TransportOptions} from './transport.js';

export interface ConnectOptions extends TransportOptions {
  readonly address: TenantAddress;
  readonly credentials: Credentials;
  /** Breaks off signing in; each later call has its own. */
  readonly signal?: AbortSignal;
}

/** A tenant that we are signed in to. */
export interface Connection {
  readonly tenant: Tenant;
  /** The tenant, without what writes. */
  readonly reader: TenantReader;
  /** What the token may do. */
  readonly permissions: ReadonlySet<string>;
  readonly ownClientId: string | undefined;
  /** Management API requests sent so far, each try counted. */
  requests(): number;
  /** How many requests at once the tenant takes, where it has said so. */
  limit(): number | undefined;
}

/**
 * Signs in, and says at once what is wrong with the token. A pasted token costs no request,
 * client credentials one. Throws `Problem`: wrong_credentials, not_authorized, invalid_token,
 * expired_token, foreign_token, and those of the network.
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const {address, credentials, signal} = options;
  const transport = new Transport(options);
  const fetchToken = (until?: AbortSignal) =>
    credentials.kind === 'token'
      ? Promise.resolve(credentials.token)
      : managementToken(address, transport, credentials, until);

  const first = await fetchToken(signal);
  const {permissions, clientId} = checkAccessToken(
    first.reveal(),
    address,
    credentials.kind === 'token' ? new Date() : justNow(first),
  );
  const tokens =
    credentials.kind === 'token'
      ? pastedToken(first)
      : // The signal of signing in is none for what comes later.
        fetchedToken(first, () => fetchToken());
  const ownClientId = credentials.kind === 'token' ? clientId : credentials.clientId;
  const sdk = new Sdk(address, transport, tokens);
  // The only one that is made: no write passes by its guards.
  const tenant = guarded(new Auth0Tenant(address, sdk, ownClientId));
  return {
    tenant,
    reader: readerOf(tenant),
    permissions,
    ownClientId,
    requests: () => transport.requests,
    limit: () => transport.limit,
  };
}

/** A token that was issued a moment ago is not stale, whatever this machine's clock says. */
function justNow(token: Secret): Date {
  return readAccessToken(token.reveal())?.issuedAt ?? new Date();
}

/** https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens */
async function managementToken(
  address: TenantAddress,
  transport: Transport,
  credentials: Exclude<Credentials, {readonly kind: 'token'}>,
  signal: AbortSignal | undefined,
): Promise<Secret> {
  const ask = {...credentials, audience: address.managementAudience};
  try {
    const {accessToken} = await endpointThrough(address, transport).clientCredentials(ask, signal);
    return accessToken;
  } catch (error) {
    throw error instanceof Problem ? signInProblem(error, address) : error;
  }
}

function signInProblem(problem: Problem, address: TenantAddress): Problem {
  const {kind, domain, managementAudience} = address;
  const status = problem.status === undefined ? {} : {status: problem.status};
  if (problem.code === 'not_authorized') {
    return new Problem('not_authorized', {
      message: `The application is not authorized for the Management API of ${domain}.`,
      hint: 'Authorize it in the Dashboard and select its permissions: Applications → APIs → Auth0 Management API → Machine to Machine Applications.',
      ...status,
    });
  }
  if (problem.code !== 'not_found' || kind === 'tenant') return problem;
  // A custom domain does not say what the tenant's own domain is, and the audience bears that one.
  return new Problem('custom_domain_audience', {
    message: isReachedByCustomDomain(address)
      ? `${domain} has no Management API with the audience ${managementAudience}.`
      : `${domain} is a custom domain, and the Management API’s audience has the tenant’s own domain.`,
    hint: 'Set that audience with AUTH0_AUDIENCE or --audience. It looks like https://acme.eu.auth0.com/api/v2/. Find the tenant’s domain in the Dashboard: Applications → any application → Settings.',
    ...status,
  });
}
