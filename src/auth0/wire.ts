import * as v from 'valibot';

/**
 * What Auth0 answers, as far as this program reads it: unknown members pass, absent ones stay
 * absent (null is taken for absent), and a member of another type is no Auth0 answer.
 */
const text = v.string();
const optional = <Schema extends v.GenericSchema>(schema: Schema) => v.nullish(schema);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const id = v.pipe(text, v.nonEmpty());

export const resourceServer = v.object({
  id,
  identifier: id,
  name: optional(text),
  is_system: optional(v.boolean()),
  signing_alg: optional(text),
  signing_secret: optional(text),
  token_dialect: optional(text),
  token_lifetime: optional(v.number()),
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
  client_secret: optional(text),
});

export const clientGrant = v.object({
  id,
  /** Absent on grants that are a default for third-party applications (`default_for`). */
  client_id: optional(text),
  audience: text,
  /** Absent on answers of before 2025: `client`. */
  subject_type: optional(text),
  scope: optional(v.array(text)),
  allow_all_scopes: optional(v.boolean()),
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
  access_token: v.pipe(text, v.regex(/^[\x21-\x7e]+$/)),
  scope: v.optional(text),
  expires_in: v.optional(v.number()),
  token_type: v.optional(text),
});

export const keySet = v.object({
  keys: v.array(v.looseObject({kid: v.optional(text), kty: v.optional(text)})),
});
