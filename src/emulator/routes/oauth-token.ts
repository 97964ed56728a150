import {createHash} from 'node:crypto';
import type {Hono} from 'hono';
import {authenticateClient} from '../client-authentication.js';
import {thumbprintOf} from '../client-credentials.js';
import {verifyDpopProof} from '../dpop.js';
import {accessDenied, found, HttpError, invalidRequest, oauthError} from '../errors.js';
import {
  type AppContext,
  type AppEnv,
  invalidJson,
  jsonResponse,
  mediaType,
  peerCertificate,
} from '../http.js';
import {encryptJwt} from '../jwt.js';
import {exhaustedBucket, quotaHeader} from '../limits.js';
import {
  attempt,
  type Client,
  type ClientGrant,
  isJsonObject,
  type JsonObject,
  type Organization,
  type ResourceServer,
} from '../records.js';
import type {CredentialsExchangeAction} from '../settings.js';
import {
  apiByIdentifier,
  clientGrantBetween,
  findOrganization,
  organizationGrantKey,
} from '../store.js';
import {requestOrigin, type Tenant} from '../tenant.js';
import {isStrictThirdParty} from '../third-party.js';
import {signAccessToken} from '../tokens.js';

type Parameters = ReadonlyMap<string, string>;

/** Fact sheet, sections 2.1, 6.5 and 8. */
export function tokenRoute(app: Hono<AppEnv>, tenant: Tenant): void {
  const {store} = tenant;

  app.post('/oauth/token', async c => {
    const parameters = await readParameters(c);
    assertClientCredentials(parameters);
    const client = authenticateClient(tenant, {
      parameters,
      authorization: c.req.header('authorization'),
      certificate: peerCertificate(c),
    });
    if (!client.grant_types?.includes('client_credentials')) throw grantTypeNotAllowed();
    const audience = parameters.get('audience') ?? '';
    if (audience === '' && tenant.settings.withoutAudience === 'opaque-token') {
      return tokenResponse(client, {access_token: tenant.ids.opaqueToken(), expires_in: 86_400});
    }
    const api = requireApi(audience);
    const grant = requireGrant(client, api);
    const organization = resolveOrganization(client, grant, parameters.get('organization'));
    const scopes = narrowScopes(grantedScopes(grant, api), parameters.get('scope'));
    runAction(tenant.settings.action, api.identifier);
    const binding = bindToken(c, client, api);
    assertWithinQuota(client);

    const request = {
      issuer: `${requestOrigin(tenant, c.req.url)}/`,
      clientId: client.client_id,
      scopes,
      issuedAt: Math.floor(Date.now() / 1000),
      lifetime: api.token_lifetime,
      claims: {
        ...(organization !== undefined && {org_id: organization.id}),
        ...(binding.confirmation !== undefined && {cnf: binding.confirmation}),
      },
    };
    const signed = signAccessToken(api, request, await tenant.keys.current, tenant.ids);
    return tokenResponse(
      client,
      {
        access_token: api.token_encryption ? encryptJwt(signed, api.token_encryption) : signed,
        ...(scopes.length > 0 ? {scope: scopes.join(' ')} : {}),
        expires_in: api.token_lifetime,
      },
      binding.tokenType,
    );
  });

  function tokenResponse(client: Client, body: JsonObject, tokenType = 'Bearer'): Response {
    tenant.tokenCounts.add(client.client_id, Date.now());
    const {token_quota} = client;
    const buckets =
      token_quota === undefined
        ? []
        : tenant.tokenCounts.buckets(client.client_id, token_quota, Date.now());
    return jsonResponse(
      200,
      {...body, token_type: tokenType},
      {
        'cache-control': 'no-store',
        ...(buckets.length > 0 && {'auth0-client-quota-limit': quotaHeader(buckets)}),
      },
    );
  }

  function requireApi(audience: string): ResourceServer {
    if (audience === '') {
      // This tenant has no default audience; wording [unverified].
      throw accessDenied(
        'No audience parameter was provided, and no default audience has been configured',
      );
    }
    return found(apiByIdentifier(store, audience), () =>
      accessDenied(`Service not enabled within domain: ${audience}`),
    );
  }

  /**
   * Only a grant for `client` allows client credentials, and `deny_all` refuses every application
   * (section 6.5).
   */
  function requireGrant(client: Client, api: ResourceServer): ClientGrant {
    const {client_id} = client;
    const message = `Client "${client_id}" is not authorized to access resource server "${api.identifier}".`;
    if (api.subject_type_authorization?.client?.policy === 'deny_all') {
      // Wording [unverified]: that of a missing grant, without its advice, which would be wrong
      // here.
      throw accessDenied(message);
    }
    const grant = clientGrantBetween(store, client_id, api.identifier, 'client');
    if (grant === undefined) {
      const advice = 'You need to create a "client-grant" associated to this API.';
      // Third-party applications get another code [docs: "Troubleshoot Third-Party Applications"].
      const error = isStrictThirdParty(client) ? 'unauthorized_client' : 'access_denied';
      throw oauthError(403, error, `${message} ${advice}`);
    }
    return grant;
  }

  /**
   * The organization that the grant allows or requires [docs: "Machine-to-Machine Access for
   * Organizations"]. The errors are those reported for logins; for client credentials they are
   * [unverified].
   */
  function resolveOrganization(
    client: Client,
    grant: ClientGrant,
    requested: string | undefined,
  ): Organization | undefined {
    const usage = grant.organization_usage ?? 'deny';
    if (usage === 'deny') {
      if (requested === undefined) return undefined;
      throw invalidRequest('parameter organization is not allowed for this client');
    }
    const fallback = client.default_organization;
    const idOrName =
      requested ??
      (fallback?.flows.includes('client_credentials') ? fallback.organization_id : undefined);
    if (idOrName === undefined) {
      if (usage === 'allow') return undefined;
      throw invalidRequest('parameter organization is required for this client');
    }
    const organization = found(findOrganization(store, idOrName), () =>
      invalidRequest(`parameter organization is invalid: ${idOrName}`),
    );
    if (grant.allow_any_organization !== true) {
      const {id} = organization;
      const association = organizationGrantKey({organization_id: id, grant_id: grant.id});
      const message = `Client "${client.client_id}" is not authorized to access organization "${id}"`;
      found(store.organizationGrants.get(association), () => accessDenied(message));
    }
    return organization;
  }

  /**
   * Binds the token to a key if required [docs: "Configure Sender Constraining"]; wording
   * [unverified].
   */
  function bindToken(c: AppContext, client: Client, api: ResourceServer): TokenBinding {
    const policy = api.proof_of_possession;
    // Public applications never get here, because they can't use client credentials.
    const requiredByApi = policy?.required === true && policy.required_for !== 'public_clients';
    const required = requiredByApi || client.require_proof_of_possession === true;
    if (!policy) {
      if (!required) return {tokenType: 'Bearer'};
      throw invalidRequest(
        'The client requires proof of possession, which the resource server does not support',
      );
    }
    if (policy.mechanism === 'mtls') {
      const certificate = peerCertificate(c);
      if (certificate !== undefined) {
        return {tokenType: 'Bearer', confirmation: {'x5t#S256': thumbprintOf(certificate)}};
      }
      // Always required with mTLS, whatever the policy says [docs].
      throw invalidRequest('Client certificate is required');
    }
    const proof = c.req.header('dpop');
    if (proof !== undefined) {
      const url = `${requestOrigin(tenant, c.req.url)}/oauth/token`;
      const jkt = verifyDpopProof(proof, {method: 'POST', url}, tenant.usedIds);
      return {tokenType: 'DPoP', confirmation: {jkt}};
    }
    if (!required) return {tokenType: 'Bearer'};
    throw oauthError(400, 'invalid_dpop_proof', 'DPoP proof is required');
  }

  /** Body and headers as documented: "Error responses for exceeded quotas" [docs]. */
  function assertWithinQuota({client_id, token_quota}: Client): void {
    if (token_quota === undefined || token_quota.client_credentials.enforce === false) return;
    const now = Date.now();
    const buckets = tenant.tokenCounts.buckets(client_id, token_quota, now);
    const empty = exhaustedBucket(buckets);
    if (empty === undefined) return;
    throw new HttpError(
      429,
      {error: 'too_many_requests', error_description: 'Client quota exceeded'},
      {
        'auth0-client-quota-limit': quotaHeader(buckets),
        'x-ratelimit-limit': String(empty.quota),
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.ceil(now / 1000) + empty.resetsIn),
        'retry-after': String(empty.resetsIn),
      },
    );
  }
}

