import {createHash} from 'node:crypto';
import {type Models, type Resource, resourceKinds, rowsOf} from '../model/resource.js';

/** Settings that are compared on their own, read-only, secret, or different in every response. */
const leftOut = new Set([
  ...resourceKinds.flatMap(kind => rowsOf(kind).map(([, {wire}]) => wire)),
  ...['tenant', 'global', 'encrypted', 'owners', 'signing_keys', 'encryption_key'],
  ...['callback_url_template', 'cross_origin_auth', 'created_at', 'updated_at'],
]);

/**
 * A digest of the settings that this tool doesn't manage, enough to tell whether another admin
 * changed one of them. Empty if there is nothing to compare.
 */
function otherSettings(answer: unknown): {readonly otherSettings?: string} {
  if (typeof answer !== 'object' || answer === null) return {};
  const settings = Object.entries(answer).filter(
    ([name, value]) => !leftOut.has(name) && !isUnset(value),
  );
  try {
    const text = JSON.stringify(settings.sort(byName), (_, value: unknown) =>
      isMembers(value) ? Object.fromEntries(Object.entries(value).sort(byName)) : value,
    );
    return {otherSettings: createHash('sha256').update(text).digest('hex')};
  } catch {
    // `JSON.stringify` overflowed the stack: nested deeper than any Auth0 setting.
    return {};
  }
}

/** Adds the digest of the other settings; a grant has none. */
export function withOtherSettings<Kind extends Resource>(
  kind: Kind,
  value: Models[Kind],
  answer: unknown,
): Models[Kind] {
  return kind === 'client-grant' ? value : {...value, ...otherSettings(answer)};
}

/** Auth0 returns an unset setting as missing or as an empty value. */
function isUnset(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
