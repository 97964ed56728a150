import type {Hono} from 'hono';
import {applyPatch, buildGrant, normalizeScope} from '../defaults.js';
import {
  apiError,
  found,
  notFound,
  payloadError,
  tooManyEntities,
  validationError,
} from '../errors.js';
import {type AppEnv, applyStoreOverride, jsonResponse, noContent, readBody} from '../http.js';
import {paginate} from '../paging.js';
import {scopeGuard} from '../permission.js';
import type {ClientGrant, ResourceServer} from '../records.js';
import {
  type ClientGrantPatch,
  clientGrantPatch,
  type NewClientGrant,
  newClientGrant,
} from '../schemas/client-grant.js';
import {clientGrantsQuery, readQuery} from '../schemas/query.js';
import {apiByIdentifier, clientGrantBetween} from '../store.js';
import type {Tenant} from '../tenant.js';
import {isStrictThirdParty} from '../third-party.js';
import type {ValueOf} from '../validation.js';

/** Fact sheet, section 6. */
export function clientGrantRoutes(app: Hono<AppEnv>, tenant: Tenant): void {
  const {store, ids} = tenant;
  const requireScope = scopeGuard(tenant);
  const path = '/api/v2/client-grants';

  app.get(path, requireScope('read:client_grants'), c => {
    const query = readQuery(c.req.url, clientGrantsQuery);
    const page = paginate('client_grants', query, (start, length) =>
      store.clientGrants.slice(grantFilter(query), start, length),
    );
    return jsonResponse(200, page);
  });

  app.get(`${path}/:id`, requireScope('read:client_grants'), c =>
    jsonResponse(200, found(store.clientGrants.get(c.req.param('id')), notFound.grant)),
  );

  app.post(path, requireScope('create:client_grants'), async c => {
    const body = await readBody(c, newClientGrant);
    assertOneHolder(body);
    const api = found(apiByIdentifier(store, body.audience), notFound.audience);
    const {client_id} = body;
    if (client_id !== undefined) {
      found(store.clients.get(client_id), notFound.grantee);
      const subject = body.subject_type ?? 'client';
      if (clientGrantBetween(store, client_id, body.audience, subject) !== undefined) {
        const message = `A client grant already exists between ${client_id} and ${body.audience}`;
        throw apiError(409, message);
      }
    }
    assertValidGrant(body, api);
    assertDetailsForUsersOnly(body, body.subject_type);
    assertAllowedForThirdParty(body, api);
    if (store.clientGrants.size >= tenant.settings.plan.grants) throw tooManyEntities();
    const created = buildGrant(ids, applyStoreOverride(c, body));
    return jsonResponse(201, store.clientGrants.insert(created));
  });

  app.patch(`${path}/:id`, requireScope('update:client_grants'), async c => {
    const body = await readBody(c, clientGrantPatch);
    const before = found(store.clientGrants.get(c.req.param('id')), notFound.grantToUpdate);
    // Immutable (section 6.1); wording [unverified].
    if (before.is_system === true) throw apiError(400, 'System grants cannot be patched.');
    const api = apiByIdentifier(store, before.audience);
    assertValidGrant(body, api);
    // With its API gone, no scope is defined, so every scope is refused as on a system API
    // [unverified].
    if (api === undefined) assertDefinedScopes(body.scope ?? [], {scopes: []});
    assertDetailsForUsersOnly(body, before.subject_type);
    assertAllowedForThirdParty({...before, ...body}, api);
    assertAllScopesTurnedOff(before, body);
    const after = store.clientGrants.update(before.id, row =>
      normalizeScope(applyPatch(row, applyStoreOverride(c, body))),
    );
    return jsonResponse(200, after ?? before);
  });

  /** A missing grant also gives 204 [recorded, section 6.2]. */
  app.delete(`${path}/:id`, requireScope('delete:client_grants'), c => {
    const id = c.req.param('id');
    if (store.clientGrants.get(id)?.is_system === true) {
      throw apiError(400, 'System grants cannot be deleted.');
    }
    store.clientGrants.remove(id);
    return noContent();
  });

  function assertValidGrant(body: ClientGrantPatch, api: ResourceServer | undefined): void {
    const system = api?.is_system === true;
    if (system && body.allow_all_scopes !== undefined) {
      // Even `false` is refused [reported, section 6.3].
      throw apiError(
        400,
        '`allow_all_scopes` cannot be provided when `audience` is a system API',
        'invalid_body',
      );
    }
    const scope = body.scope ?? [];
    if (body.allow_all_scopes === true && scope.length > 0) throw allScopesError();
    if (api !== undefined && (system || tenant.settings.grantScopes === 'strict')) {
      assertDefinedScopes(scope, api);
    }
  }

  /** [docs: "Security Controls for Third-Party Applications"]; wording [unverified]. */
  function assertAllowedForThirdParty(
    grant: Pick<ClientGrantPatch, 'allow_any_organization'> & {readonly client_id?: string},
    api: ResourceServer | undefined,
  ): void {
    const client = store.clients.get(grant.client_id ?? '');
    if (client === undefined || !isStrictThirdParty(client)) return;
    if (api?.is_system === true) {
      throw apiError(400, 'Client grants for this API cannot be created for third-party clients.');
    }
    if (grant.allow_any_organization === true) {
      throw apiError(400, '`allow_any_organization` is not available for third-party clients');
    }
  }

  /**
   * Auth0 accepts `scope` once `allow_all_scopes` is off, so Terraform needs two calls [recorded];
   * whether one call is enough is [unverified] (section 6.3).
   */
  function assertAllScopesTurnedOff(before: ClientGrant, body: ClientGrantPatch): void {
    if (before.allow_all_scopes !== true || (body.scope ?? []).length === 0) return;
    const leaves = body.allow_all_scopes === false || body.allow_all_scopes === null;
    if (leaves && tenant.settings.leavingAllScopes === 'in-one-call') return;
    throw allScopesError();
  }
}

function grantFilter(query: ValueOf<typeof clientGrantsQuery>): (grant: ClientGrant) => boolean {
  const {audience, client_id, subject_type, default_for, allow_any_organization} = query;
  const wanted = {audience, client_id, subject_type, default_for, allow_any_organization};
  const conditions = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return grant => conditions.every(([key, value]) => grant[key] === value);
}

/** Exactly one of `client_id` and `default_for` is required (section 6.2). */
function assertOneHolder(body: NewClientGrant): void {
  if (body.client_id === undefined && body.default_for === undefined) {
    throw validationError('Payload', 'Missing required property: client_id');
  }
  if (body.client_id !== undefined && body.default_for !== undefined) {
    throw payloadError('client_id and default_for are mutually exclusive');
  }
}

/** "This attribute can only be specified for user access flows" [docs]; wording [unverified]. */
function assertDetailsForUsersOnly(
  {authorization_details_types = []}: ClientGrantPatch,
  subjectType = 'client',
): void {
  if (authorization_details_types.length === 0 || subjectType === 'user') return;
  throw payloadError('authorization_details_types requires subject_type user');
}

/**
 * Unlike other validation errors, this one has no quotes and no property [reported, section 6.4].
 */
function assertDefinedScopes(scope: readonly string[], api: Pick<ResourceServer, 'scopes'>): void {
  const defined = new Set(api.scopes?.map(({value}) => value));
  if (scope.every(value => defined.has(value))) return;
  throw payloadError('scope must be a subset of resource server scopes');
}

/** The refusal is [source, section 6.3]; its wording is [unverified]. */
function allScopesError() {
  return payloadError('scope must be empty when allow_all_scopes is true');
}