interface TokenBinding {
  readonly tokenType: 'Bearer' | 'DPoP';
  readonly confirmation?: JsonObject;
}

/** `api.access.deny(code, reason)` of a credentials-exchange Action [docs]. */
function runAction(action: CredentialsExchangeAction, audience: string): void {
  if (action.kind === 'none' || action.audience !== audience) return;
  if (action.kind === 'asks-for-mfa') {
    // Documented for user logins; for client credentials [unverified].
    throw oauthError(403, 'mfa_required', 'Multifactor authentication required', {
      mfa_token: createHash('sha256').update(audience).digest('base64url'),
    });
  }
  // 400 for the documented codes [docs: Hooks]; other codes are passed on with 403 [unverified].
  const documented = ['invalid_scope', 'invalid_request', 'server_error'].includes(action.code);
  throw oauthError(documented ? 400 : 403, action.code, action.reason);
}

/** The token omits scopes that the API does not define [unverified]. */
function grantedScopes(grant: ClientGrant, api: ResourceServer): readonly string[] {
  const defined = api.scopes?.map(({value}) => value) ?? [];
  if (grant.allow_all_scopes === true) return defined;
  return (grant.scope ?? []).filter(value => defined.includes(value));
}

/** The `scope` parameter narrows the granted scopes; without it, all are issued (section 6.5). */
function narrowScopes(
  granted: readonly string[],
  requested: string | undefined,
): readonly string[] {
  const values = (requested ?? '').split(' ').filter(value => value !== '');
  if (values.length === 0) return granted;
  const missing = values.filter(value => !granted.includes(value));
  if (missing.length > 0) {
    const description = `Client has not been granted scopes: ${missing.join(', ')}`;
    throw accessDenied(description);
  }
  return granted.filter(value => values.includes(value));
}

