import {ClientGrantsClient} from 'auth0/clientGrants';
import {ClientsClient} from 'auth0/clients';
import {ResourceServersClient} from 'auth0/resourceServers';
import type {Change, Snapshot} from '../model/change.js';
import type {Ask} from './ask.js';
import {read, toClient, toClientGrant, toResourceServer} from './mapping.js';
import {otherSettings} from './other-settings.js';
import {
  clientGrantUpdate,
  clientUpdate,
  newClient,
  newClientGrant,
  newResourceServer,
  resourceServerUpdate,
} from './requests.js';
import type {SdkOptions} from './sdk.js';
import * as wire from './wire.js';

export interface Raw {
  readonly data: unknown;
  readonly rawResponse: {readonly status: number};
}

/** Sends one change as one request. */
export function sendChange(options: SdkOptions, change: Change): Promise<Raw> {
  const resourceServers = () => new ResourceServersClient(options);
  const clients = () => new ClientsClient(options);
  const clientGrants = () => new ClientGrantsClient(options);
  switch (change.kind) {
    case 'create-resource-server':
      return resourceServers().create(newResourceServer(change.set)).withRawResponse();
    case 'update-resource-server':
      return resourceServers()
        .update(change.id, resourceServerUpdate(change.set))
        .withRawResponse();
    case 'delete-resource-server':
      return resourceServers().delete(change.id).withRawResponse();
    case 'create-client':
      return clients().create(newClient(change.set)).withRawResponse();
    case 'update-client':
      return clients().update(change.id, clientUpdate(change.set)).withRawResponse();
    case 'delete-client':
      return clients().delete(change.id).withRawResponse();
    case 'create-client-grant':
      return clientGrants()
        .create(newClientGrant(change.clientId, change.audience, change.set))
        .withRawResponse();
    case 'update-client-grant':
      return clientGrants().update(change.id, clientGrantUpdate(change.set)).withRawResponse();
    case 'delete-client-grant':
      return clientGrants().delete(change.id).withRawResponse();
  }
}

/** The object that the tenant says it left behind. Throws `Problem` not_auth0, effect unknown. */
export function writtenBy(change: Change, answer: unknown, ask: WrittenAs): Snapshot {
  switch (change.kind) {
    case 'create-resource-server':
    case 'update-resource-server':
      return {
        kind: 'resource-server',
        value: {
          ...toResourceServer(read(wire.resourceServer, answer, ask)),
          ...otherSettings(answer),
        },
      };
    case 'create-client':
    case 'update-client':
      return {
        kind: 'client',
        value: {...toClient(read(wire.client, answer, ask)), ...otherSettings(answer)},
      };
    case 'create-client-grant':
    case 'update-client-grant': {
      const value = toClientGrant(read(wire.ownClientGrant, answer, ask));
      return value === undefined ? {kind: 'nothing'} : {kind: 'client-grant', value};
    }
    case 'delete-resource-server':
    case 'delete-client':
    case 'delete-client-grant':
      return {kind: 'nothing'};
  }
}

type WrittenAs = Pick<Ask, 'method' | 'url' | 'repeat'>;
