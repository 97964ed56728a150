import {type RequestPart, validationError} from './errors.js';
import {isJsonObject, type Json, type JsonObject} from './records.js';

/** Formats of the API description. */
const formats = {
  'date-time': text => Number.isFinite(Date.parse(text)) && /^\d{4}-\d{2}-\d{2}T/.test(text),
  'absolute-uri-or-empty': text => text === '' || URL.canParse(text),
  'absolute-https-uri-with-placeholders-or-empty': text =>
    text === '' || /^https:\/\/[^\s/]/.test(text),
} satisfies {readonly [format: string]: (text: string) => boolean};

/** Request schemas in the words of JSON Schema; unlisted properties are refused (section 3). */
export interface Rule {
  readonly type: 'string' | 'integer' | 'boolean' | 'array' | 'object';
  readonly description?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly (string | boolean)[];
  /** Of an integer, or the number of characters, items or properties. */
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly format?: keyof typeof formats;
  readonly items?: Rule;
  /** The member by which no two items may be equal; '' compares whole items. */
  readonly uniqueBy?: string;
  /** If absent, any property is accepted. */
  readonly properties?: Properties;
  readonly additionalProperties?: Rule;
  readonly required?: readonly string[];
}

export type Properties = {readonly [key: string]: Rule};

/** The type of a value that a rule accepts. */
export type ValueOf<R> =
  | (R extends {type: 'string'}
      ? string
      : R extends {type: 'integer'}
        ? number
        : R extends {type: 'boolean'}
          ? boolean
          : R extends {items: infer I}
            ? readonly ValueOf<I>[]
            : R extends {type: 'array'}
              ? readonly Json[]
              : R extends {properties: infer P}
                ? {readonly [K in keyof P & RequiredOf<R>]: ValueOf<P[K]>} & {
                    readonly [K in Exclude<keyof P, RequiredOf<R>>]?: ValueOf<P[K]>;
                  }
                : JsonObject)
  | (R extends {nullable: true} ? null : never);

type RequiredOf<R> = R extends {required: readonly (infer K)[]} ? K : never;

/** Throws a `HttpError` with Auth0's 400. */
export function validate<R extends Rule>(rule: R, where: RequestPart, value: Json): ValueOf<R> {
  assertValid(rule, where, value);
  return value;
}

function assertValid<R extends Rule>(
  rule: R,
  where: RequestPart,
  value: unknown,
): asserts value is ValueOf<R> {
  check(where, rule, value, '');
}

/** The texts are z-schema's, like those in recorded messages of Auth0. */
function check(where: RequestPart, rule: Rule, value: unknown, path: string): void {
  if (value === null && rule.nullable === true) return;
  const {min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY} = rule;
  const assert = (holds: boolean, text: string) => {
    if (!holds) throw validationError(where, text, path, rule.description);
  };
  const type = typeOf(value);
  assert(type === rule.type, `Expected type ${rule.type} but found type ${type}`);

  if (typeof value === 'boolean') {
    assert(rule.enum?.includes(value) ?? true, `No enum match for: ${value}`);
  } else if (typeof value === 'number') {
    assert(value >= min, `Value ${value} is less than minimum ${min}`);
    assert(value <= max, `Value ${value} is greater than maximum ${max}`);
  } else if (typeof value === 'string') {
    const {pattern = '', format} = rule;
    const {length} = [...value];
    assert(rule.enum?.includes(value) ?? true, `No enum match for: ${value}`);
    assert(length >= min, `String is too short (${length} chars), minimum ${min}`);
    assert(length <= max, `String is too long (${length} chars), maximum ${max}`);
    assert(new RegExp(pattern, 'u').test(value), `String does not match pattern: ${pattern}`);
    assert(
      format === undefined || formats[format](value),
      `Object didn't pass validation for format ${format}: ${value}`,
    );
  } else if (Array.isArray(value)) {
    assert(value.length >= min, `Array is too short (${value.length}), minimum ${min}`);
    assert(value.length <= max, `Array is too long (${value.length}), maximum ${max}`);
    for (const [index, item] of value.entries()) {
      if (rule.items !== undefined) check(where, rule.items, item, `${path}[${index}]`);
    }
    const equal = rule.uniqueBy === undefined ? undefined : firstRepeated(value, rule.uniqueBy);
    assert(equal === undefined, `Array items are not unique (indexes ${equal?.join(' and ')})`);
  } else if (isJsonObject(value)) {
    const {properties, additionalProperties, required = []} = rule;
    const keys = Object.keys(value);
    const unknown = keys.filter(key => properties && !Object.hasOwn(properties, key));
    assert(unknown.length === 0, `Additional properties not allowed: ${unknown.join(',')}`);
    assert(keys.length >= min, `Too few properties defined (${keys.length}), minimum ${min}`);
    assert(keys.length <= max, `Too many properties defined (${keys.length}), maximum ${max}`);
    for (const key of required) {
      assert(value[key] !== undefined, `Missing required property: ${key}`);
    }
    for (const key of Object.keys(properties ?? value)) {
      const field = properties?.[key] ?? additionalProperties;
      if (field === undefined || value[key] === undefined) continue;
      check(where, field, value[key], path === '' ? key : `${path}.${key}`);
    }
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** Indexes of the first two items with the same `by` member, or of equal items if `by` is ''. */
function firstRepeated(items: readonly unknown[], by: string) {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const key = JSON.stringify(by !== '' && isJsonObject(item) ? item[by] : item);
    const first = seen.get(key);
    if (first !== undefined) return [first, index];
    seen.set(key, index);
  }
  return undefined;
}
