import * as v from 'valibot';
import {seconds, text} from '../model/field.js';

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
