import {ClientGrantsClient} from 'auth0/clientGrants';
import {ClientsClient} from 'auth0/clients';
import {ResourceServersClient} from 'auth0/resourceServers';
import {type Change, type RequestPreview, type Snapshot, snapshotOf} from '../model/change.js';
import {Problem} from '../model/errors.js';
import {payloadOf, type Resource, resources} from '../model/resource.js';
import {visible} from '../text/escape.js';
import {parseResource} from './mapping.js';
import {withOtherSettings} from './other-settings.js';
import type {RequestInfo} from './raw-request.js';
import type {SdkOptions} from './sdk.js';

/** The HTTP request for a change. Throws `Problem` refused. */
export function buildRequest(change: Change): RequestPreview {
  const path = `/api/v2/${resources[change.resource].path}`;
  switch (change.action) {
    case 'create':
      return {method: 'POST', path, body: buildBody(change)};
    case 'update':
      return {method: 'PATCH', path: `${path}/${encodeId(change.id)}`, body: buildBody(change)};
    case 'delete':
      return {method: 'DELETE', path: `${path}/${encodeId(change.id)}`};
    case 'rotate-secret':
      return {method: 'POST', path: `${path}/${encodeId(change.id)}/rotate-secret`};
  }
}

function buildBody({resource, action, set}: Extract<Change, {readonly set: unknown}>) {
  return payloadOf(resource, action, set);
}

function encodeId(id: string): string {
  return encodeURIComponent(assertPathSegment(id));
}

/**
 * URL parsing removes an empty, `.` or `..` segment, even if it is encoded, and the shorter path
 * would address all objects instead of one. Throws `Problem` refused.
 */
export function assertPathSegment(id: string): string {
  if (id !== '' && id !== '.' && id !== '..' && !/\p{Cs}/u.test(id)) return id;
  throw new Problem('refused', {
    message: `“${visible(id)}” is not a valid ID for an API, an application or a grant.`,
    hint: 'Nothing was sent. Check where this ID comes from: an option, a plan or the tenant.',
  });
}

export interface RawSdkResponse {
  readonly data: unknown;
  readonly rawResponse: {readonly status: number};
}

interface SdkCall {
  withRawResponse(): Promise<RawSdkResponse>;
}

/**
 * What the SDK's three sub-clients share. Their own types list only the values that Auth0 documents
 * today; undo may send back others, and Auth0 decides whether to accept them.
 */
interface ResourceClient {
  create(body: object): SdkCall;
  update(id: string, body: object): SdkCall;
  delete(id: string): SdkCall;
}

const resourceClients: Readonly<Record<Resource, (options: SdkOptions) => ResourceClient>> = {
  'resource-server': options => new ResourceServersClient(options),
  client: options => new ClientsClient(options),
  'client-grant': options => new ClientGrantsClient(options),
};

/** Sends one change as one request. */
export function sendChange(options: SdkOptions, change: Change): Promise<RawSdkResponse> {
  const resourceClient = resourceClients[change.resource](options);
  switch (change.action) {
    case 'create':
      return resourceClient.create(buildBody(change)).withRawResponse();
    case 'update':
      return resourceClient.update(change.id, buildBody(change)).withRawResponse();
    case 'delete':
      return resourceClient.delete(change.id).withRawResponse();
    case 'rotate-secret':
      return new ClientsClient(options).rotateSecret(change.id).withRawResponse();
  }
}

/**
 * The object after the write, from Auth0's response. Throws `Problem` not_auth0 with effect
 * unknown.
 */
export function parseSnapshot(change: Change, response: unknown, request: RequestInfo): Snapshot {
  if (change.action === 'delete') return {kind: 'nothing'};
  return snapshotOf(
    change.resource,
    withOtherSettings(change.resource, parseResource(change.resource, response, request), response),
  );
}
