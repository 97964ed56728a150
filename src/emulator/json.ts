/** What travels on the wire. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = {readonly [key: string]: Json | undefined};

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The same record with its keys in Auth0's order: first those that `order` names, then the rest.
 * Keys without a value disappear: Auth0 leaves a field that was never set out (section 1.3).
 */
export function inOrder<T extends JsonObject>(record: T, order: readonly string[]): T {
  const ordered = {...record};
  for (const key of Object.keys(ordered)) Reflect.deleteProperty(ordered, key);
  const rest = Object.keys(record).filter(key => !order.includes(key));
  for (const key of [...order, ...rest]) {
    if (record[key] !== undefined) Reflect.set(ordered, key, record[key]);
  }
  return ordered;
}

/** The part of `record` that `keeps` lets through, in the record's own order. */
export function pick(record: JsonObject, keeps: (key: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([key]) => keeps(key)));
}
