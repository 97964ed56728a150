import {ClientGrantsClient} from 'auth0/clientGrants';
import {ClientsClient} from 'auth0/clients';
import {ManagementError} from 'auth0/management';
import {ResourceServersClient} from 'auth0/resourceServers';
import {expect, it} from 'vitest';
import {audience, demoApi, findGrant} from './support/tenant.js';

async function sdk(scenario: string) {
  const {tenant} = await demoApi({scenario});
  const options = {
    baseUrl: `${tenant.url}/api/v2`,
    token: tenant.accessToken,
    maxRetries: 0,
  };
  return {
    tenant,
    apis: new ResourceServersClient(options),
    clients: new ClientsClient(options),
    grants: new ClientGrantsClient(options),
  };
}

it('the real SDK sets the scenario up', async () => {
  const {tenant, apis, clients, grants} = await sdk('fresh');
  const api = await apis.create({
    name: 'Timesheets API',
    identifier: audience,
    signing_alg: 'RS256',
    scopes: [{value: 'batch:upload', description: 'Upload timesheets in batch'}],
  });
  const job = await clients.create({
    name: 'Timesheets Import Job',
    app_type: 'non_interactive',
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
  });
  const client_id = String(job.client_id);
  const grant = await grants.create({client_id, audience, scope: ['batch:upload']});
  await grants.update(String(grant.id), {scope: []});
  await apis.update(audience, {name: 'Renamed'});
  await clients.update(client_id, {description: 'Uploads at night'});

  expect(await apis.get(audience)).toMatchObject({id: api.id, name: 'Renamed'});
  expect(findGrant(tenant)).toMatchObject({client_id, scope: []});
  await grants.delete(String(grant.id));
  await clients.delete(client_id);
  await apis.delete(String(api.id));
  expect(tenant.store.resourceServers.size).toBe(1);
});

it('the real SDK pages to the end, by offset and by checkpoint', async () => {
  const {apis, clients, grants, tenant} = await sdk('many');
  const [found] = (await apis.list({identifiers: [audience], per_page: 100})).data;
  expect(found).toMatchObject({identifier: audience});
  let names = 0;
  for await (const client of await clients.list({app_type: 'non_interactive', per_page: 100})) {
    if (client.name !== undefined) names += 1;
  }
  expect(names).toBe(1250 + 2);
  const holders = [];
  for await (const grant of await grants.list({take: 1})) holders.push(grant.client_id);
  expect(holders).toEqual([tenant.clientId, findGrant(tenant).client_id]);
});

it('the real SDK parses the errors', async () => {
  const {apis, grants, tenant} = await sdk('dashboard');
  const conflict = await apis.create({identifier: audience}).catch(error => error);
  expect(conflict).toBeInstanceOf(ManagementError);
  expect(conflict).toMatchObject({name: 'ConflictError', statusCode: 409});
  const again = {client_id: String(findGrant(tenant).client_id), audience, scope: []};
  await expect(grants.create(again)).rejects.toMatchObject({statusCode: 409});
  await expect(apis.get('nothing')).rejects.toMatchObject({
    statusCode: 404,
    body: {errorCode: 'inexistent_resource_server'},
  });
});
