import type {Hono} from 'hono';
import {buildCredential, credentialResponse} from '../client-credentials.js';
import {apiError, notFound} from '../errors.js';
import {
  type AppContext,
  type AppEnv,
  idParameter,
  jsonResponse,
  noContent,
  readJsonBody,
} from '../http.js';
import type {RequireScope} from '../permission.js';
import type {Client, ClientCredential} from '../records.js';
import {credentialTypes, maxCredentials, newCredential} from '../schemas/client-credential.js';
import type {Tenant} from '../tenant.js';
import {validate} from '../validation.js';

/** Keys and certificates of an application [sdk]; wording of errors [unverified]. */
export function clientCredentialRoutes(
  app: Hono<AppEnv>,
  {store, ids}: Tenant,
  requireScope: RequireScope,
): void {
  const path = '/api/v2/clients/:id/credentials';

  app.get(path, requireScope('read:client_credentials'), c =>
    jsonResponse(200, credentialsOf(requireClient(c)).map(credentialResponse)),
  );

  app.get(`${path}/:credential`, requireScope('read:client_credentials'), c =>
    jsonResponse(200, credentialResponse(requireCredential(c))),
  );

  app.post(path, requireScope('create:client_credentials'), async c => {
    const client = requireClient(c);
    const body = validate(newCredential, 'Payload', await readJsonBody(c));
    if (credentialsOf(client).length >= maxCredentials) {
      throw apiError(400, 'The client has reached the maximum number of credentials.');
    }
    const created = buildCredential(ids, client.client_id, body);
    return jsonResponse(201, credentialResponse(store.credentials.insert(created)));
  });

  app.delete(`${path}/:credential`, requireScope('delete:client_credentials'), c => {
    const {id} = requireCredential(c);
    const methods = requireClient(c).client_authentication_methods ?? {};
    const enabled = credentialTypes.flatMap(({method}) => methods[method]?.credentials ?? []);
    if (enabled.some(each => each.id === id)) {
      throw apiError(400, 'The credential is in use by the client.');
    }
    store.credentials.remove(id);
    return noContent();
  });

  function requireClient(c: AppContext): Client {
    const client = store.clients.get(idParameter(c));
    if (client === undefined) throw notFound.client();
    return client;
  }

  function credentialsOf({client_id}: Client): readonly ClientCredential[] {
    return store.credentials.all().filter(credential => credential.client_id === client_id);
  }

  function requireCredential(c: AppContext): ClientCredential {
    const id = c.req.param('credential');
    const credential = credentialsOf(requireClient(c)).find(each => each.id === id);
    if (credential === undefined) throw apiError(404, 'Credential does not exist'); // [docs]
    return credential;
  }
}
