import {isDeepStrictEqual} from 'node:util';
import * as v from 'valibot';
import {holdsSecret} from './known-secrets.js';
import {Secret} from './secret.js';

/**
 * What a field is to this program:
 * `key` tells the object and never changes; `create-only` is sent with a create and never after;
 * `managed` is sent, journaled and reverted; `read-only` is read and journaled; `secret` is read
 * and is in no journal.
 */
export type Role = 'key' | 'create-only' | 'managed' | 'read-only' | 'secret';

export interface FieldOptions {
  /** Where the field is in Auth0's JSON; dots lead into an object: `a.b`. */
  readonly wire: string;
  readonly role: Role;
  /** Whether the model always has a value: Auth0 always sends one, or `filledWith` stands for it. */
  readonly presence: 'required' | 'optional';
  /** The value that an object gets in the model where Auth0 sends none. */
  readonly filledWith?: unknown;
  /** What Auth0 means where it sends none; the model leaves it absent, as Auth0 does. */
  readonly absentMeans?: unknown;
  /** Sent with every create where the change does not say otherwise. */
  readonly createdWith?: unknown;
  /** How undo deals with a field that was absent before the run and has a value now. */
  readonly whenAbsent?: WhenAbsent;
  /** What is lost although the old value comes back, as a sentence. */
  readonly lossWhenReverted?: (value: unknown) => string | undefined;
  /** Set on fields that journals of version 1 did not record. */
  readonly journaledSince?: 2;
  /** Set on a field that exports hold although no step manages it. */
  readonly exported?: true;
  /** The attribute of Terraform's provider where it has another name; null where it has none. */
  readonly terraform?: string | null;
}

/** `{name}` in a sentence stands for the object's name. */
export type WhenAbsent =
  /** Auth0 can't unset it: it stays as it is. */
  | {readonly revert: 'not-possible'; readonly sentence: string}
  /** It is set to a value that means the same. */
  | {readonly revert: 'to-value'; readonly value: unknown; readonly sentence: string};

/** One row of a table: all that there is to know of one field of Auth0. */
export type Field<
  Schema extends v.GenericSchema = v.GenericSchema,
  Options extends FieldOptions = FieldOptions,
> = Options & {readonly schema: Schema};

export type FieldTable = Readonly<Record<string, Field>>;

/** A row. `schema` is the value's shape, in Auth0's JSON and in a journal alike. */
export function field<Schema extends v.GenericSchema, const Options extends FieldOptions>(
  schema: Schema,
  options: Options,
): Field<Schema, Options> {
  return {...options, schema};
}

/** A setting that no step manages: read where there is one, and recorded from version 2 on. */
export function readOnly<Schema extends v.GenericSchema, const Wire extends string>(
  schema: Schema,
  wire: Wire,
) {
  return field(schema, {wire, role: 'read-only', presence: 'optional', journaledSince: 2});
}

type Value<Row extends Field> = v.InferOutput<Row['schema']>;

type NamesWith<Table extends FieldTable, Part> = {
  [Name in keyof Table]: Table[Name] extends Part ? Name : never;
}[keyof Table];

type Flat<Type> = {[Name in keyof Type]: Type[Name]} & {};

/** An object of Auth0 as it was read: keys and filled fields are always there. */
export type ModelOf<Table extends FieldTable> = Flat<
  {
    readonly [Name in NamesWith<Table, {presence: 'required'}>]: Value<Table[Name]>;
  } & {
    readonly [Name in NamesWith<Table, {presence: 'optional'}>]?: Value<Table[Name]>;
  }
>;

/** What a change may set. */
export type SettableOf<Table extends FieldTable> = {
  readonly [Name in NamesWith<Table, {role: 'managed' | 'create-only'}>]?: Value<Table[Name]>;
};

/** Ten times what Auth0 allows the longest. */
const maxText = 10_000;

/** Names go to screens, exports and back to the tenant: none holds a secret of this run. */
export const text = v.pipe(
  v.string(),
  v.maxLength(maxText),
  v.check(value => !holdsSecret(value)),
);

/** Of an object: the paths of requests are made of it. */
export const id = v.pipe(text, v.check(isPathSegment));

/** Whether it stays one segment of a path: an id that changes the path is another object's. */
export function isPathSegment(value: string): boolean {
  return /^[^\s/\\%?#\p{Cc}\p{Cs}]+$/u.test(value) && !/^\.{1,2}$/.test(value);
}

/** Not read as plain text anywhere: it registers with the secrets that no output may hold. */
export const secret = v.pipe(
  v.string(),
  v.maxLength(maxText),
  v.transform(value => new Secret(value)),
);

export const texts = v.pipe(v.array(text), v.readonly());

/** Ten years at the most: a number of a server's becomes a duration here. */
export const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(10 * 365 * 86_400));

/** Lists are compared as sets: their order means nothing to Auth0, and an absent one is empty. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) && !Array.isArray(other)) return one === other;
  const [list, otherList] = [one ?? [], other ?? []];
  return (
    Array.isArray(list) &&
    Array.isArray(otherList) &&
    isDeepStrictEqual(sorted(list), sorted(otherList))
  );
}

function sorted(items: readonly unknown[]): readonly string[] {
  return items.map(textOf).sort();
}

/** Whatever order its members are in. */
function textOf(item: unknown): string {
  const members = typeof item === 'object' && item !== null ? Object.entries(item).sort() : item;
  return JSON.stringify(members);
}
