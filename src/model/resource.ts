import * as v from 'valibot';
import {type Client, type ClientFields, clientFields} from './client.js';
import {type ClientGrant, type ClientGrantFields, clientGrantFields} from './client-grant.js';
import {type Field, type FieldTable, isSameValue} from './field.js';
import {
  type ResourceServer,
  type ResourceServerFields,
  resourceServerFields,
} from './resource-server.js';

/** A kind of Auth0 object that this program manages. */
interface ResourceDescription {
  readonly fields: FieldTable;
  /** In API paths and Dashboard URLs: `/api/v2/clients`. */
  readonly path: string;
  /** The second half of a permission: `update:clients`. */
  readonly permission: string;
  /** Sent with a create besides its fields, because Auth0's own defaults are meant for websites. */
  readonly createdWith?: Readonly<Record<string, unknown>>;
}

export const resources = {
  'resource-server': {
    fields: resourceServerFields,
    path: 'resource-servers',
    permission: 'resource_servers',
  },
  client: {
    fields: clientFields,
    path: 'clients',
    permission: 'clients',
    createdWith: {oidc_conformant: true, jwt_configuration: {alg: 'RS256'}},
  },
  'client-grant': {
    fields: clientGrantFields,
    path: 'client-grants',
    permission: 'client_grants',
  },
} as const satisfies Readonly<Record<string, ResourceDescription>>;

export type Resource = keyof typeof resources;

export const resourceKinds = [
  'resource-server',
  'client',
  'client-grant',
] as const satisfies readonly Resource[];

/** The objects as they are read, by kind. */
export interface Models {
  readonly 'resource-server': ResourceServer;
  readonly client: Client;
  readonly 'client-grant': ClientGrant;
}

/** What a change may set, by kind. */
export interface Settable {
  readonly 'resource-server': ResourceServerFields;
  readonly client: ClientFields;
  readonly 'client-grant': ClientGrantFields;
}

/** The table rows of a kind, with the model's field names. */
export function rowsOf(resource: Resource): readonly (readonly [string, Field])[] {
  return rows[resource];
}

const rows: Readonly<Record<Resource, readonly (readonly [string, Field])[]>> = {
  'resource-server': Object.entries(resourceServerFields),
  client: Object.entries(clientFields),
  'client-grant': Object.entries(clientGrantFields),
};

/** The model's names of the fields that a run may change. */
export function managedFields(resource: Resource): readonly string[] {
  return rowsOf(resource).flatMap(([name, {role}]) => (role === 'managed' ? [name] : []));
}

/** The object's fields, with absent ones set to what Auth0 means by their absence. */
export function withDefaultMeanings(
  resource: Resource,
  object: object,
): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>(Object.entries(object));
  for (const [name, {absentMeans}] of rowsOf(resource)) {
    if (absentMeans !== undefined && values.get(name) === undefined) values.set(name, absentMeans);
  }
  return values;
}

/** The fields that exports contain, in the table's order, without those that the tenant lacks. */
export function exportedFields<Kind extends Resource>(
  resource: Kind,
  object: Partial<Models[Kind]>,
): readonly (readonly [Field, unknown])[] {
  const values = new Map<string, unknown>(Object.entries(object));
  return rowsOf(resource).flatMap(([name, row]) => {
    const value = values.get(name);
    const isExported = row.role === 'managed' || row.exported === true;
    return isExported && value !== undefined ? [[row, value] as const] : [];
  });
}

export type ReadResult<Value> =
  | {readonly kind: 'read'; readonly value: Value}
  /** `member` is the path of what is missing or has the wrong type. */
  | {readonly kind: 'unreadable'; readonly member: string};

/** Reads an object from a response. Ignores unknown members and treats null as absent. */
export function readObject<Kind extends Resource>(
  resource: Kind,
  answer: unknown,
): ReadResult<Models[Kind]> {
  const value: Record<string, unknown> = {};
  for (const [name, row] of rowsOf(resource)) {
    const sent = memberAt(answer, row.wire) ?? row.filledWith;
    if (sent === undefined) {
      if (row.presence === 'required') return {kind: 'unreadable', member: row.wire};
      continue;
    }
    // An empty secret counts as absent.
    if (row.role === 'secret' && sent === '') continue;
    const result = v.safeParse(row.schema, sent);
    if (!result.success) {
      const inside = v.getDotPath(result.issues[0]);
      return {kind: 'unreadable', member: inside === null ? row.wire : `${row.wire}.${inside}`};
    }
    value[name] = result.output;
  }
  // A safe cast: `Models` is derived from the same rows as `value`.
  return {kind: 'read', value: value as unknown as Models[Kind]};
}

/** Reads own properties only, so never `__proto__`. Treats null as absent. */
export function memberAt(answer: unknown, wire: string): unknown {
  if (wire === '') return undefined;
  let value = answer;
  for (const name of wire.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, name)?.value;
  }
  return value ?? undefined;
}

/** The body of a create or update request, with Auth0's names. */
export function payloadOf(
  resource: Resource,
  action: 'create' | 'update',
  set: Settable[Resource],
): Readonly<Record<string, unknown>> {
  const {createdWith}: ResourceDescription = resources[resource];
  const given = new Map<string, unknown>(Object.entries(set));
  const members = rowsOf(resource).flatMap(([name, row]) => {
    const isSent = row.role === 'managed' || (row.role === 'create-only' && action === 'create');
    const value = given.get(name) ?? (action === 'create' ? row.createdWith : undefined);
    return isSent && value !== undefined ? [[row.wire, value] as const] : [];
  });
  const body: Record<string, unknown> = Object.fromEntries(members);
  // Auth0 rejects `scope` together with all permissions, and an unneeded `allow_all_scopes: false`.
  if (body.allow_all_scopes === true) delete body.scope;
  else if (action === 'create') delete body.allow_all_scopes;
  return action === 'create' ? {...body, ...createdWith} : body;
}

/** The model's names of the fields that differ from what a change set. */
export function differingFields(
  resource: Resource,
  set: Settable[Resource],
  object: Models[Resource],
): readonly string[] {
  const found = withDefaultMeanings(resource, object);
  return Object.entries(set)
    .filter(([name, value]) => value !== undefined && !isSameValue(value, found.get(name)))
    .map(([name]) => name);
}

/** The schema of an object in a journal, without secrets. */
export function journaledSchema(resource: Resource) {
  const entries = rowsOf(resource).flatMap(([name, {role, schema, presence}]) => {
    if (role === 'secret') return [];
    return [[name, presence === 'required' ? schema : v.exactOptional(schema)] as const];
  });
  return v.object(Object.fromEntries(entries));
}

/** The schema of a change's `set` in a journal. */
export function settableSchema(resource: Resource) {
  const entries = rowsOf(resource).flatMap(([name, {role, schema}]) =>
    role === 'managed' || role === 'create-only' ? [[name, v.exactOptional(schema)] as const] : [],
  );
  return v.object(Object.fromEntries(entries));
}
