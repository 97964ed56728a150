import type {Hono} from 'hono';
import {buildCredential, credentialResponse} from '../client-credentials.js';
import {apiError, found, notFound} from '../errors.js';
import {type AppEnv, jsonResponse, noContent, readBody} from '../http.js';
import {scopeGuard} from '../permission.js';
import type {ClientCredential} from '../records.js';
import {credentialTypes, maxCredentials, newCredential} from '../schemas/client-credential.js';
import type {Tenant} from '../tenant.js';

/** Keys and certificates of an application [sdk]; wording of errors [unverified]. */
export function clientCredentialRoutes(app: Hono<AppEnv>, tenant: Tenant): void {
  const {store, ids} = tenant;
  const requireScope = scopeGuard(tenant);
  const path = '/api/v2/clients/:id/credentials';

  app.get(path, requireScope('read:client_credentials'), c =>
    jsonResponse(200, credentialsOf(c.req.param('id')).map(credentialResponse)),
  );

  app.get(`${path}/:credential`, requireScope('read:client_credentials'), c =>
    jsonResponse(200, credentialResponse(requireCredential(c.req.param()))),
  );

  app.post(path, requireScope('create:client_credentials'), async c => {
    const credentials = credentialsOf(c.req.param('id'));
    const body = await readBody(c, newCredential);
    if (credentials.length >= maxCredentials) {
      throw apiError(400, 'The client has reached the maximum number of credentials.');
    }
    const created = buildCredential(ids, c.req.param('id'), body);
    return jsonResponse(201, credentialResponse(store.credentials.insert(created)));
  });

  app.delete(`${path}/:credential`, requireScope('delete:client_credentials'), c => {
    const {id, client_id} = requireCredential(c.req.param());
    const methods = store.clients.get(client_id)?.client_authentication_methods ?? {};
    const enabled = credentialTypes.flatMap(({method}) => methods[method]?.credentials ?? []);
    if (enabled.some(each => each.id === id)) {
      throw apiError(400, 'The credential is in use by the client.');
    }
    store.credentials.remove(id);
    return noContent();
  });

  function credentialsOf(clientId: string): readonly ClientCredential[] {
    const {client_id} = found(store.clients.get(clientId), notFound.client);
    return store.credentials.all().filter(credential => credential.client_id === client_id);
  }

  function requireCredential({id, credential}: {id: string; credential: string}): ClientCredential {
    return found(
      credentialsOf(id).find(each => each.id === credential),
      notFound.credential,
    );
  }
}
