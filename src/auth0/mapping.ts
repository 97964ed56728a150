import * as v from 'valibot';
import type {
  Change,
  ClientFields,
  ClientGrantFields,
  RequestPreview,
  ResourceServerFields,
} from '../engine/change.js';
import {Problem} from '../engine/problem.js';
import {Secret} from '../engine/secret.js';
import type {Client, ClientGrant, ResourceServer, Scope} from '../engine/tenant.js';
import {visible} from '../engine/visible.js';
import * as wire from './wire.js';

/** Reads an answer. Throws `Problem` not_auth0, which names the member that does not fit. */
export function read<Schema extends v.GenericSchema>(
  schema: Schema,
  answer: unknown,
  host: string,
  effect: 'none' | 'unknown' = 'none',
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, answer);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? 'the whole answer';
  throw new Problem('not_auth0', {
    message: `${host} answered something that is not Auth0’s: ${path} is not as documented.`,
    hint: 'Check that the domain is that of an Auth0 tenant, and that no proxy changes its answers.',
    effect,
  });
}

/** Leaves out what is absent: the model has no member that is undefined. */
function present<Fields extends object>(
  fields: Fields,
): {
  [Name in keyof Fields]?: Exclude<Fields[Name], undefined | null>;
} {
  const kept: {[Name in keyof Fields]?: Exclude<Fields[Name], undefined | null>} = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined && value !== null) Object.assign(kept, {[name]: value});
  }
  return kept;
}

export function toResourceServer(
  answer: v.InferOutput<typeof wire.resourceServer>,
): ResourceServer {
  return {
    id: answer.id,
    identifier: answer.identifier,
    isSystem: answer.is_system ?? false,
    ...present({
      name: answer.name,
      signingAlg: answer.signing_alg,
      signingSecret: secretOf(answer.signing_secret),
      tokenDialect: answer.token_dialect,
      tokenLifetime: answer.token_lifetime,
      scopes: answer.scopes?.map(toScope),
      clientPolicy: answer.subject_type_authorization?.client?.policy,
    }),
  };
}

function toScope({
  value,
  description,
}: {
  value: string;
  description?: string | null | undefined;
}): Scope {
  return {value, ...present({description})};
}

export function toClient(answer: v.InferOutput<typeof wire.client>): Client {
  return {
    clientId: answer.client_id,
    name: answer.name,
    ...present({
      appType: answer.app_type,
      grantTypes: answer.grant_types,
      tokenEndpointAuthMethod: answer.token_endpoint_auth_method,
      clientSecret: secretOf(answer.client_secret),
    }),
  };
}

export function toClientGrant(answer: v.InferOutput<typeof wire.clientGrant>): ClientGrant {
  return {
    id: answer.id,
    clientId: answer.client_id ?? '',
    audience: answer.audience,
    subjectType: answer.subject_type ?? 'client',
    allowAllScopes: answer.allow_all_scopes ?? false,
    ...present({scope: answer.scope}),
  };
}

function secretOf(value: string | null | undefined): Secret | undefined {
  return value === null || value === undefined || value === '' ? undefined : new Secret(value);
}

/** How an application is created: everything explicit, since the defaults are no machine's. */
const machineToMachine = {
  token_endpoint_auth_method: 'client_secret_post',
  oidc_conformant: true,
  jwt_configuration: {alg: 'RS256'},
} as const;

export function resourceServerBody(set: ResourceServerFields) {
  return present({
    name: set.name,
    identifier: set.identifier,
    signing_alg: oneOf(wire.signingAlg, set.signingAlg),
    token_dialect: oneOf(wire.tokenDialect, set.tokenDialect),
    scopes: set.scopes?.map(({value, description}) => ({value, ...present({description})})),
  });
}

export function clientBody(set: ClientFields) {
  return present({
    name: set.name,
    app_type: oneOf(wire.appType, set.appType),
    grant_types: set.grantTypes && [...set.grantTypes],
    token_endpoint_auth_method: oneOf(wire.authMethod, set.tokenEndpointAuthMethod),
  });
}

export function newClientBody(set: ClientFields) {
  return {...machineToMachine, ...clientBody(set)};
}

export function clientGrantBody(set: ClientGrantFields) {
  return present({
    allow_all_scopes: set.allowAllScopes,
    scope: set.scope && [...set.scope],
  });
}

/** A value that Auth0 defines; one that this version does not know is not sent. */
function oneOf<Value extends string>(
  schema: v.GenericSchema<Value>,
  value: string | undefined,
): Value | undefined {
  if (value === undefined) return undefined;
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new Problem('refused', {
    message: `“${visible(value)}” is no value that this version can send.`,
    hint: 'Set it in the Dashboard, or use a newer version of this program.',
  });
}

/** The request that a change becomes, as it goes over the wire. */
export function requestOf(change: Change): RequestPreview {
  switch (change.kind) {
    case 'create-resource-server':
      return {
        method: 'POST',
        path: '/api/v2/resource-servers',
        body: resourceServerBody(change.set),
      };
    case 'update-resource-server':
      return {
        method: 'PATCH',
        path: pathOf('resource-servers', change.id),
        body: resourceServerBody(change.set),
      };
    case 'delete-resource-server':
      return {method: 'DELETE', path: pathOf('resource-servers', change.id)};
    case 'create-client':
      return {method: 'POST', path: '/api/v2/clients', body: newClientBody(change.set)};
    case 'update-client':
      return {method: 'PATCH', path: pathOf('clients', change.id), body: clientBody(change.set)};
    case 'delete-client':
      return {method: 'DELETE', path: pathOf('clients', change.id)};
    case 'create-client-grant': {
      const {clientId: client_id, audience} = change;
      return {
        method: 'POST',
        path: '/api/v2/client-grants',
        body: {client_id, audience, ...clientGrantBody(change.set)},
      };
    }
    case 'update-client-grant':
      return {
        method: 'PATCH',
        path: pathOf('client-grants', change.id),
        body: clientGrantBody(change.set),
      };
    case 'delete-client-grant':
      return {method: 'DELETE', path: pathOf('client-grants', change.id)};
  }
}

function pathOf(collection: string, id: string): string {
  return `/api/v2/${collection}/${encodeURIComponent(id)}`;
}
