import * as v from 'valibot';
import {seconds, text} from '../model/field.js';
import {type Models, memberAt, type Resource, readObject} from '../model/resource.js';
import {visible} from '../text/escape.js';
import {effectWithoutResponse} from './exchange.js';
import {notAuth0Problem} from './foreign-response.js';
import type {RequestInfo} from './raw-request.js';

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
  throw notAuth0Problem(request, what, effectWithoutResponse(request));
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
  throw notAuth0Problem(request, describeMismatch(result.member), effectWithoutResponse(request));
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

/**
 * The parts of Auth0's responses that this program reads. Unknown members are ignored and null
 * counts as absent; a member of the wrong type means that the response is not from Auth0.
 */
const optional = <Schema extends v.GenericSchema>(schema: Schema) => v.nullish(schema);
/** Keeps numbers from a server within what paging arithmetic and dates can bear. */
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000_000));
export const resourceServerPage = v.object({
  resource_servers: v.array(v.unknown()),
  total: count,
  start: count,
  limit: count,
});

export const clientPage = v.object({
  clients: v.array(v.unknown()),
  total: count,
  start: count,
  limit: count,
});

export const clientGrantPage = v.object({
  client_grants: v.array(v.unknown()),
  next: optional(text),
});

export const tokenResponse = v.object({
  // The token goes into a header, so only visible ASCII.
  access_token: v.pipe(v.string(), v.maxLength(200_000), v.regex(/^[\x21-\x7e]+$/)),
  scope: v.optional(v.pipe(v.string(), v.maxLength(200_000))),
  expires_in: v.optional(seconds),
  token_type: v.optional(text),
});

export const keySet = v.object({
  keys: v.pipe(
    v.array(v.looseObject({kid: v.optional(text), kty: v.optional(text)})),
    v.maxLength(1_000),
    // A huge modulus would block the process when a signature is verified.
    v.everyItem(key => Object.values(key).every(isBoundedMember)),
  ),
});

function isBoundedMember(value: unknown): boolean {
  return typeof value !== 'string' || value.length <= 10_000;
}
