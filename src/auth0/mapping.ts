import * as v from 'valibot';
import type {Client, ClientGrant, ResourceServer} from '../engine/tenant.js';
import {Secret} from '../model/secret.js';
import {visible} from '../text/escape.js';
import type {Ask} from './ask.js';
import {effectOf} from './exchange.js';
import {notAuth0} from './foreign-answer.js';
import type * as wire from './wire.js';

/** Reads an answer. Throws `Problem` not_auth0, which names the member that does not fit. */
export function read<Schema extends v.GenericSchema>(
  schema: Schema,
  answer: unknown,
  ask: Pick<Ask, 'method' | 'url' | 'repeat'>,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, answer);
  if (result.success) return result.output;
  const member = v.getDotPath(result.issues[0]);
  const what =
    member === null
      ? 'JSON of another kind'
      : `JSON whose “${visible(member).slice(0, 80)}” is missing or of another type`;
  throw notAuth0(ask, what, effectOf(ask));
}

/** Leaves out what is absent: neither the model nor the wire has a member without a value. */
export function present<Fields extends object>(
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
      scopes: answer.scopes?.map(({value, description}) => ({value, ...present({description})})),
      clientPolicy: answer.subject_type_authorization?.client?.policy,
    }),
  };
}

export function toClient(answer: v.InferOutput<typeof wire.client>): Client {
  return {
    clientId: answer.client_id,
    name: answer.name ?? '',
    ...present({
      appType: answer.app_type,
      grantTypes: answer.grant_types,
      tokenEndpointAuthMethod: answer.token_endpoint_auth_method,
      isFirstParty: answer.is_first_party,
      resourceServerIdentifier: answer.resource_server_identifier,
      clientSecret: secretOf(answer.client_secret),
    }),
  };
}

/** Nothing for a grant that is a default for third-party applications: it is nobody's own. */
export function toClientGrant(
  answer: v.InferOutput<typeof wire.clientGrant>,
): ClientGrant | undefined {
  if (!answer.client_id) return undefined;
  return {
    id: answer.id,
    clientId: answer.client_id,
    audience: answer.audience,
    subjectType: answer.subject_type ?? 'client',
    allowAllScopes: answer.allow_all_scopes ?? false,
    ...present({scope: answer.scope, isSystem: answer.is_system || undefined}),
  };
}

function secretOf(value: string | null | undefined): Secret | undefined {
  return value ? new Secret(value) : undefined;
}
