import {isDeepStrictEqual} from 'node:util';
import type {Change, Written} from './change.js';
import type {RunRecord, WriteRecord} from './journal.js';
import {differingField} from './read-back.js';
import type {Client, ClientGrant, ResourceServer} from './tenant.js';

/** What a run did to one object: as it was before its first write, and after its last. */
export interface Touched {
  readonly before: Written;
  /** Absent where the last write may or may not have happened. */
  readonly after?: Written;
  readonly changes: readonly Change[];
}

/** One thing that undoing does, with what has to be said before. */
export interface Restoration {
  readonly change: Change;
  /** The object as it is now. */
  readonly current: Written;
  /** What it restores, as a sentence. */
  readonly text: string;
}

export interface UndoPlan {
  /** In the order in which they are sent. */
  readonly restorations: readonly Restoration[];
  /** What can't be given back, as sentences. */
  readonly losses: readonly string[];
  /** What the tenant holds otherwise than the run left it: nothing is undone then. */
  readonly moved: readonly string[];
}

/** How an object is now, and who else relies on it. */
export interface Current {
  readonly object: Written;
  /** Grants that this run did not make, on the API or of the application. */
  readonly usedBy: readonly ClientGrant[];
}

/** The objects of a run, in the order in which they were first touched. */
export function touchedBy({writes}: RunRecord): readonly Touched[] {
  const touched = new Map<string, Touched>();
  for (const write of writes) {
    const key = keyOf(write);
    const earlier = touched.get(key);
    touched.set(key, {
      before: earlier?.before ?? write.before,
      ...(write.after !== undefined && {after: write.after}),
      changes: [...(earlier?.changes ?? []), write.change],
    });
  }
  return [...touched.values()];
}

/** A grant is known by who may call what, not by its id: making it again gives it a new one. */
function keyOf({change, before, after}: WriteRecord): string {
  const object = after === undefined || after.kind === 'nothing' ? before : after;
  switch (object.kind) {
    case 'resource-server':
      return `resource-server ${object.value.identifier}`;
    case 'client':
      return `client ${object.value.clientId}`;
    case 'client-grant':
      return `client-grant ${object.value.clientId} ${object.value.audience}`;
    case 'nothing':
      return `unknown ${JSON.stringify(change)}`;
  }
}

/**
 * Turns what a run did around. Pure: `currents` are the objects as they are now, one for each of
 * `touched`.
 */
export function planUndo(touched: readonly Touched[], currents: readonly Current[]): UndoPlan {
  const restorations: Restoration[] = [];
  const losses: string[] = [];
  const moved: string[] = [];
  for (const [index, object] of touched.entries()) {
    const current = currents[index];
    if (current === undefined) continue;
    const undone = undoOne(object, current);
    restorations.unshift(...undone.restorations);
    losses.push(...undone.losses);
    moved.push(...undone.moved);
  }
  return {restorations, losses, moved};
}

const nothingToDo: UndoPlan = {restorations: [], losses: [], moved: []};

function undoOne(touched: Touched, {object, usedBy}: Current): UndoPlan {
  const {before, changes} = touched;
  if (sameFields(fieldsOf(changes), before, object)) return nothingToDo;
  if (!asLeft(touched, object))
    return {...nothingToDo, moved: [`${nameOf(before, object)} has been changed since.`]};
  if (before.kind === 'nothing') {
    return touched.after === undefined ? unsure(object) : unmake(object, usedBy);
  }
  if (object.kind === 'nothing') return remake(before);
  return restore(before, object, fieldsOf(changes));
}

/** Whether the object is as the run left it. */
function asLeft({after, changes}: Touched, object: Written): boolean {
  const last = changes.at(-1);
  if (after === undefined) return last !== undefined && differingField(last, object) === undefined;
  if (after.kind === 'nothing' || object.kind === 'nothing') return after.kind === object.kind;
  return changes.some(({kind}) => kind.startsWith('create-'))
    ? sameFields(
        Object.keys(after.value).filter(name => !name.endsWith('Secret')),
        after,
        object,
      )
    : sameFields(fieldsOf(changes), after, object);
}

function fieldsOf(changes: readonly Change[]): readonly string[] {
  return [...new Set(changes.flatMap(change => ('set' in change ? Object.keys(change.set) : [])))];
}

function sameFields(fields: readonly string[], one: Written, other: Written): boolean {
  if (one.kind === 'nothing' || other.kind === 'nothing') return one.kind === other.kind;
  const values = new Map<string, unknown>(Object.entries(one.value));
  const others = new Map<string, unknown>(Object.entries(other.value));
  return fields.every(field => isDeepStrictEqual(values.get(field), others.get(field)));
}

function unmake(object: Written, usedBy: readonly ClientGrant[]): UndoPlan {
  if (usedBy.length > 0 && object.kind !== 'client-grant') {
    const users = usedBy.map(grant => (object.kind === 'client' ? grant.audience : grant.clientId));
    const text = `${nameOf(object)} stays: it is used by now (${users.join(', ')}).`;
    return {...nothingToDo, losses: [text]};
  }
  switch (object.kind) {
    case 'resource-server':
      return deletion({kind: 'delete-resource-server', id: object.value.id}, object);
    case 'client':
      return deletion({kind: 'delete-client', id: object.value.clientId}, object);
    case 'client-grant':
      return deletion({kind: 'delete-client-grant', id: object.value.id}, object);
    case 'nothing':
      return nothingToDo;
  }
}

