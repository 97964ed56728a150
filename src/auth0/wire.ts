import * as v from 'valibot';

/**
 * What Auth0 answers, as far as this program reads it: unknown members pass, absent ones stay
 * absent, and a member of another type is no Auth0 answer.
 */
const text = v.string();
const optional = <Schema extends v.GenericSchema>(schema: Schema) => v.optional(v.nullable(schema));

export const resourceServer = v.object({
  id: text,
  identifier: text,
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
  client_id: text,
  name: v.optional(text, ''),
  global: optional(v.boolean()),
  app_type: optional(text),
  grant_types: optional(v.array(text)),
  token_endpoint_auth_method: optional(text),
  client_secret: optional(text),
});

export const clientGrant = v.object({
  id: text,
  /** Absent on grants that are a default for third-party applications. */
  client_id: optional(text),
  audience: text,
  /** Absent on answers of before 2025: `client`. */
  subject_type: optional(text),
  scope: optional(v.array(text)),
  allow_all_scopes: optional(v.boolean()),
});

export const clientPage = v.object({
  clients: v.array(client),
  total: optional(v.number()),
  length: optional(v.number()),
});

export const clientGrantPage = v.object({
  client_grants: v.array(clientGrant),
  total: optional(v.number()),
  next: optional(text),
});

export const tokenAnswer = v.object({
  access_token: v.pipe(text, v.nonEmpty()),
  scope: v.optional(text),
  expires_in: v.optional(v.number()),
});

export const keySet = v.object({
  keys: v.array(v.looseObject({kid: v.optional(text), kty: v.optional(text)})),
});

export const signingAlg = v.picklist(['HS256', 'RS256', 'RS512', 'PS256']);

export const tokenDialect = v.picklist([
  'access_token',
  'access_token_authz',
  'rfc9068_profile',
  'rfc9068_profile_authz',
]);

/** What an application may have been before this program made it machine-to-machine. */
export const appType = v.picklist([
  'native',
  'spa',
  'regular_web',
  'non_interactive',
  'resource_server',
  'express_configuration',
  'sso_integration',
]);

export const authMethod = v.picklist(['none', 'client_secret_post', 'client_secret_basic']);
