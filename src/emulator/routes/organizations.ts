import type {Hono} from 'hono';
import {apiError, notFound} from '../errors.js';
import {
  type AppContext,
  type AppEnv,
  idParameter,
  jsonResponse,
  noContent,
  readJsonBody,
} from '../http.js';
import {paginate} from '../paging.js';
import type {RequireScope} from '../permission.js';
import type {Organization, OrganizationGrant} from '../records.js';
import {newOrganizationGrant} from '../schemas/client-grant.js';
import {organizationGrantsQuery, pagingQuery, readQuery} from '../schemas/query.js';
import {organizationGrantKey} from '../store.js';
import type {Tenant} from '../tenant.js';
import {validate} from '../validation.js';

/** The most grants of one organization [docs]. */
const maxGrants = 100;

/** Organizations and the grants that each may use [sdk]. */
export function organizationRoutes(
  app: Hono<AppEnv>,
  {store}: Tenant,
  requireScope: RequireScope,
): void {
  const path = '/api/v2/organizations';

  app.get(path, requireScope('read:organizations'), c => {
    const page = paginate('organizations', readQuery(c.req.url, pagingQuery), (start, length) =>
      store.organizations.slice(() => true, start, length),
    );
    return jsonResponse(200, page);
  });

  app.get(`${path}/:id`, requireScope('read:organizations'), c =>
    jsonResponse(200, requireOrganization(c)),
  );

  app.get(`${path}/:id/client-grants`, requireScope('read:organization_client_grants'), c => {
    const query = readQuery(c.req.url, organizationGrantsQuery);
    const {audience, client_id, grant_ids} = query;
    const grants = associationsOf(requireGrantHolder(c))
      .flatMap(({grant_id}) => store.clientGrants.get(grant_id) ?? [])
      .filter(
        grant =>
          (audience === undefined || grant.audience === audience) &&
          (client_id === undefined || grant.client_id === client_id) &&
          (grant_ids === undefined || grant_ids.includes(grant.id)),
      );
    const page = paginate('client_grants', query, (start, length) => ({
      total: grants.length,
      rows: grants.slice(start, start + length),
    }));
    return jsonResponse(200, page);
  });

  app.post(
    `${path}/:id/client-grants`,
    requireScope('create:organization_client_grants'),
    async c => {
      const {grant_id} = validate(newOrganizationGrant, 'Payload', await readJsonBody(c));
      const organization = requireGrantHolder(c);
      const grant = store.clientGrants.get(grant_id);
      if (grant === undefined) throw notFound.grant();
      const association = {organization_id: organization.id, grant_id};
      // Both messages [docs].
      if (store.organizationGrants.get(organizationGrantKey(association)) !== undefined) {
        throw apiError(409, 'The client grant has already been added to this organization.');
      }
      if (associationsOf(organization).length >= maxGrants) {
        throw apiError(
          409,
          `Quota exceeded; cannot add more than ${maxGrants} client grants to a single organization`,
        );
      }
      store.organizationGrants.insert(association);
      return jsonResponse(201, grant);
    },
  );

  app.delete(
    `${path}/:id/client-grants/:grant`,
    requireScope('delete:organization_client_grants'),
    c => {
      const grant_id = c.req.param('grant') ?? '';
      store.organizationGrants.remove(
        organizationGrantKey({organization_id: requireGrantHolder(c).id, grant_id}),
      );
      return noContent();
    },
  );

  app.get(
    '/api/v2/client-grants/:id/organizations',
    requireScope('read:organization_client_grants'),
    c => {
      const grant = store.clientGrants.get(idParameter(c));
      if (grant === undefined) throw notFound.grant();
      const page = paginate('organizations', readQuery(c.req.url, pagingQuery), (start, length) => {
        const all = store.organizationGrants
          .all()
          .filter(({grant_id}) => grant_id === grant.id)
          .flatMap(({organization_id}) => store.organizations.get(organization_id) ?? []);
        return {total: all.length, rows: all.slice(start, start + length)};
      });
      return jsonResponse(200, page);
    },
  );

  function associationsOf({id}: Organization): readonly OrganizationGrant[] {
    return store.organizationGrants.all().filter(({organization_id}) => organization_id === id);
  }

  /** The paths below `client-grants` word their 404 differently [docs]. */
  function requireGrantHolder(c: AppContext): Organization {
    const organization = store.organizations.get(idParameter(c));
    if (organization === undefined) throw apiError(404, 'No organization found by that id.');
    return organization;
  }

  function requireOrganization(c: AppContext): Organization {
    const organization = store.organizations.get(idParameter(c));
    if (organization === undefined) throw apiError(404, 'The organization does not exist.');
    return organization;
  }
}
