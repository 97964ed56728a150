import {type RequestPart, validationError} from './errors.js';
import {isJsonObject, type Json, type JsonObject} from './records.js';

/** Formats of the API description. */
const formats = {
  'date-time': text => Number.isFinite(Date.parse(text)) && /^\d{4}-\d{2}-\d{2}T/.test(text),
  'absolute-uri-or-empty': text => text === '' || URL.canParse(text),
  'absolute-https-uri-with-placeholders-or-empty': text =>
    text === '' || /^https:\/\/[^\s/]/.test(text),
} satisfies {readonly [format: string]: (text: string) => boolean};

export type StringFormat = keyof typeof formats;

/**
 * Request schemas in the words of JSON Schema; unlisted properties are refused (section 3). The
 * error texts are z-schema's, like those in recorded messages of Auth0.
 */
export type Rule =
  | {
      readonly type: 'string';
      readonly min?: number;
      readonly max?: number;
      readonly pattern?: string;
      readonly format?: StringFormat;
      readonly enum?: readonly string[];
      readonly description?: string;
      readonly nullable?: boolean;
    }
  | {
      readonly type: 'integer';
      readonly min?: number;
      readonly max?: number;
      readonly description?: string;
      readonly nullable?: boolean;
    }
  | {
      readonly type: 'boolean';
      readonly enum?: readonly boolean[];
      readonly description?: string;
      readonly nullable?: boolean;
    }
  | {
      readonly type: 'array';
      readonly items?: Rule;
      readonly min?: number;
      readonly max?: number;
      readonly uniqueBy?: string;
      readonly description?: string;
      readonly nullable?: boolean;
    }
  | ObjectRule;

export interface ObjectRule {
  readonly type: 'object';
  /** If absent, any property is accepted. */
  readonly properties?: {readonly [key: string]: Rule};
  readonly additionalProperties?: Rule;
  readonly required?: readonly string[];
  /** `min` and `max` count properties. */
  readonly min?: number;
  readonly max?: number;
  readonly description?: string;
  readonly nullable?: boolean;
}

/** A schema whose validation narrows the value's type. */
export interface Schema<T extends JsonObject> {
  readonly rule: ObjectRule;
  accepts(where: RequestPart, value: Json): value is T;
}

export function schema<T extends JsonObject>(rule: Omit<ObjectRule, 'type'>): Schema<T> {
  const whole: ObjectRule = {type: 'object', ...rule};
  return {
    rule: whole,
    accepts(where, value): value is T {
      checkValue(where, whole, value, '');
      return true;
    },
  };
}

/** Returns the typed value. Throws a `HttpError` with Auth0's 400. */
export function validate<T extends JsonObject>(
  schema: Schema<T>,
  where: RequestPart,
  value: Json,
): T {
  if (schema.accepts(where, value)) return value;
  throw validationError(where, `Expected type object but found type ${typeOf(value)}`);
}

function checkValue(where: RequestPart, rule: Rule, value: Json, path: string): void {
  if (value === null && rule.nullable === true) return;
  const invalid = (text: string) => validationError(where, text, path, rule.description);
  const inner = (innerRule: Rule, item: Json, step: string) =>
    checkValue(where, innerRule, item, `${path}${step}`);

  if (rule.type === 'object' && isJsonObject(value)) {
    checkObject(rule, value, invalid, (field, key) =>
      inner(field, value[key] ?? null, path === '' ? key : `.${key}`),
    );
  } else if (rule.type === 'array' && Array.isArray(value)) {
    checkArray(rule, value, invalid, inner);
  } else if (rule.type === 'string' && typeof value === 'string') {
    checkString(rule, value, invalid);
  } else if (rule.type === 'integer' && Number.isInteger(value)) {
    checkInteger(rule, Number(value), invalid);
  } else if (rule.type === 'boolean' && typeof value === 'boolean') {
    if (rule.enum?.includes(value) === false) throw invalid(`No enum match for: ${value}`);
  } else {
    throw invalid(`Expected type ${rule.type} but found type ${typeOf(value)}`);
  }
}

type CreateError = (text: string) => Error;
type RuleOf<Type extends Rule['type']> = Extract<Rule, {readonly type: Type}>;

function checkObject(
  {properties, additionalProperties, required = [], min = 0, max}: ObjectRule,
  value: JsonObject,
  invalid: CreateError,
  checkField: (rule: Rule, key: string) => void,
): void {
  if (properties !== undefined) {
    const unknown = Object.keys(value).filter(key => !Object.hasOwn(properties, key));
    if (unknown.length > 0) {
      throw invalid(`Additional properties not allowed: ${unknown.join(',')}`);
    }
  }
  const count = Object.keys(value).length;
  if (count < min) throw invalid(`Too few properties defined (${count}), minimum ${min}`);
  if (max !== undefined && count > max) {
    throw invalid(`Too many properties defined (${count}), maximum ${max}`);
  }
  for (const key of required) {
    if (value[key] === undefined) throw invalid(`Missing required property: ${key}`);
  }
  for (const [key, rule] of Object.entries(properties ?? {})) {
    if (value[key] !== undefined) checkField(rule, key);
  }
  if (additionalProperties === undefined) return;
  for (const key of Object.keys(value)) checkField(additionalProperties, key);
}

function checkArray(
  {items, min = 0, max, uniqueBy}: RuleOf<'array'>,
  value: readonly Json[],
  invalid: CreateError,
  checkItem: (rule: Rule, item: Json, step: string) => void,
): void {
  if (value.length < min) {
    throw invalid(`Array is too short (${value.length}), minimum ${min}`);
  }
  if (max !== undefined && value.length > max) {
    throw invalid(`Array is too long (${value.length}), maximum ${max}`);
  }
  for (const [index, item] of value.entries()) {
    if (items !== undefined) checkItem(items, item, `[${index}]`);
  }
  const repeated = uniqueBy === undefined ? undefined : firstRepeated(value, uniqueBy);
  if (repeated)
    throw invalid(`Array items are not unique (indexes ${repeated[0]} and ${repeated[1]})`);
}

function checkString(
  {enum: allowed, min = 0, max = Number.POSITIVE_INFINITY, pattern, format}: RuleOf<'string'>,
  value: string,
  invalid: CreateError,
): void {
  if (allowed !== undefined && !allowed.includes(value))
    throw invalid(`No enum match for: ${value}`);
  const length = [...value].length;
  if (length < min) throw invalid(`String is too short (${length} chars), minimum ${min}`);
  if (length > max) throw invalid(`String is too long (${length} chars), maximum ${max}`);
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) {
    throw invalid(`String does not match pattern: ${pattern}`);
  }
  if (format !== undefined && !formats[format](value)) {
    throw invalid(`Object didn't pass validation for format ${format}: ${value}`);
  }
}

function checkInteger(
  {min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY}: RuleOf<'integer'>,
  value: number,
  invalid: CreateError,
): void {
  if (value < min) throw invalid(`Value ${value} is less than minimum ${min}`);
  if (value > max) throw invalid(`Value ${value} is greater than maximum ${max}`);
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** Indexes of the first two items with the same `by` member, or of equal items if `by` is ''. */
function firstRepeated(items: readonly Json[], by: string): readonly [number, number] | undefined {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const key = JSON.stringify(by !== '' && isJsonObject(item) ? item[by] : item);
    const first = seen.get(key);
    if (first !== undefined) return [first, index];
    seen.set(key, index);
  }
  return undefined;
}
