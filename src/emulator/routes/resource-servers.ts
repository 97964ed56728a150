import type {Hono} from 'hono';
import {buildResourceServer, patchResourceServer} from '../defaults.js';
import {apiError, found, notFound, tooManyEntities, validationError} from '../errors.js';
import {
  type AppContext,
  type AppEnv,
  applyStoreOverride,
  jsonResponse,
  noContent,
  readBody,
} from '../http.js';
import {parseRsaPublicKey} from '../jwt.js';
import {paginate} from '../paging.js';
import {scopeGuard} from '../permission.js';
import {attempt, type JsonObject, pickFields, type ResourceServer} from '../records.js';
import {
  projectFields,
  readQuery,
  resourceServerQuery,
  resourceServersQuery,
} from '../schemas/query.js';
import {
  newResourceServer,
  type ResourceServerPatch,
  reservedScopes,
  resourceServerPatch,
} from '../schemas/resource-server.js';
import {apiByIdentifier} from '../store.js';
import type {Tenant} from '../tenant.js';

/** Fact sheet, section 4. */
export function resourceServerRoutes(app: Hono<AppEnv>, tenant: Tenant): void {
  const {store, ids} = tenant;
  const requireScope = scopeGuard(tenant);
  const path = '/api/v2/resource-servers';

  app.get(path, requireScope('read:resource_servers'), c => {
    const query = readQuery(c.req.url, resourceServersQuery);
    const {identifiers} = query;
    const matches = ({identifier}: ResourceServer) => identifiers?.includes(identifier) ?? true;
    const page = paginate('resource_servers', query, (start, length) => {
      const {total, rows} = store.resourceServers.slice(matches, start, length);
      return {total, rows: rows.map(row => projectFields(visibleFields(c, row), query))};
    });
    return jsonResponse(200, page);
  });

  app.get(`${path}/:id`, requireScope('read:resource_servers'), c => {
    readQuery(c.req.url, resourceServerQuery);
    return jsonResponse(200, visibleFields(c, requireApi(c.req.param('id'))));
  });

  app.post(path, requireScope('create:resource_servers'), async c => {
    const body = await readBody(c, newResourceServer);
    assertValidApi(body);
    if (body.identifier === tenant.managementAudience) {
      throw apiError(400, 'The selected identifier is reserved.');
    }
    if (apiByIdentifier(store, body.identifier) !== undefined) {
      throw apiError(409, 'A resource server with the same identifier already exists.');
    }
    const custom = store.resourceServers.all().filter(api => api.is_system !== true);
    if (custom.length >= tenant.settings.plan.apis) throw tooManyEntities();
    const created = buildResourceServer(ids, applyStoreOverride(c, body));
    return jsonResponse(201, visibleFields(c, store.resourceServers.insert(created)));
  });

  app.patch(`${path}/:id`, requireScope('update:resource_servers'), async c => {
    const body = await readBody(c, resourceServerPatch);
    const before = requireApi(c.req.param('id'));
    if (before.is_system === true) rejectSystemPatch(body);
    assertValidApi(body, before);
    const after = store.resourceServers.update(before.id, row =>
      patchResourceServer(ids, row, applyStoreOverride(c, body)),
    );
    return jsonResponse(200, visibleFields(c, after ?? before)); // 200, not the description's 201 [recorded]
  });

  /** A missing API also gives 204: no 404 is documented (section 4.1) [unverified]. */
  app.delete(`${path}/:id`, requireScope('delete:resource_servers'), c => {
    const api = findApi(c.req.param('id'));
    if (api?.is_system === true) {
      throw apiError(400, 'System resource servers cannot be deleted.');
    }
    if (api !== undefined) {
      store.resourceServers.remove(api.id);
      if (tenant.settings.grantsOfDeletedApi === 'removed') removeGrantsOn(api.identifier);
    }
    return noContent();
  });

  function removeGrantsOn(audience: string): void {
    for (const grant of store.clientGrants.all()) {
      if (grant.audience === audience) store.clientGrants.remove(grant.id);
    }
  }

  /** By id or identifier, which may be encoded once or twice [recorded, section 4.1]. */
  function findApi(once: string): ResourceServer | undefined {
    const twice = attempt(() => decodeURIComponent(once)) ?? once;
    return [once, twice]
      .map(id => store.resourceServers.get(id) ?? apiByIdentifier(store, id))
      .find(api => api !== undefined);
  }

  function requireApi(id: string): ResourceServer {
    return found(findApi(id), notFound.resourceServer);
  }

  /** The rules that the schema can't express. */
  function assertValidApi(body: ResourceServerPatch, before?: ResourceServer): void {
    body.scopes?.forEach(({value}, index) => {
      // Wording [unverified] (section 4.2).
      if (reservedScopes.includes(value)) {
        throw validationError(
          'Payload',
          `Scope value is reserved: ${value}`,
          `scopes[${index}].value`,
        );
      }
    });
    const lifetime = body.token_lifetime ?? before?.token_lifetime ?? 86_400;
    const forWeb = body.token_lifetime_for_web;
    if (forWeb !== undefined && forWeb > lifetime) {
      const rule = `Value ${forWeb} is greater than maximum ${lifetime}`;
      throw validationError('Payload', rule, 'token_lifetime_for_web');
    }
    const {mechanism, required_for} = body.proof_of_possession ?? {};
    if (mechanism === 'mtls' && required_for === 'public_clients') {
      // "When using mTLS, only `all_clients` is valid" [docs].
      throw validationError(
        'Payload',
        'No enum match for: public_clients',
        'proof_of_possession.required_for',
      );
    }
    const pem = body.token_encryption?.encryption_key.pem;
    if (pem !== undefined && parseRsaPublicKey(pem) === undefined) {
      const rule = "Object didn't pass validation for format pem";
      throw validationError('Payload', rule, 'token_encryption.encryption_key.pem');
    }
    if (body.signing_alg === 'PS256' && tenant.settings.ps256 === 'not-in-plan') {
      throw apiError(
        403,
        'Please upgrade your subscription to use the PS256 signing algorithm.',
        'insufficient_entitlement',
      );
    }
  }
}

function visibleFields(c: AppContext, api: ResourceServer): JsonObject {
  const secret = c.get('scopes').has('read:resource_servers');
  return pickFields(api, field => secret || field !== 'signing_secret');
}

/** Section 4.5: Auth0 refuses `scopes` as an unknown key [reported]. */
function rejectSystemPatch(body: ResourceServerPatch): never {
  if (body.scopes !== undefined) {
    throw validationError('Payload', 'Additional properties not allowed: scopes');
  }
  throw apiError(400, 'System resource servers cannot be patched.');
}
