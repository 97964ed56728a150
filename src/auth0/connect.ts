import type {Tenant, TenantReader} from '../engine/tenant.js';
import {guardWrites} from '../engine/write-guards.js';
import type {Credentials} from '../model/credentials.js';
import {Problem} from '../model/errors.js';
import type {Secret} from '../model/secrets/secret.js';
import {isReachedByCustomDomain} from '../model/tenant-address.js';
import {checkAccessToken, readAccessToken} from './access-token.js';
import type {TenantAddress} from './address.js';
import {fixedTokenSource, renewableTokenSource, Sdk} from './sdk.js';
import {Auth0Tenant, toReader} from './tenant.js';
import {createTokenEndpointOver} from './token-endpoint.js';
import {Transport, type TransportOptions} from './transport.js';

export interface ConnectOptions extends TransportOptions {
  readonly address: TenantAddress;
  readonly credentials: Credentials;
  /** Aborts the sign-in only; each later call takes its own signal. */
  readonly signal?: AbortSignal;
}

export interface Connection {
  readonly tenant: Tenant;
  /** The same tenant without the methods that write. */
  readonly reader: TenantReader;
  /** The permissions (scopes) of the token. */
  readonly permissions: ReadonlySet<string>;
  readonly ownClientId: string | undefined;
  /** Management API requests sent so far, including retries. */
  requestCount(): number;
  /** The tenant's request limit (`x-ratelimit-limit`), once a response has stated it. */
  requestLimit(): number | undefined;
}

/**
 * Signs in and checks the token. A pasted token costs no request; client credentials cost one.
 * Throws `Problem` wrong_credentials, not_authorized, invalid_token, expired_token, foreign_token,
 * custom_domain_audience, or a network problem.
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const {address, credentials, signal} = options;
  const transport = new Transport(options);
  const fetchToken = (fetchSignal?: AbortSignal) =>
    credentials.kind === 'token'
      ? Promise.resolve(credentials.token)
      : requestManagementToken(address, transport, credentials, fetchSignal);

  const first = await fetchToken(signal);
  const {permissions, clientId} = checkAccessToken(
    first.reveal(),
    address,
    credentials.kind === 'token' ? new Date() : issueTimeOf(first),
  );
  const tokens =
    credentials.kind === 'token'
      ? fixedTokenSource(first)
      : // A renewal must not be aborted by the signal of the sign-in.
        renewableTokenSource(first, () => fetchToken());
  const ownClientId = credentials.kind === 'token' ? clientId : credentials.clientId;
  const sdk = new Sdk(address, transport, tokens);
  // The only `Auth0Tenant` that is ever made, so every write passes the guards.
  const tenant = guardWrites(new Auth0Tenant(address, sdk, ownClientId));
  return {
    tenant,
    reader: toReader(tenant),
    permissions,
    ownClientId,
    requestCount: () => transport.requestCount,
    requestLimit: () => transport.requestLimit,
  };
}

/** The token's own issue time, so that a wrong local clock cannot make a new token look expired. */
function issueTimeOf(token: Secret): Date {
  return readAccessToken(token.reveal())?.issuedAt ?? new Date();
}

/** https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens */
async function requestManagementToken(
  address: TenantAddress,
  transport: Transport,
  credentials: Exclude<Credentials, {readonly kind: 'token'}>,
  signal: AbortSignal | undefined,
): Promise<Secret> {
  const tokenRequest = {...credentials, audience: address.managementAudience};
  try {
    const {accessToken} = await createTokenEndpointOver(address, transport).clientCredentials(
      tokenRequest,
      signal,
    );
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
  // A custom domain does not reveal the tenant's own domain, which the audience contains.
  return new Problem('custom_domain_audience', {
    message: isReachedByCustomDomain(address)
      ? `${domain} has no Management API with the audience ${managementAudience}.`
      : `${domain} is a custom domain, and the Management API’s audience has the tenant’s own domain.`,
    hint: 'Set that audience with AUTH0_AUDIENCE or --audience. It looks like https://acme.eu.auth0.com/api/v2/. Find the tenant’s domain in the Dashboard: Applications → any application → Settings.',
    ...status,
  });
}
