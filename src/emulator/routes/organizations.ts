import type {Hono} from 'hono';
import {apiError, found, notFound} from '../errors.js';
import {type AppEnv, jsonResponse, noContent, readBody} from '../http.js';
import {paginate, sliceOf} from '../paging.js';
import {scopeGuard} from '../permission.js';
import type {OrganizationGrant} from '../records.js';
import {newOrganizationGrant} from '../schemas/client-grant.js';
import {organizationGrantsQuery, pagingQuery, readQuery} from '../schemas/query.js';
import {organizationGrantKey} from '../store.js';
import type {Tenant} from '../tenant.js';

/** The most grants of one organization [docs]. */
const maxGrants = 100;

/** Organizations and the grants that each may use [sdk]. */
export function organizationRoutes(app: Hono<AppEnv>, tenant: Tenant): void {
  const {store} = tenant;
  const requireScope = scopeGuard(tenant);
  const path = '/api/v2/organizations';
  const grantsPath = `${path}/:id/client-grants` as const;

  app.get(path, requireScope('read:organizations'), c => {
    const query = readQuery(c.req.url, pagingQuery);
    return jsonResponse(200, paginate('organizations', query, sliceOf(store.organizations.all())));
  });

  app.get(`${path}/:id`, requireScope('read:organizations'), c =>
    jsonResponse(200, found(store.organizations.get(c.req.param('id')), notFound.organization)),
  );

  app.get(grantsPath, requireScope('read:organization_client_grants'), c => {
    const query = readQuery(c.req.url, organizationGrantsQuery);
    const {audience, client_id, grant_ids} = query;
    const grants = associationsOf(c.req.param('id'))
      .flatMap(({grant_id}) => store.clientGrants.get(grant_id) ?? [])
      .filter(
        grant =>
          (audience === undefined || grant.audience === audience) &&
          (client_id === undefined || grant.client_id === client_id) &&
          (grant_ids === undefined || grant_ids.includes(grant.id)),
      );
    return jsonResponse(200, paginate('client_grants', query, sliceOf(grants)));
  });

  app.post(grantsPath, requireScope('create:organization_client_grants'), async c => {
    const {grant_id} = await readBody(c, newOrganizationGrant);
    const organization_id = c.req.param('id');
    const associations = associationsOf(organization_id);
    const grant = found(store.clientGrants.get(grant_id), notFound.grant);
    // Both messages [docs].
    if (associations.some(association => association.grant_id === grant_id)) {
      throw apiError(409, 'The client grant has already been added to this organization.');
    }
    if (associations.length >= maxGrants) {
      throw apiError(
        409,
        `Quota exceeded; cannot add more than ${maxGrants} client grants to a single organization`,
      );
    }
    store.organizationGrants.insert({organization_id, grant_id});
    return jsonResponse(201, grant);
  });

  app.delete(`${grantsPath}/:grant`, requireScope('delete:organization_client_grants'), c => {
    const {id, grant} = c.req.param();
    found(store.organizations.get(id), notFound.organizationOfGrants);
    store.organizationGrants.remove(organizationGrantKey({organization_id: id, grant_id: grant}));
    return noContent();
  });

  app.get(
    '/api/v2/client-grants/:id/organizations',
    requireScope('read:organization_client_grants'),
    c => {
      const {id} = found(store.clientGrants.get(c.req.param('id')), notFound.grant);
      const organizations = store.organizationGrants
        .all()
        .filter(({grant_id}) => grant_id === id)
        .flatMap(({organization_id}) => store.organizations.get(organization_id) ?? []);
      const query = readQuery(c.req.url, pagingQuery);
      return jsonResponse(200, paginate('organizations', query, sliceOf(organizations)));
    },
  );

  function associationsOf(organizationId: string): readonly OrganizationGrant[] {
    const {id} = found(store.organizations.get(organizationId), notFound.organizationOfGrants);
    return store.organizationGrants.all().filter(({organization_id}) => organization_id === id);
  }
}
