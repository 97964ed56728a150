import * as v from 'valibot';
import {type Models, memberAt, type Resource, readObject} from '../model/resource.js';
import {visible} from '../text/escape.js';
import {effectOf} from './exchange.js';
import {notAuth0} from './foreign-answer.js';
import type {HttpRequest} from './http-message.js';

export type Asked = Pick<HttpRequest, 'method' | 'url' | 'repeat'>;

/** Validates a response. Throws `Problem` not_auth0, which names the member that is wrong. */
export function read<Schema extends v.GenericSchema>(
  schema: Schema,
  answer: unknown,
  ask: Asked,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, answer);
  if (result.success) return result.output;
  const member = v.getDotPath(result.issues[0]);
  const what = member === null ? 'unexpected JSON' : misfit(member);
  throw notAuth0(ask, what, effectOf(ask));
}

/** Validates one object. Throws `Problem` not_auth0, which names the member that is wrong. */
export function readAs<Kind extends Resource>(
  kind: Kind,
  answer: unknown,
  asked: Asked,
): Models[Kind] {
  const result = readObject(kind, answer);
  if (result.kind === 'read') {
    return kind === 'client' ? {...result.value, ...withoutSecret(answer)} : result.value;
  }
  throw notAuth0(asked, misfit(result.member), effectOf(asked));
}

/**
 * For an application that uses key pairs or certificates, Auth0 returns null as the method
 * [recorded], and shows the real methods only to tokens that may read `client_keys`.
 */
function withoutSecret(client: unknown): {readonly authenticationMethods?: readonly string[]} {
  const isNull =
    typeof client === 'object' &&
    client !== null &&
    Object.getOwnPropertyDescriptor(client, 'token_endpoint_auth_method')?.value === null;
  const tells = ['client_secret', 'client_authentication_methods'].some(
    name => memberAt(client, name) !== undefined,
  );
  return isNull && !tells ? {authenticationMethods: []} : {};
}

function misfit(member: string): string {
  return `JSON whose “${visible(member).slice(0, 80)}” is missing or has the wrong type`;
}

/** The hidden “All Applications” client, which no application can sign in as. */
export function isGlobal(client: unknown): boolean {
  return memberAt(client, 'global') === true;
}

/** False for a default grant for third-party applications (`default_for`), which has no client. */
export function isHeld(clientGrant: unknown): boolean {
  const holder = memberAt(clientGrant, 'client_id');
  return holder !== undefined && holder !== '';
}