function deletion(change: Change, object: Written): UndoPlan {
  return {
    ...nothingToDo,
    restorations: [
      {change, current: object, text: `Delete ${nameOf(object)}, which the run made.`},
    ],
  };
}

/** The run was cut short while it made something: what is there may be somebody else's. */
function unsure(object: Written): UndoPlan {
  const text = `${nameOf(object)} may have been made by the run or by somebody else: it stays.`;
  return {...nothingToDo, losses: [text]};
}

/** Only grants are ever deleted by a run. */
function remake(before: Written): UndoPlan {
  if (before.kind !== 'client-grant') {
    return {...nothingToDo, losses: [`${nameOf(before)} is gone and can't be made again.`]};
  }
  const {clientId, audience, scope = [], allowAllScopes} = before.value;
  const set = allowAllScopes ? {allowAllScopes} : {scope};
  return {
    ...nothingToDo,
    restorations: [
      {
        change: {kind: 'create-client-grant', clientId, audience, set},
        current: {kind: 'nothing'},
        text: `Authorise ${clientId} for ${audience} again.`,
      },
    ],
  };
}

function restore(before: Written, object: Written, fields: readonly string[]): UndoPlan {
  if (before.kind === 'resource-server' && object.kind === 'resource-server') {
    return restoreResourceServer(before.value, object, fields);
  }
  if (before.kind === 'client' && object.kind === 'client') {
    return restoreClient(before.value, object, fields);
  }
  if (before.kind === 'client-grant' && object.kind === 'client-grant') {
    const {scope, allowAllScopes} = before.value;
    const set = allowAllScopes ? {allowAllScopes} : {scope: scope ?? []};
    const change: Change = {kind: 'update-client-grant', id: object.value.id, set};
    const text = `Give ${nameOf(before)} back ${allowAllScopes ? 'all permissions' : list(scope ?? [])}.`;
    return {...nothingToDo, restorations: [{change, current: object, text}]};
  }
  return nothingToDo;
}

function restoreResourceServer(
  before: ResourceServer,
  object: Extract<Written, {kind: 'resource-server'}>,
  fields: readonly string[],
): UndoPlan {
  const losses: string[] = [];
  const has = (field: string) => fields.includes(field);
  if (has('name') && before.name === undefined) {
    losses.push('The API had no name, and a name can’t be taken away: it keeps the one it has.');
  }
  if (has('tokenDialect') && before.tokenDialect === undefined) {
    losses.push('The token profile was not set; it becomes access_token, which means the same.');
  }
  if (has('scopes') && before.scopes === undefined) {
    losses.push('The list of permissions was not set; it becomes an empty one.');
  }
  if (has('signingAlg') && before.signingAlg === 'HS256') {
    losses.push('The old HS256 secret is gone: Auth0 makes a new one, which the API needs.');
  }
  const set = {
    ...(has('name') && before.name !== undefined && {name: before.name}),
    ...(has('signingAlg') && {signingAlg: before.signingAlg ?? 'RS256'}),
    ...(has('tokenDialect') && {tokenDialect: before.tokenDialect ?? 'access_token'}),
    ...(has('scopes') && {scopes: before.scopes ?? []}),
  };
  const change: Change = {kind: 'update-resource-server', id: object.value.id, set};
  return {
    ...nothingToDo,
    losses,
    restorations: restored(change, object, set, `API ${before.identifier}`),
  };
}

function restoreClient(
  before: Client,
  object: Extract<Written, {kind: 'client'}>,
  fields: readonly string[],
): UndoPlan {
  const {clientId} = object.value;
  const losses: string[] = [];
  const lost = (field: string) => `${field} of ${before.name} was not set, and can’t be unset.`;
  if (fields.includes('appType') && before.appType === undefined) {
    losses.push(lost('The application type'));
  }
  if (fields.includes('grantTypes') && before.grantTypes === undefined) {
    losses.push(`The list of grant types of ${before.name} was not set; it becomes an empty one.`);
  }
  const set = {
    ...(fields.includes('name') && {name: before.name}),
    ...(fields.includes('appType') && before.appType !== undefined && {appType: before.appType}),
    ...(fields.includes('grantTypes') && {grantTypes: before.grantTypes ?? []}),
    ...(fields.includes('tokenEndpointAuthMethod') &&
      before.tokenEndpointAuthMethod !== undefined && {
        tokenEndpointAuthMethod: before.tokenEndpointAuthMethod,
      }),
  };
  const change: Change = {kind: 'update-client', id: clientId, set};
  return {
    ...nothingToDo,
    losses,
    restorations: restored(change, object, set, `application ${clientId}`),
  };
}

function restored(
  change: Change,
  current: Written,
  set: Readonly<Record<string, unknown>>,
  object: string,
): readonly Restoration[] {
  const fields = Object.entries(set).map(([field, value]) => `${field} ${say(value)}`);
  return fields.length === 0
    ? []
    : [{change, current, text: `Set back, of the ${object}: ${fields.join('; ')}.`}];
}

function say(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return list(value.map(item => (typeof item === 'string' ? item : String(item.value))));
}

function list(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.join(', ');
}

/** The first of the objects that is there, in words. */
function nameOf(...objects: readonly Written[]): string {
  for (const object of objects) {
    switch (object.kind) {
      case 'resource-server':
        return `the API ${object.value.name ?? object.value.identifier}`;
      case 'client':
        return `the application ${object.value.name}`;
      case 'client-grant':
        return `the authorisation of ${object.value.clientId} for ${object.value.audience}`;
      case 'nothing':
    }
  }
  return 'an object that is gone';
}
