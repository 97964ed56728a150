import * as v from 'valibot';
import {type Models, memberAt, type Resource, readObject} from '../model/resource.js';
import {visible} from '../text/escape.js';
import {effectWithoutResponse} from './exchange.js';
import {notAuth0} from './foreign-response.js';
import type {RequestInfo} from './http-message.js';

/** Validates a response. Throws `Problem` not_auth0, which names the member that is wrong. */
export function parseResponse<Schema extends v.GenericSchema>(
  schema: Schema,
  response: unknown,
  request: RequestInfo,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, response);
  if (result.success) return result.output;
  const member = v.getDotPath(result.issues[0]);
  const what = member === null ? 'unexpected JSON' : describeMismatch(member);
  throw notAuth0(request, what, effectWithoutResponse(request));
}

/** Validates one object. Throws `Problem` not_auth0, which names the member that is wrong. */
export function parseResource<Kind extends Resource>(
  kind: Kind,
  response: unknown,
  request: RequestInfo,
): Models[Kind] {
  const result = readObject(kind, response);
  if (result.kind === 'read') {
    return kind === 'client' ? {...result.value, ...noSecretMethods(response)} : result.value;
  }
  throw notAuth0(request, describeMismatch(result.member), effectWithoutResponse(request));
}

/**
 * For an application that uses key pairs or certificates, Auth0 returns null as the method
 * [recorded], and shows the real methods only to tokens that may read `client_keys`.
 */
function noSecretMethods(client: unknown): {readonly authenticationMethods?: readonly string[]} {
  const isNull =
    typeof client === 'object' &&
    client !== null &&
    Object.getOwnPropertyDescriptor(client, 'token_endpoint_auth_method')?.value === null;
  const showsMethods = ['client_secret', 'client_authentication_methods'].some(
    name => memberAt(client, name) !== undefined,
  );
  return isNull && !showsMethods ? {authenticationMethods: []} : {};
}

function describeMismatch(member: string): string {
  return `JSON whose “${visible(member).slice(0, 80)}” is missing or has the wrong type`;
}

/** The hidden “All Applications” client, which no application can sign in as. */
export function isGlobalClient(client: unknown): boolean {
  return memberAt(client, 'global') === true;
}

/** False for a default grant for third-party applications (`default_for`), which has no client. */
export function hasClient(clientGrant: unknown): boolean {
  const clientId = memberAt(clientGrant, 'client_id');
  return clientId !== undefined && clientId !== '';
}
