import type {Hono} from 'hono';
import {refusal} from '../errors.js';
import {answer, type DemoContext, type DemoEnv, idIn, jsonBody, noContent} from '../http.js';
import {paged} from '../paging.js';
import type {Permit} from '../permission.js';
import type {Organization} from '../records.js';
import {newOrganizationGrant} from '../schemas/client-grant.js';
import {pagingQuery, readQuery} from '../schemas/query.js';
import {organizationGrantId} from '../store.js';
import type {Tenant} from '../tenant.js';
import {validated} from '../validation.js';

/** Organizations, and with which grants each may be used [sdk]; the words are [unverified]. */
export function organizationRoutes(app: Hono<DemoEnv>, {store}: Tenant, permit: Permit): void {
  const path = '/api/v2/organizations';

  app.get(path, permit('read:organizations'), c => {
    const page = paged('organizations', readQuery(c.req.url, pagingQuery), (start, length) =>
      store.organizations.slice(() => true, start, length),
    );
    return answer(200, page);
  });

  app.get(`${path}/:id`, permit('read:organizations'), c => answer(200, existing(c)));

  app.get(`${path}/:id/client-grants`, permit('read:organization_client_grants'), c => {
    const {id} = existing(c);
    const grants = store.organizationGrants
      .all()
      .filter(({organization_id}) => organization_id === id)
      .flatMap(({grant_id}) => store.clientGrants.get(grant_id) ?? []);
    return answer(200, grants);
  });

  app.post(`${path}/:id/client-grants`, permit('create:organization_client_grants'), async c => {
    const {id} = existing(c);
    const {grant_id} = validated(newOrganizationGrant, 'Payload', await jsonBody(c));
    const grant = store.clientGrants.get(grant_id);
    if (grant === undefined) throw refusal(404, 'The grant does not exist.');
    store.organizationGrants.insert({organization_id: id, grant_id});
    return answer(201, grant);
  });

  app.delete(`${path}/:id/client-grants/:grant`, permit('delete:organization_client_grants'), c => {
    const grant_id = c.req.param('grant') ?? '';
    store.organizationGrants.remove(organizationGrantId({organization_id: idIn(c), grant_id}));
    return noContent();
  });

  app.get(
    '/api/v2/client-grants/:id/organizations',
    permit('read:organization_client_grants'),
    c => {
      const grant = store.clientGrants.get(idIn(c));
      if (grant === undefined) throw refusal(404, 'The grant does not exist.');
      const page = paged('organizations', readQuery(c.req.url, pagingQuery), (start, length) => {
        const all = store.organizationGrants
          .all()
          .filter(({grant_id}) => grant_id === grant.id)
          .flatMap(({organization_id}) => store.organizations.get(organization_id) ?? []);
        return {total: all.length, rows: all.slice(start, start + length)};
      });
      return answer(200, page);
    },
  );

  function existing(c: DemoContext): Organization {
    const organization = store.organizations.get(idIn(c));
    if (organization === undefined) throw refusal(404, 'The organization does not exist.');
    return organization;
  }
}
