import {createHash} from 'node:crypto';
import {type Models, type Resource, resourceKinds, rowsOf} from '../model/resource.js';

/** What is compared by itself, can't be set, is a secret, or differs from answer to answer. */
const leftOut = new Set([
  ...resourceKinds.flatMap(kind => rowsOf(kind).map(([, {wire}]) => wire)),
  ...['tenant', 'global', 'encrypted', 'owners', 'signing_keys', 'encryption_key'],
  ...['callback_url_template', 'cross_origin_auth', 'created_at', 'updated_at'],
]);

/**
 * A digest of the settings of an API or application that this tool doesn't manage: whether somebody
 * changed one of them since is all that has to be known. Nothing where there is no telling.
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
    // Nested deeper than any setting of Auth0's.
    return {};
  }
}

/** An object with the digest of its other settings; a grant has none. */
export function withOtherSettings<Kind extends Resource>(
  kind: Kind,
  value: Models[Kind],
  answer: unknown,
): Models[Kind] {
  return kind === 'client-grant' ? value : {...value, ...otherSettings(answer)};
}

/** Auth0 leaves out, or answers with an empty value, what nobody has set. */
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
