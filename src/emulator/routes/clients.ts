import type {Hono} from 'hono';
import {assertOwnCredentials, insertClient} from '../client-credentials.js';
import {applyPatch, jwtConfiguration, keepOneAuthMethod, pemBlock} from '../defaults.js';
import {
  apiError,
  found,
  HttpError,
  insufficientScopeBody,
  notFound,
  payloadError,
  tooManyEntities,
} from '../errors.js';
import {
  type AppContext,
  type AppEnv,
  applyStoreOverride,
  jsonResponse,
  noContent,
  readBody,
  readJsonBody,
} from '../http.js';
import {paginate} from '../paging.js';
import {scopeGuard} from '../permission.js';
import {
  type Client,
  clientKeyOrder,
  isJsonObject,
  type JsonObject,
  orderKeys,
  pickFields,
} from '../records.js';
import {type ClientPatch, clientPatch, newClient} from '../schemas/client.js';
import {
  clientsQuery,
  type Projection,
  projectFields,
  projectionQuery,
  readQuery,
  requestedFields,
} from '../schemas/query.js';
import type {ClientSummary} from '../store.js';
import type {Tenant} from '../tenant.js';
import {assertValidThirdParty, assertValidThirdPartyPatch} from '../third-party.js';
import {type ValueOf, validate} from '../validation.js';

type ClientsQuery = ValueOf<typeof clientsQuery>;

const readers = [
  'read:clients',
  'read:client_keys',
  'read:client_credentials',
  'read:client_summary',
] as const;

/** Fact sheet, section 5. */
export function clientRoutes(app: Hono<AppEnv>, tenant: Tenant): void {
  const {store, ids} = tenant;
  const requireScope = scopeGuard(tenant);
  const path = '/api/v2/clients';

  app.get(path, requireScope(...readers), c => {
    const query = readQuery(c.req.url, clientsQuery);
    assertReadableFields(c, query);
    assertValidQuery(query);
    const page = paginate('clients', query, (start, length) => {
      const {total, rows} = store.clients.slice(clientFilter(query), start, length);
      const shown = rows.map(row => projectFields(visibleFields(c, readResponse(row)), query));
      return {total, rows: shown};
    });
    return jsonResponse(200, page);
  });

  app.get(`${path}/:id`, requireScope(...readers), c => {
    const query = readQuery(c.req.url, projectionQuery);
    assertReadableFields(c, query);
    const client = readResponse(requireClient(c.req.param('id')));
    return jsonResponse(200, projectFields(visibleFields(c, client), query));
  });

  app.post(path, requireScope('create:clients'), async c => {
    const sent = await readJsonBody(c);
    if (isJsonObject(sent) && sent.client_id !== undefined) {
      // Auth0 reports this as an authorization error [reported]; its code is [unverified] (section
      // 5.2).
      throw apiError(403, 'This operation must be authorized by Auth0', 'insufficient_scope');
    }
    const body = validate(newClient, 'Payload', sent);
    assertOneMethod(body);
    if (body.client_authentication_methods !== undefined) {
      assertScope(c, 'create:client_credentials');
      assertRs256(body);
    }
    assertNoLegacyGrantTypes(body);
    assertValidThirdParty(tenant, body);
    assertInPlan(tenant, body);
    assertFreeAliases(body.client_aliases ?? []);
    assertRoomForClient(tenant);
    const created = insertClient(tenant, applyStoreOverride(c, body));
    return jsonResponse(201, visibleFields(c, createResponse(created)));
  });

  app.patch(`${path}/:id`, requireScope('update:clients', 'update:client_keys'), async c => {
    const body = await readBody(c, clientPatch);
    const before = requireClient(c.req.param('id'));
    assertOneMethod(body, before);
    if (body.client_authentication_methods !== undefined) {
      assertScope(c, 'update:client_credentials');
    }
    assertNoLegacyGrantTypes(body);
    assertValidThirdPartyPatch(tenant, before, body);
    assertInPlan(tenant, body);
    if (body.client_authentication_methods) {
      assertRs256({...before, ...body});
      assertOwnCredentials(tenant, before, body.client_authentication_methods);
    }
    if (body.client_secret !== undefined) assertScope(c, 'update:client_keys');
    const stored = applyStoreOverride(c, body);
    const after = store.clients.update(before.client_id, row => {
      const next = keepOneAuthMethod(ids, applyPatch(row, stored));
      if (stored.jwt_configuration === undefined) return next;
      return {...next, jwt_configuration: jwtConfiguration(stored.jwt_configuration)};
    });
    return jsonResponse(200, visibleFields(c, after ?? before));
  });

  app.post(`${path}/:id/rotate-secret`, requireScope('update:client_keys'), c => {
    const before = requireClient(c.req.param('id'));
    if (before.client_authentication_methods !== undefined) {
      // The refusal is [docs]; its wording is [unverified] (section 5.5).
      throw apiError(400, 'Client secret cannot be rotated for this client.');
    }
    const secret = {client_secret: ids.clientSecret()};
    const after = store.clients.update(before.client_id, row => ({...row, ...secret}));
    // The response shows the new secret even without `read:client_keys` [unverified].
    const shown = {...visibleFields(c, after ?? before), ...secret};
    return jsonResponse(200, orderKeys(shown, clientKeyOrder));
  });

  app.delete(`${path}/:id`, requireScope('delete:clients'), c => {
    const client = store.clients.get(c.req.param('id'));
    if (client?.global === true) throw apiError(400, 'Global client cannot be deleted.');
    if (client !== undefined) {
      store.clients.remove(client.client_id);
      for (const {id, client_id} of store.credentials.all()) {
        if (client_id === client.client_id) store.credentials.remove(id);
      }
      // Whether Auth0 deletes the grants of a deleted application is [unverified] (section 15).
      for (const grant of store.clientGrants.all()) {
        if (grant.client_id === client.client_id) store.clientGrants.remove(grant.id);
      }
    }
    return noContent();
  });

  /** Documented for creates only. */
  function assertFreeAliases(aliases: readonly string[]): void {
    if (aliases.length === 0) return;
    const taken = store.clients.find(({client_aliases = []}) =>
      aliases.some(alias => client_aliases.includes(alias)),
    );
    if (taken !== undefined) throw apiError(409, 'Another client exists with the same alias.');
  }

  function requireClient(id: string): Client {
    return found(store.clients.get(id), notFound.client);
  }
}

