import type {ClientGrantsClient} from 'auth0/clientGrants';
import type {ClientsClient} from 'auth0/clients';
import type {ResourceServersClient} from 'auth0/resourceServers';
import * as v from 'valibot';
import type {
  Change,
  ClientFields,
  ClientGrantFields,
  RequestPreview,
  ResourceServerFields,
} from '../model/change.js';
import {Problem} from '../model/errors.js';
import {visible} from '../text/escape.js';
import {present} from './mapping.js';

export type NewResourceServer = Parameters<ResourceServersClient['create']>[0];
export type ResourceServerUpdate = NonNullable<Parameters<ResourceServersClient['update']>[1]>;
export type NewClient = Parameters<ClientsClient['create']>[0];
export type ClientUpdate = NonNullable<Parameters<ClientsClient['update']>[1]>;
export type NewClientGrant = Parameters<ClientGrantsClient['create']>[0];
export type ClientGrantUpdate = NonNullable<Parameters<ClientGrantsClient['update']>[1]>;

type Word<Body, Name extends keyof Body> = NonNullable<Body[Name]>;

/**
 * A word out of a set that Auth0 adds to. The SDK's types know today's; what undo gives back may
 * be another, and whether it is one is for the tenant to say.
 */
function word<Known extends string>(value: string | undefined): Known | undefined {
  const anyWord = v.custom<Known>(candidate => typeof candidate === 'string');
  return value === undefined ? undefined : v.parse(anyWord, value);
}

/** The identifier is missing: it can't be changed, and sending it is refused. */
export function resourceServerUpdate(set: ResourceServerFields): ResourceServerUpdate {
  return present({
    name: set.name,
    signing_alg: word<Word<ResourceServerUpdate, 'signing_alg'>>(set.signingAlg),
    token_dialect: word<Word<ResourceServerUpdate, 'token_dialect'>>(set.tokenDialect),
    scopes: set.scopes?.map(({value, description}) => ({value, ...present({description})})),
  });
}

export function newResourceServer(set: ResourceServerFields): NewResourceServer {
  const {name, ...rest} = resourceServerUpdate(set);
  return {...present({name}), identifier: set.identifier ?? '', ...rest};
}

export function clientUpdate(set: ClientFields): ClientUpdate {
  const method = word<Word<NewClient, 'token_endpoint_auth_method'>>(set.tokenEndpointAuthMethod);
  return present({
    name: set.name,
    app_type: word<Word<NewClient, 'app_type'>>(set.appType),
    grant_types: set.grantTypes && [...set.grantTypes],
    token_endpoint_auth_method: method,
  });
}

/** All of it explicit: what Auth0 puts in by itself is meant for websites. */
export function newClient(set: ClientFields): NewClient {
  return {
    name: set.name ?? '',
    app_type: word<Word<NewClient, 'app_type'>>(set.appType) ?? 'non_interactive',
    grant_types: [...(set.grantTypes ?? ['client_credentials'])],
    token_endpoint_auth_method:
      word<Word<NewClient, 'token_endpoint_auth_method'>>(set.tokenEndpointAuthMethod) ??
      'client_secret_post',
    oidc_conformant: true,
    jwt_configuration: {alg: 'RS256'},
  };
}

/** `allow_all_scopes` goes with no scope, and even as false it is refused where it need not be. */
export function clientGrantUpdate({scope, allowAllScopes}: ClientGrantFields): ClientGrantUpdate {
  if (allowAllScopes === true) return {allow_all_scopes: true};
  return present({allow_all_scopes: allowAllScopes, scope: scope && [...scope]});
}

/** Without `subject_type`, which older tenants do not know: it is `client` then [recorded]. */
export function newClientGrant(
  clientId: string,
  audience: string,
  {scope = [], allowAllScopes}: ClientGrantFields,
): NewClientGrant {
  const granted = allowAllScopes === true ? {allow_all_scopes: true} : {scope: [...scope]};
  return {client_id: clientId, audience, ...granted};
}

/** The request that a change becomes, as it goes over the wire. */
export function requestOf(change: Change): RequestPreview {
  switch (change.kind) {
    case 'create-resource-server':
      return post('resource-servers', newResourceServer(change.set));
    case 'update-resource-server':
      return patch('resource-servers', change.id, resourceServerUpdate(change.set));
    case 'delete-resource-server':
      return {method: 'DELETE', path: pathOf('resource-servers', change.id)};
    case 'create-client':
      return post('clients', newClient(change.set));
    case 'update-client':
      return patch('clients', change.id, clientUpdate(change.set));
    case 'delete-client':
      return {method: 'DELETE', path: pathOf('clients', change.id)};
    case 'create-client-grant':
      return post('client-grants', newClientGrant(change.clientId, change.audience, change.set));
    case 'update-client-grant':
      return patch('client-grants', change.id, clientGrantUpdate(change.set));
    case 'delete-client-grant':
      return {method: 'DELETE', path: pathOf('client-grants', change.id)};
  }
}

function post(collection: string, body: object): RequestPreview {
  return {method: 'POST', path: `/api/v2/${collection}`, body: {...body}};
}

function patch(collection: string, id: string, body: object): RequestPreview {
  return {method: 'PATCH', path: pathOf(collection, id), body: {...body}};
}

/** Throws `Problem` refused, before anything is sent. */
function pathOf(collection: string, id: string): string {
  return `/api/v2/${collection}/${encodeURIComponent(ownSegment(id))}`;
}

/**
 * `.`, `..` and nothing are taken out of a path, however they are encoded: what is left names
 * all objects instead of one. Throws `Problem` refused.
 */
export function ownSegment(id: string): string {
  if (id !== '' && id !== '.' && id !== '..' && !/\p{Cs}/u.test(id)) return id;
  throw new Problem('refused', {
    message: `“${visible(id)}” can’t be the id of an API, an application or a grant.`,
    hint: 'Nothing was sent. Look at where the id comes from: an option, a plan, or the tenant.',
  });
}
