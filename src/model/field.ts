import {isDeepStrictEqual} from 'node:util';
import * as v from 'valibot';
import {isPathSegment} from './pasted-text.js';
import {containsSecret} from './secrets/known-secrets.js';
import {Secret} from './secrets/secret.js';

/**
 * How this program treats a field: `key` identifies the object and never changes; `create-only` is
 * sent in a create and never after; `managed` is sent, journaled and reverted; `read-only` is read
 * and journaled; `secret` is read and never journaled.
 */
export type Role = 'key' | 'create-only' | 'managed' | 'read-only' | 'secret';

export interface FieldOptions {
  /** The field's path in Auth0's JSON; dots lead into objects: `a.b`. */
  readonly wire: string;
  readonly role: Role;
  /** The Dashboard's name of the field. */
  readonly label?: string;
  /** The Dashboard's names of its values. */
  readonly valueLabels?: Readonly<Record<string, string>>;
  /** `required` if the model always has a value, either Auth0's or `filledWith`. */
  readonly presence: 'required' | 'optional';
  /** The model's value when Auth0 sends none. */
  readonly filledWith?: unknown;
  /** What Auth0 means when it sends no value. The model leaves the field absent. */
  readonly absentMeans?: unknown;
  /** Sent with every create that doesn't set the field. */
  readonly createdWith?: unknown;
  /** How undo handles a field that was absent before the run and now has a value. */
  readonly whenAbsent?: WhenAbsent;
  /** What is lost even though the old value is restored, as a sentence. */
  readonly lossWhenReverted?: (value: unknown) => string | undefined;
  /**
   * The first version of the journal that records the field; 1 if unset. A row that is added later
   * names the next version, so that runs journaled without it can still be undone.
   */
  readonly journaledSince?: number;
  /** Set on a field that exports include although no step manages it. */
  readonly exported?: true;
  /** The attribute's name in Auth0's Terraform provider if it differs; null if it has none. */
  readonly terraform?: string | null;
}

/** `{name}` in a sentence stands for the object's name. */
export type WhenAbsent =
  /** Auth0 can't unset the field, so it keeps its value. */
  | {readonly revert: 'not-possible'; readonly sentence: string}
  /** The field is set to a value that means the same as absent. */
  | {readonly revert: 'to-value'; readonly value: unknown; readonly sentence: string};

/** One row of a table: everything this program knows about one Auth0 field. */
export type Field<
  Schema extends v.GenericSchema = v.GenericSchema,
  Options extends FieldOptions = FieldOptions,
> = Options & {readonly schema: Schema};

export type FieldTable = Readonly<Record<string, Field>>;

/** `schema` validates the value both in Auth0's JSON and in a journal. */
export function field<Schema extends v.GenericSchema, const Options extends FieldOptions>(
  schema: Schema,
  options: Options,
): Field<Schema, Options> {
  return {...options, schema};
}

/** A setting that no step manages. Optional, and journaled since version 2. */
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

/** An Auth0 object as read: `required` fields are always present. */
export type ModelOf<Table extends FieldTable> = Flat<
  {
    readonly [Name in NamesWith<Table, {presence: 'required'}>]: Value<Table[Name]>;
  } & {
    readonly [Name in NamesWith<Table, {presence: 'optional'}>]?: Value<Table[Name]>;
  }
>;

/** The fields that a change may set. */
export type SettableOf<Table extends FieldTable> = {
  readonly [Name in NamesWith<Table, {role: 'managed' | 'create-only'}>]?: Value<Table[Name]>;
};

/** Characters; ten times Auth0's largest limit. */
const maxText = 10_000;

/** Rejects text with a known secret: names go to the screen, to exports and back to the tenant. */
export const text = v.pipe(
  v.string(),
  v.maxLength(maxText),
  v.check(value => !containsSecret(value)),
);

/** An object's id, which becomes part of request paths. */
export const id = v.pipe(text, v.check(isPathSegment));

/** Wraps the value at once, which also registers it as a secret to mask in all output. */
export const secret = v.pipe(
  v.string(),
  v.maxLength(maxText),
  v.transform(value => new Secret(value)),
);

export const texts = v.pipe(v.array(text), v.readonly());

/** At most ten years, because the value, which a server chose, is used as a duration. */
export const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(10 * 365 * 86_400));

/** Ignores the order of lists, which means nothing to Auth0, and treats an absent list as empty. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) && !Array.isArray(other)) return one === other;
  const [list, otherList] = [one ?? [], other ?? []];
  return (
    Array.isArray(list) &&
    Array.isArray(otherList) &&
    isDeepStrictEqual(sortStrings(list), sortStrings(otherList))
  );
}

function sortStrings(items: readonly unknown[]): readonly string[] {
  return items.map(textOf).sort();
}

/** Serializes an item regardless of the order of its members. */
function textOf(item: unknown): string {
  const members = typeof item === 'object' && item !== null ? Object.entries(item).sort() : item;
  return JSON.stringify(members);
}