/** The hidden “All Applications” doesn't count. */
export function assertRoomForClient({store, settings}: Tenant): void {
  const own = store.clients.slice(({global}) => !global, 0, 0);
  if (own.total >= settings.plan.applications) throw tooManyEntities();
}

function clientFilter(query: ClientsQuery): (client: ClientSummary) => boolean {
  const types = query.app_type?.split(',');
  return client =>
    (query.is_global === undefined || client.global === query.is_global) &&
    (query.is_first_party === undefined || client.is_first_party === query.is_first_party) &&
    (types === undefined || (client.app_type !== undefined && types.includes(client.app_type))) &&
    // These filters are not emulated, so they match nothing.
    query.q === undefined &&
    query.external_client_id === undefined;
}

/** `q` requires checkpoint paging and excludes other filters [docs]; wording [unverified]. */
function assertValidQuery(query: ClientsQuery): void {
  if (query.q === undefined) return;
  const refuse = (rule: string) =>
    apiError(400, `The "q" parameter ${rule}.`, 'invalid_query_string');
  if (query.take === undefined) throw refuse('requires checkpoint pagination');
  const filters = [query.is_global, query.is_first_party, query.app_type, query.external_client_id];
  if (filters.some(filter => filter !== undefined)) {
    throw refuse('cannot be used in combination with other filters');
  }
}

/**
 * Key pairs and a secret exclude each other (section 5.2), also if the application has one and the
 * body sends the other without clearing the first with null; wording [unverified].
 */
function assertOneMethod(body: JsonObject, before?: Client): void {
  const methods =
    body.client_authentication_methods === undefined
      ? before?.client_authentication_methods
      : body.client_authentication_methods;
  const secret = body.token_endpoint_auth_method ?? body.client_secret;
  if (methods !== undefined && methods !== null && typeof secret === 'string') {
    throw payloadError(
      'client_authentication_methods and token_endpoint_auth_method are mutually exclusive',
    );
  }
}

/** Some fields need a scope of their own [docs]. */
function assertScope(c: AppContext, scope: string): void {
  if (!c.get('scopes').has(scope)) throw new HttpError(403, insufficientScopeBody([scope]));
}

/** With key pairs, `jwt_configuration.alg` "must be set to RS256" [docs]; wording [unverified]. */
function assertRs256({jwt_configuration}: Pick<Client, 'jwt_configuration'>): void {
  if (jwt_configuration?.alg === 'RS256') return;
  throw payloadError('client_authentication_methods requires jwt_configuration.alg RS256');
}

/** Message [docs]; the code is that of other entitlements (section 4.4). */
function assertInPlan(
  {settings}: Tenant,
  {jwt_configuration}: Pick<ClientPatch, 'jwt_configuration'>,
): void {
  if (jwt_configuration?.alg !== 'PS256' || settings.ps256 === 'included') return;
  throw apiError(
    403,
    'Please upgrade your subscription to use the PS256 jwt_configuration.alg.',
    'insufficient_entitlement',
  );
}

/** Auth0 refuses legacy grant types, even unchanged ones [reported: deploy-cli issue 45]. */
function assertNoLegacyGrantTypes({grant_types = []}: {grant_types?: readonly string[]}): void {
  const legacy = grant_types.filter(type =>
    type.startsWith('http://auth0.com/oauth/legacy/grant-type/'),
  );
  if (legacy.length > 0) throw apiError(400, `Invalid grant types: ${legacy.join(', ')}`);
}

/** Only the response to a create has `encrypted` and the private signing key [recorded]. */
function createResponse(client: Client): JsonObject {
  const key = pemBlock('RSA PRIVATE KEY', 'ZGVtbw');
  const signing_keys = client.signing_keys.map(({cert, ...rest}) => ({cert, key, ...rest}));
  return orderKeys({...client, encrypted: true, signing_keys}, clientKeyOrder);
}

/** Reads return the subject `deprecated`; create and update return the real one [recorded]. */
function readResponse(client: Client): JsonObject {
  const signing_keys = client.signing_keys.map(key => ({...key, subject: 'deprecated'}));
  return {...client, signing_keys};
}

const summary = ['client_id', 'app_type', 'name', 'description'];
const secrets = [
  'client_secret',
  'signing_keys',
  'signing_key',
  'encryption_key',
  'client_authentication_methods',
];

/** Omits what the token may not see, so a missing secret says that it lacks the scope (2.5). */
function visibleFields(c: AppContext, client: JsonObject): JsonObject {
  const scopes = c.get('scopes');
  const keys = scopes.has('read:client_keys');
  const full = keys || scopes.has('read:clients');
  return pickFields(
    client,
    field => summary.includes(field) || (secrets.includes(field) ? keys : full),
  );
}

/** Asking for a forbidden field by name may give 403 [docs, section 2.5]; here it always does. */
function assertReadableFields(c: AppContext, query: Projection): void {
  if (query.include_fields === false) return;
  if (requestedFields(query).some(field => secrets.includes(field))) {
    assertScope(c, 'read:client_keys');
  }
}
