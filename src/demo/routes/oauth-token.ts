import type {Hono} from 'hono';
import {oauthRefusal} from '../errors.js';
import {answer, type DemoContext, type DemoEnv} from '../http.js';
import {isJsonObject} from '../json.js';
import {sameSecret} from '../jwt.js';
import type {Client, ClientGrant, ResourceServer} from '../records.js';
import {apiByIdentifier, clientGrantBetween} from '../store.js';
import type {Tenant} from '../tenant.js';
import {accessToken} from '../tokens.js';

type Parameters = ReadonlyMap<string, string>;

/** Sections 2.1, 6.5 and 8. */
export function tokenRoute(app: Hono<DemoEnv>, tenant: Tenant): void {
  const {store} = tenant;

  app.post('/oauth/token', async c => {
    const parameters = await parametersOf(c);
    refuseOtherGrantTypes(parameters);
    const client = authenticated(parameters, c.req.header('authorization'));
    if (!client.grant_types?.includes('client_credentials')) throw grantTypeNotAllowed();
    const api = audienceOf(parameters);
    const scopes = narrowed(grantedScopes(client, api), parameters.get('scope'));
    const request = {
      issuer: tenant.issuer,
      clientId: client.client_id,
      scopes,
      issuedAt: Math.floor(Date.now() / 1000),
      lifetime: api.token_lifetime,
    };
    const token = accessToken(api, request, await tenant.keys.current, tenant.ids);
    const response = answer(200, {
      access_token: token,
      ...(scopes.length > 0 ? {scope: scopes.join(' ')} : {}),
      expires_in: api.token_lifetime,
      token_type: 'Bearer',
    });
    response.headers.set('cache-control', 'no-store');
    return response;
  });

  /** A wrong id and a wrong secret can't be told apart, and neither can a wrong method. */
  function authenticated(parameters: Parameters, authorization: string | undefined): Client {
    const basic = basicCredentials(authorization);
    const id = basic?.id ?? parameters.get('client_id') ?? '';
    const secret = basic?.secret ?? parameters.get('client_secret') ?? '';
    const client = store.clients.get(id);
    const used = basic === undefined ? 'client_secret_post' : 'client_secret_basic';
    // An application whose method was never set takes either [unverified].
    const method = client?.token_endpoint_auth_method ?? used;
    if (client === undefined || method !== used || !sameSecret(secret, client.client_secret)) {
      throw oauthRefusal(401, 'access_denied', 'Unauthorized');
    }
    return client;
  }

  function audienceOf(parameters: Parameters): ResourceServer {
    const audience = parameters.get('audience') ?? '';
    if (audience === '') {
      // [unverified]: this tenant has no default audience.
      throw oauthRefusal(
        403,
        'access_denied',
        'No audience parameter was provided, and no default audience has been configured',
      );
    }
    const api = apiByIdentifier(store, audience);
    if (api === undefined) {
      throw oauthRefusal(403, 'access_denied', `Service not enabled within domain: ${audience}`);
    }
    return api;
  }

  /** A `user` grant never lets client credentials through; `deny_all` nobody (section 6.5). */
  function grantedScopes(client: Client, api: ResourceServer): readonly string[] {
    const {client_id} = client;
    const refused = `Client "${client_id}" is not authorized to access resource server "${api.identifier}".`;
    if (api.subject_type_authorization?.client?.policy === 'deny_all') {
      // Not captured: the newest wording without its advice, which would be wrong [unverified].
      throw oauthRefusal(403, 'access_denied', refused);
    }
    const grant = clientGrantBetween(store, client_id, api.identifier, 'client');
    if (grant === undefined) {
      const advice = 'You need to create a "client-grant" associated to this API.';
      throw oauthRefusal(403, 'access_denied', `${refused} ${advice}`);
    }
    return scopesOf(grant, api);
  }
}

/** A scope that the API does not define is in no token, though a grant may name it [unverified]. */
function scopesOf(grant: ClientGrant, api: ResourceServer): readonly string[] {
  const defined = api.scopes?.map(({value}) => value) ?? [];
  if (grant.allow_all_scopes === true) return defined;
  return (grant.scope ?? []).filter(value => defined.includes(value));
}

/** A requested scope narrows what is granted; no parameter yields all of it (section 6.5). */
function narrowed(granted: readonly string[], requested: string | undefined): readonly string[] {
  const wanted = (requested ?? '').split(' ').filter(value => value !== '');
  if (wanted.length === 0) return granted;
  const missing = wanted.filter(value => !granted.includes(value));
  if (missing.length > 0) {
    const description = `Client has not been granted scopes: ${missing.join(', ')}`;
    throw oauthRefusal(403, 'access_denied', description);
  }
  return granted.filter(value => wanted.includes(value));
}

function refuseOtherGrantTypes(parameters: Parameters): void {
  const grantType = parameters.get('grant_type');
  if (grantType === undefined || grantType === '') {
    throw oauthRefusal(400, 'invalid_request', 'Missing required parameter: grant_type');
  }
  if (grantType !== 'client_credentials') {
    throw oauthRefusal(400, 'unsupported_grant_type', `Unsupported grant type: ${grantType}`);
  }
}

function grantTypeNotAllowed() {
  return oauthRefusal(
    403,
    'unauthorized_client',
    "Grant type 'client_credentials' not allowed for the client.",
    {error_uri: 'https://auth0.com/docs/clients/client-grant-types'},
  );
}

/** Forms as the OAuth standard has it, and JSON, which Auth0 takes as well. */
async function parametersOf(c: DemoContext): Promise<Parameters> {
  const text = await c.req.text();
  if (!(c.req.header('content-type') ?? '').startsWith('application/json')) {
    return new Map(new URLSearchParams(text));
  }
  const fields = parsed(text);
  return new Map(
    Object.entries(isJsonObject(fields) ? fields : {}).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value] as const] : [],
    ),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw oauthRefusal(400, 'invalid_request', 'Invalid request payload JSON format');
  }
}

function basicCredentials(authorization: string | undefined) {
  const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
  return {id: unescaped(id), secret: unescaped(secret.join(':'))};
}

/** RFC 6749, 2.3.1: both halves are form-encoded before they go into the header. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
