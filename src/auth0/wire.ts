import * as v from 'valibot';
import {holdsSecret} from '../model/known-secrets.js';

/**
 * What Auth0 answers, as far as this program reads it: unknown members pass, absent ones stay
 * absent (null is taken for absent), and a member of another type is no Auth0 answer.
 */
const optional = <Schema extends v.GenericSchema>(schema: Schema) => v.nullish(schema);
/** No length, time or index that a server sends goes further than its use can bear. */
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000_000));
const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(10 * 365 * 86_400));
/** Ten times what Auth0 allows the longest. */
const bounded = v.pipe(v.string(), v.maxLength(10_000));
/** Names go to screens, exports and back to the tenant: none holds a secret of ours. */
const text = v.pipe(
  bounded,
  v.check(value => !holdsSecret(value)),
);
/** What stands in secret members alone. */
const secret = bounded;
const identifier = v.pipe(text, v.nonEmpty());
/** Of an object: paths of requests are made of it. */
const id = v.pipe(text, v.check(isPathSegment));

/** Whether it stays one segment of a path: as an id, a path that it changes is another's. */
export function isPathSegment(value: string): boolean {
  return /^[^\s/\\%?#\p{Cc}\p{Cs}]+$/u.test(value) && !/^\.{1,2}$/.test(value);
}

export const resourceServer = v.object({
  id,
  identifier,
  name: optional(text),
  is_system: optional(v.boolean()),
  signing_alg: optional(text),
  signing_secret: optional(secret),
  token_dialect: optional(text),
  token_lifetime: optional(seconds),
  scopes: optional(v.array(v.object({value: text, description: optional(text)}))),
  subject_type_authorization: optional(
    v.object({client: optional(v.object({policy: optional(text)}))}),
  ),
});

export const client = v.object({
  client_id: id,
  name: optional(text),
  global: optional(v.boolean()),
  app_type: optional(text),
  grant_types: optional(v.array(text)),
  token_endpoint_auth_method: optional(text),
  is_first_party: optional(v.boolean()),
  resource_server_identifier: optional(text),
  client_secret: optional(secret),
});

export const clientGrant = v.object({
  id,
  /** Absent on grants that are a default for third-party applications (`default_for`). */
  client_id: optional(
    v.pipe(
      text,
      v.check(value => value === '' || isPathSegment(value)),
    ),
  ),
  audience: text,
  /** Absent on answers of before 2025: `client`. */
  subject_type: optional(text),
  scope: optional(v.array(text)),
  allow_all_scopes: optional(v.boolean()),
  is_system: optional(v.boolean()),
});

/** One that an application holds. */
export const ownClientGrant = v.object({...clientGrant.entries, client_id: id});

export const clientPage = v.object({
  clients: v.array(client),
  total: count,
  start: count,
  limit: count,
});

export const clientGrantPage = v.object({
  client_grants: v.array(clientGrant),
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
