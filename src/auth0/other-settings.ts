import {createHash} from 'node:crypto';
import {type Models, type Resource, rowsOf} from '../model/resource.js';

/**
 * Read-only or different in every response, so a change is not another admin's. Secrets are left
 * out too: a digest could be a hint to one that somebody chose, and whether they are shown depends
 * on the token. So a rotated secret alone is not noticed.
 */
const unsettled = [
  ...['tenant', 'global', 'encrypted', 'owners', 'signing_keys', 'client_secret', 'signing_secret'],
  ...['callback_url_template', 'cross_origin_auth', 'created_at', 'updated_at'],
];

/** Journals since this version have a digest, which must be the same whatever row is added later. */
const digestsSince = 2;

/** Settings that are not in the digest: besides those, the ones that are compared on their own. */
const omittedFields: Readonly<Record<Resource, ReadonlySet<string>>> = {
  'resource-server': omittedFieldsOf('resource-server'),
  client: omittedFieldsOf('client'),
  'client-grant': omittedFieldsOf('client-grant'),
};

function omittedFieldsOf(kind: Resource): ReadonlySet<string> {
  const compared = rowsOf(kind).filter(
    ([, {role, journaledSince = 1}]) => role !== 'secret' && journaledSince <= digestsSince,
  );
  return new Set([...compared.map(([, {wire}]) => wire), ...unsettled]);
}

/**
 * A digest of the settings that this tool doesn't manage, enough to tell whether another admin
 * changed one of them. Empty if there is nothing to compare.
 */
function otherSettings(kind: Resource, answer: unknown): {readonly otherSettings?: string} {
  if (typeof answer !== 'object' || answer === null) return {};
  const settings = Object.entries(answer).filter(
    ([name, value]) => !omittedFields[kind].has(name) && !isUnset(value),
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

/** Adds the digest of the other settings. */
export function withOtherSettings<Kind extends Resource>(
  kind: Kind,
  value: Models[Kind],
  answer: unknown,
): Models[Kind] {
  return {...value, ...otherSettings(kind, answer)};
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