function assertClientCredentials(parameters: Parameters): void {
  const grantType = parameters.get('grant_type');
  if (grantType === undefined || grantType === '') {
    throw invalidRequest('Missing required parameter: grant_type');
  }
  if (grantType !== 'client_credentials') {
    throw oauthError(400, 'unsupported_grant_type', `Unsupported grant type: ${grantType}`);
  }
}

function grantTypeNotAllowed() {
  return oauthError(
    403,
    'unauthorized_client',
    "Grant type 'client_credentials' not allowed for the client.",
    {error_uri: 'https://auth0.com/docs/clients/client-grant-types'},
  );
}

/**
 * Form-encoded as in OAuth, or JSON, which Auth0 also accepts (section 2.1). Another content type
 * has no parameters.
 */
async function readParameters(c: AppContext): Promise<Parameters> {
  const text = await c.req.text();
  const type = mediaType(c);
  if (type === 'application/x-www-form-urlencoded') return readForm(text);
  return type === 'application/json' ? readJsonParameters(text) : new Map();
}

/** No parameter may be repeated (RFC 6749, section 3.2). */
function readForm(text: string): Parameters {
  const form = new URLSearchParams(text);
  const repeated = [...new Set(form.keys())].find(name => form.getAll(name).length > 1);
  if (repeated !== undefined) throw parameterError(repeated);
  return new Map(form);
}

function readJsonParameters(text: string): Parameters {
  const fields: unknown = found(
    attempt(() => JSON.parse(text)),
    () => invalidRequest(invalidJson),
  );
  const parameters = new Map<string, string>();
  for (const [name, value] of Object.entries(isJsonObject(fields) ? fields : {})) {
    if (typeof value !== 'string') throw parameterError(name);
    parameters.set(name, value);
  }
  return parameters;
}

/** Wording [unverified]. */
function parameterError(name: string) {
  return invalidRequest(`Invalid parameter: ${name}`);
}
