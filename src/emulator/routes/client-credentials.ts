import type {Hono} from 'hono';
import {createdCredential, methodNames, mostCredentials, toldOf} from '../client-credentials.js';
import {notFound, refusal} from '../errors.js';
import {answer, type DemoContext, type DemoEnv, idIn, jsonBody, noContent} from '../http.js';
import type {Permit} from '../permission.js';
import type {Client, ClientCredential} from '../records.js';
import {newCredential} from '../schemas/client-credential.js';
import type {Tenant} from '../tenant.js';
import {validated} from '../validation.js';

/** The keys and certificates of an application [sdk]; the words of its refusals are [unverified]. */
export function clientCredentialRoutes(
  app: Hono<DemoEnv>,
  {store, ids}: Tenant,
  permit: Permit,
): void {
  const path = '/api/v2/clients/:id/credentials';

  app.get(path, permit('read:client_credentials'), c =>
    answer(200, ofClient(existing(c)).map(toldOf)),
  );

  app.get(`${path}/:credential`, permit('read:client_credentials'), c =>
    answer(200, toldOf(credentialIn(c))),
  );

  app.post(path, permit('create:client_credentials'), async c => {
    const client = existing(c);
    const body = validated(newCredential, 'Payload', await jsonBody(c));
    if (ofClient(client).length >= mostCredentials) {
      throw refusal(400, 'The client has reached the maximum number of credentials.');
    }
    const created = createdCredential(ids, client.client_id, body);
    return answer(201, toldOf(store.credentials.insert(created)));
  });

  app.delete(`${path}/:credential`, permit('delete:client_credentials'), c => {
    const {id} = credentialIn(c);
    const methods = existing(c).client_authentication_methods ?? {};
    const enabled = methodNames.flatMap(method => methods[method]?.credentials ?? []);
    if (enabled.some(each => each.id === id)) {
      throw refusal(400, 'The credential is in use by the client.');
    }
    store.credentials.remove(id);
    return noContent();
  });

  function existing(c: DemoContext): Client {
    const client = store.clients.get(idIn(c));
    if (client === undefined) throw notFound.client();
    return client;
  }

  function ofClient({client_id}: Client): readonly ClientCredential[] {
    return store.credentials.all().filter(credential => credential.client_id === client_id);
  }

  function credentialIn(c: DemoContext): ClientCredential {
    const id = c.req.param('credential');
    const credential = ofClient(existing(c)).find(each => each.id === id);
    if (credential === undefined) throw refusal(404, 'The credential does not exist.');
    return credential;
  }
}
