import * as v from 'valibot';
import {seconds, text} from '../model/field.js';

/**
 * What Auth0 answers, as far as this program reads it: unknown members pass, absent ones stay
 * absent (null is taken for absent), and a member of another type is no Auth0 answer.
 */
const optional = <Schema extends v.GenericSchema>(schema: Schema) => v.nullish(schema);
/** No length, time or index that a server sends goes further than its use can bear. */
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

export const tokenAnswer = v.object({
  // As it goes into a header.
  access_token: v.pipe(v.string(), v.maxLength(200_000), v.regex(/^[\x21-\x7e]+$/)),
  scope: v.optional(v.pipe(v.string(), v.maxLength(200_000))),
  expires_in: v.optional(seconds),
  token_type: v.optional(text),
});

export const keySet = v.object({
  keys: v.pipe(
    v.array(v.looseObject({kid: v.optional(text), kty: v.optional(text)})),
    v.maxLength(1_000),
    // Numbers without end would keep whoever computes with them busy.
    v.everyItem(key => Object.values(key).every(isBoundedMember)),
  ),
});

function isBoundedMember(value: unknown): boolean {
  return typeof value !== 'string' || value.length <= 10_000;
}
