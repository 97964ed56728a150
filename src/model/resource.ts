import * as v from 'valibot';
import {type Client, type ClientFields, clientFields} from './client.js';
import {type ClientGrant, type ClientGrantFields, clientGrantFields} from './client-grant.js';
import {type Field, type FieldTable, isSameValue} from './field.js';
import {
  type ResourceServer,
  type ResourceServerFields,
  resourceServerFields,
} from './resource-server.js';

/** A kind of object that this program manages, and everything that follows from its table. */
interface ResourceDescription {
  readonly fields: FieldTable;
  /** In paths and the Dashboard: `/api/v2/clients`. */
  readonly path: string;
  /** The second half of a permission: `update:clients`. */
  readonly permission: string;
  /** What a create carries besides its fields: Auth0's own defaults are meant for websites. */
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

/** The rows of a kind, by the model's names. */
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

/** What Auth0 means by the fields that an object lacks. */
export function withMeanings(resource: Resource, object: object): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>(Object.entries(object));
  for (const [name, {absentMeans}] of rowsOf(resource)) {
    if (absentMeans !== undefined && values.get(name) === undefined) values.set(name, absentMeans);
  }
  return values;
}

/** What exports hold of an object, in the table's order; what the tenant doesn't have is left out. */
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
  /** `member`: where in the answer something is missing or of another type. */
  | {readonly kind: 'unreadable'; readonly member: string};

/** Reads an object of an answer. Unknown members pass, and null counts as absent. */
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
    // An empty secret is none.
    if (row.role === 'secret' && sent === '') continue;
    const result = v.safeParse(row.schema, sent);
    if (!result.success) {
      const inside = v.getDotPath(result.issues[0]);
      return {kind: 'unreadable', member: inside === null ? row.wire : `${row.wire}.${inside}`};
    }
    value[name] = result.output;
  }
  // The types of the model are made from the same rows as `value`: a cast only says so.
  return {kind: 'read', value: value as unknown as Models[Kind]};
}

/** Own members only: `__proto__` and the like are none. Null counts as absent. */
export function memberAt(answer: unknown, wire: string): unknown {
  if (wire === '') return undefined;
  let value = answer;
  for (const name of wire.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, name)?.value;
  }
  return value ?? undefined;
}

/** The body of the request that creates or updates an object, by Auth0's names. */
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
  // Auth0 refuses a list of permissions beside all of them, and “not all” where it need not be said.
  if (body.allow_all_scopes === true) delete body.scope;
  else if (action === 'create') delete body.allow_all_scopes;
  return action === 'create' ? {...body, ...createdWith} : body;
}

/** The fields in which an object is not what a change set, by the model's names. */
export function differingFields(
  resource: Resource,
  set: Settable[Resource],
  object: Models[Resource],
): readonly string[] {
  const found = withMeanings(resource, object);
  return Object.entries(set)
    .filter(([name, value]) => value !== undefined && !isSameValue(value, found.get(name)))
    .map(([name]) => name);
}

/** The shape of an object in a journal: without secrets. */
export function journaledSchema(resource: Resource) {
  const entries = rowsOf(resource).flatMap(([name, {role, schema, presence}]) => {
    if (role === 'secret') return [];
    return [[name, presence === 'required' ? schema : v.exactOptional(schema)] as const];
  });
  return v.object(Object.fromEntries(entries));
}

/** The shape of what a change sets, in a journal. */
export function settableSchema(resource: Resource) {
  const entries = rowsOf(resource).flatMap(([name, {role, schema}]) =>
    role === 'managed' || role === 'create-only' ? [[name, v.exactOptional(schema)] as const] : [],
  );
  return v.object(Object.fromEntries(entries));
}
