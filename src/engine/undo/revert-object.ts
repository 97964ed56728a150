import type {Change, ClientFields, ResourceServerFields, Snapshot} from '../../model/change.js';
import {describeObject} from '../../model/change.js';
import {absentMeans} from '../../model/defaults.js';
import type {Scope} from '../../model/objects.js';
import {formatChange, formatList, wireName} from '../../text/format.js';
import type {Client, ClientGrant, ResourceServer} from '../tenant.js';
import {sameValue} from '../verify-write.js';

/** The one write that gives an object its values back, and what it can't give back. */
export interface Reversal {
  /** Absent where nothing is left to be set. */
  readonly change?: Change;
  /** What that restores, as a sentence. */
  readonly text: string;
  readonly losses: readonly string[];
}

const nothingToSet: Reversal = {text: '', losses: []};

/**
 * What takes an object from what it is `now` to what it was, in the fields that the run wrote: a
 * before-image alone is no reason to change anything.
 */
export function revertObject(before: Snapshot, now: Snapshot, fields: readonly string[]): Reversal {
  if (before.kind === 'resource-server' && now.kind === 'resource-server') {
    return toResourceServer(before.value, now.value, fields);
  }
  if (before.kind === 'client' && now.kind === 'client') {
    return toClient(before.value, now.value, fields);
  }
  if (before.kind === 'client-grant' && now.kind === 'client-grant') {
    return toClientGrant(before.value, now.value, fields);
  }
  return nothingToSet;
}

function toResourceServer(
  before: ResourceServer,
  now: ResourceServer,
  fields: readonly string[],
): Reversal {
  const {name, signingAlg, tokenDialect, scopes = []} = {...absentMeans, ...before};
  const current = {...absentMeans, ...now};
  const differs = (field: keyof ResourceServerFields, value: unknown) =>
    fields.includes(field) && !sameValue(value, current[field]);
  const set: ResourceServerFields = {
    ...(name !== undefined && differs('name', name) && {name}),
    ...(differs('signingAlg', signingAlg) && {signingAlg}),
    ...(differs('tokenDialect', tokenDialect) && {tokenDialect}),
    ...(differs('scopes', scopes) && {scopes}),
  };
  const losses = [
    ...(name === undefined && differs('name', name)
      ? ['The API had no name, and a name can’t be taken away: it keeps the one it has.']
      : []),
    ...('tokenDialect' in set && before.tokenDialect === undefined
      ? ['The token profile was not set; it becomes access_token, which means the same.']
      : []),
    ...('scopes' in set && before.scopes === undefined
      ? ['The list of permissions was not set; it becomes an empty one.']
      : []),
    ...(set.signingAlg === 'HS256'
      ? ['The old HS256 secret is gone: Auth0 makes a new one, which the API needs.']
      : []),
  ];
  const change: Change = {kind: 'update-resource-server', id: now.id, set};
  const back = {
    now: {...current, scopes: valuesOf(now.scopes)},
    before: {...set, ...('scopes' in set && {scopes: valuesOf(set.scopes)})},
  };
  const object = describeObject({kind: 'resource-server', value: now});
  return {...setBack(change, back, object), losses};
}

function toClient(before: Client, now: Client, fields: readonly string[]): Reversal {
  const {name, appType, grantTypes = [], tokenEndpointAuthMethod} = before;
  const differs = (field: keyof ClientFields, value: unknown) =>
    fields.includes(field) && !sameValue(value, now[field]);
  const set: ClientFields = {
    ...(differs('name', name) && {name}),
    ...(appType !== undefined && differs('appType', appType) && {appType}),
    ...(differs('grantTypes', grantTypes) && {grantTypes}),
    ...(tokenEndpointAuthMethod !== undefined &&
      differs('tokenEndpointAuthMethod', tokenEndpointAuthMethod) && {tokenEndpointAuthMethod}),
  };
  const losses = [
    ...(appType === undefined && differs('appType', appType)
      ? [`The application type of ${name} was not set, and can’t be unset.`]
      : []),
    ...('grantTypes' in set && before.grantTypes === undefined
      ? [`The list of grant types of ${name} was not set; it becomes an empty one.`]
      : []),
  ];
  const change: Change = {kind: 'update-client', id: now.clientId, set};
  const object = describeObject({kind: 'client', value: now});
  return {...setBack(change, {now: {...now}, before: {...set}}, object), losses};
}

function toClientGrant(before: ClientGrant, now: ClientGrant, fields: readonly string[]): Reversal {
  const {scope = []} = before;
  const allowAllScopes = fields.includes('allowAllScopes')
    ? before.allowAllScopes
    : now.allowAllScopes;
  // The list means nothing beside `allowAllScopes`: whoever set that set both.
  if (!fields.includes('scope') && !fields.includes('allowAllScopes')) return nothingToSet;
  if (now.allowAllScopes === allowAllScopes && (allowAllScopes || sameValue(scope, now.scope))) {
    return nothingToSet;
  }
  const some = now.allowAllScopes ? {allowAllScopes: false, scope} : {scope};
  const set = allowAllScopes ? {allowAllScopes} : some;
  // Where all were granted, the list that the grant holds means nothing.
  const back = now.allowAllScopes ? formatList(scope) : formatChange(now.scope, scope);
  const what = allowAllScopes ? 'all permissions' : back;
  return {
    change: {kind: 'update-client-grant', id: now.id, set},
    text: `Change ${describeObject({kind: 'client-grant', value: before})} back: ${what}.`,
    losses: [],
  };
}

type Values = Readonly<Record<string, unknown>>;

function setBack(
  change: Change,
  {now, before}: {readonly now: Values; readonly before: Values},
  object: string,
): Omit<Reversal, 'losses'> {
  const fields = Object.entries(before).map(([field, value]) => {
    // Permissions with the names that they have, and other descriptions.
    const what = formatChange(now[field], value) || 'as it was';
    return `${wireName(field)} ${what}`;
  });
  if (fields.length === 0) return {text: ''};
  return {change, text: `Change ${object} back: ${fields.join('; ')}.`};
}

function valuesOf(scopes: readonly Scope[] | undefined): readonly string[] {
  return scopes?.map(({value}) => value) ?? [];
}
