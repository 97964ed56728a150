import type {Hono} from 'hono';
import {refusal} from '../errors.js';
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
import type {Organization} from '../records.js';
import {newOrganizationGrant} from '../schemas/client-grant.js';
import {pagingQuery, readQuery} from '../schemas/query.js';
import {organizationGrantKey} from '../store.js';
import type {Tenant} from '../tenant.js';
import {validate} from '../validation.js';

/** Organizations and the grants that each may use [sdk]; wording [unverified]. */
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
    const {id} = requireOrganization(c);
    const grants = store.organizationGrants
      .all()
      .filter(({organization_id}) => organization_id === id)
      .flatMap(({grant_id}) => store.clientGrants.get(grant_id) ?? []);
    return jsonResponse(200, grants);
  });

  app.post(
    `${path}/:id/client-grants`,
    requireScope('create:organization_client_grants'),
    async c => {
      const {id} = requireOrganization(c);
      const {grant_id} = validate(newOrganizationGrant, 'Payload', await readJsonBody(c));
      const grant = store.clientGrants.get(grant_id);
      if (grant === undefined) throw refusal(404, 'The grant does not exist.');
      store.organizationGrants.insert({organization_id: id, grant_id});
      return jsonResponse(201, grant);
    },
  );

  app.delete(
    `${path}/:id/client-grants/:grant`,
    requireScope('delete:organization_client_grants'),
    c => {
      const grant_id = c.req.param('grant') ?? '';
      store.organizationGrants.remove(
        organizationGrantKey({organization_id: idParameter(c), grant_id}),
      );
      return noContent();
    },
  );

  app.get(
    '/api/v2/client-grants/:id/organizations',
    requireScope('read:organization_client_grants'),
    c => {
      const grant = store.clientGrants.get(idParameter(c));
      if (grant === undefined) throw refusal(404, 'The grant does not exist.');
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

  function requireOrganization(c: AppContext): Organization {
    const organization = store.organizations.get(idParameter(c));
    if (organization === undefined) throw refusal(404, 'The organization does not exist.');
    return organization;
  }
}
