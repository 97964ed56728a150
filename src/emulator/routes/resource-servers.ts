import type {Hono} from 'hono';
import {createdResourceServer, patchedResourceServer} from '../defaults.js';
import {invalid, notFound, refusal, tooManyEntities} from '../errors.js';
import {projected, resourceServerVisibility} from '../fields.js';
import {
  answer,
  type DemoContext,
  type DemoEnv,
  distorted,
  identifiersIn,
  jsonBody,
  noContent,
} from '../http.js';
import {rsaKeyIn} from '../jwt.js';
import {paged} from '../paging.js';
import type {Permit} from '../permission.js';
import {type JsonObject, pick, type ResourceServer} from '../records.js';
import {projectionQuery, readQuery, resourceServersQuery} from '../schemas/query.js';
import {
  newResourceServer,
  type ResourceServerPatch,
  reservedScopes,
  resourceServerPatch,
} from '../schemas/resource-server.js';
import {apiByIdentifier} from '../store.js';
import type {Tenant} from '../tenant.js';
import {validated} from '../validation.js';

/** Section 4. */
export function resourceServerRoutes(app: Hono<DemoEnv>, tenant: Tenant, permit: Permit): void {
  const {store, ids} = tenant;
  const path = '/api/v2/resource-servers';

  app.get(path, permit('read:resource_servers'), c => {
    const query = readQuery(c.req.url, resourceServersQuery);
    const {identifiers} = query;
    const matches = ({identifier}: ResourceServer) => identifiers?.includes(identifier) ?? true;
    const page = paged('resource_servers', query, (start, length) => {
      const {total, rows} = store.resourceServers.slice(matches, start, length);
      return {total, rows: rows.map(row => projected(visible(c, row), query))};
    });
    return answer(200, page);
  });

  app.get(`${path}/:id`, permit('read:resource_servers'), c => {
    const query = readQuery(c.req.url, projectionQuery);
    return answer(200, projected(visible(c, existing(c)), query));
  });

  app.post(path, permit('create:resource_servers'), async c => {
    const body = validated(newResourceServer, 'Payload', await jsonBody(c));
    refuseUnlessSound(body);
    if (body.identifier === tenant.managementAudience) {
      throw refusal(400, 'The selected identifier is reserved.');
    }
    if (apiByIdentifier(store, body.identifier) !== undefined) {
      throw refusal(409, 'A resource server with the same identifier already exists.');
    }
    const custom = store.resourceServers.all().filter(api => api.is_system !== true);
    if (custom.length >= tenant.settings.plan.apis) throw tooManyEntities();
    const created = createdResourceServer(ids, distorted(c, body));
    return answer(201, visible(c, store.resourceServers.insert(created)));
  });

  app.patch(`${path}/:id`, permit('update:resource_servers'), async c => {
    const body = validated(resourceServerPatch, 'Payload', await jsonBody(c));
    const before = existing(c);
    if (before.is_system === true) refuseSystemPatch(body);
    refuseUnlessSound(body, before);
    const after = store.resourceServers.update(before.id, row =>
      patchedResourceServer(ids, row, distorted(c, body)),
    );
    return answer(200, visible(c, after ?? before)); // 200, not the description's 201 [recorded]
  });

  /** No 404 is listed for what is gone (section 4.1); 204 is [unverified]. */
  app.delete(`${path}/:id`, permit('delete:resource_servers'), c => {
    const api = lookUp(c);
    if (api?.is_system === true) {
      throw refusal(400, 'System resource servers cannot be deleted.');
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

  function lookUp(c: DemoContext): ResourceServer | undefined {
    for (const id of identifiersIn(c)) {
      const api = store.resourceServers.get(id) ?? apiByIdentifier(store, id);
      if (api !== undefined) return api;
    }
    return undefined;
  }

  function existing(c: DemoContext): ResourceServer {
    const api = lookUp(c);
    if (api === undefined) throw notFound.resourceServer();
    return api;
  }

  /** What a closed schema can't say. */
  function refuseUnlessSound(body: ResourceServerPatch, before?: ResourceServer): void {
    body.scopes?.forEach(({value}, index) => {
      // The words are [unverified] (section 4.2).
      if (reservedScopes.includes(value)) {
        throw invalid('Payload', `Scope value is reserved: ${value}`, `scopes[${index}].value`);
      }
    });
    const lifetime = body.token_lifetime ?? before?.token_lifetime ?? 86_400;
    const forWeb = body.token_lifetime_for_web;
    if (forWeb !== undefined && forWeb > lifetime) {
      const rule = `Value ${forWeb} is greater than maximum ${lifetime}`;
      throw invalid('Payload', rule, 'token_lifetime_for_web');
    }
    const {mechanism, required_for} = body.proof_of_possession ?? {};
    if (mechanism === 'mtls' && required_for === 'public_clients') {
      // "When using mTLS, only `all_clients` is valid" [docs].
      throw invalid(
        'Payload',
        'No enum match for: public_clients',
        'proof_of_possession.required_for',
      );
    }
    const pem = body.token_encryption?.encryption_key.pem;
    if (pem !== undefined && rsaKeyIn(pem) === undefined) {
      const rule = "Object didn't pass validation for format pem";
      throw invalid('Payload', rule, 'token_encryption.encryption_key.pem');
    }
    if (body.signing_alg === 'PS256' && tenant.settings.ps256 === 'not-in-plan') {
      throw refusal(
        403,
        'Please upgrade your subscription to use the PS256 signing algorithm.',
        'insufficient_entitlement',
      );
    }
  }
}

function visible(c: DemoContext, api: ResourceServer): JsonObject {
  return pick(api, resourceServerVisibility(c.get('scopes')));
}

/** Section 4.5: scopes are refused as an unknown key [reported], anything else with its own text. */
function refuseSystemPatch(body: ResourceServerPatch): never {
  if (body.scopes !== undefined) {
    throw invalid('Payload', 'Additional properties not allowed: scopes');
  }
  throw refusal(400, 'System resource servers cannot be patched.');
}
