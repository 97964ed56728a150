import {
  type Change,
  describeObject,
  idOf,
  type Present,
  type Snapshot,
} from '../../model/change.js';
import type {ClientGrant} from '../../model/client-grant.js';
import {type Field, isSameValue} from '../../model/field.js';
import {fieldInWords} from '../../model/labels.js';
import {type Resource, rowsOf, withDefaultMeanings} from '../../model/resource.js';
import {formatChange, formatList} from '../../text/format.js';

/** The single update that reverts an object, and what cannot be reverted. */
export interface Reversal {
  /** Absent if there is nothing to set. */
  readonly change?: Change;
  /** What the change reverts, as a sentence. */
  readonly text: string;
  readonly losses: readonly string[];
}

const nothingToSet: Reversal = {text: '', losses: []};

/**
 * Reverts an object from `now` to `before`, only in the fields that the run wrote: a differing
 * snapshot alone is no reason to change a field.
 */
export function revertObject(
  before: Snapshot,
  now: Snapshot,
  written: readonly string[],
): Reversal {
  if (before.kind === 'nothing' || before.kind !== now.kind) return nothingToSet;
  const fields = rowsOf(before.kind)
    .filter(([name, {role}]) => role === 'managed' && written.includes(name))
    .filter(([name]) => before.kind !== 'client-grant' || !permissionFields.includes(name))
    .flatMap(([name, row]) => revertField(name, row, before, now));
  if (before.kind === 'client-grant' && now.kind === 'client-grant') {
    fields.push(...revertPermissions(before.value, now.value, written));
  }
  const set = Object.fromEntries(fields.flatMap(({values = []}) => values));
  const losses = fields.flatMap(({loss}) => (loss === undefined ? [] : [loss]));
  const texts = fields.flatMap(({text}) => (text === undefined ? [] : [text]));
  if (texts.length === 0) return {text: '', losses};
  return {
    change: updateOf(before.kind, idOf(now), set),
    text: `Revert ${describeObject(now)}: ${texts.join('; ')}.`,
    losses,
  };
}

interface RevertedField {
  /** What to set, with the model's field names. */
  readonly values?: readonly (readonly [string, unknown])[];
  readonly text?: string;
  readonly loss?: string;
}

function revertField(
  name: string,
  row: Field,
  before: Present,
  now: Present,
): readonly RevertedField[] {
  const current = withDefaultMeanings(now.kind, now.value).get(name);
  const former = withDefaultMeanings(before.kind, before.value).get(name);
  if (isSameValue(former, current)) return [];
  const wasAbsent = new Map<string, unknown>(Object.entries(before.value)).get(name) === undefined;
  const {whenAbsent} = row;
  if (wasAbsent && whenAbsent !== undefined) {
    const loss = whenAbsent.sentence.replace('{name}', () => nameOf(before));
    if (whenAbsent.revert === 'not-possible') return [{loss}];
    const {value} = whenAbsent;
    return [{values: [[name, value]], text: describeRevert(name, current, value), loss}];
  }
  if (former === undefined) return [];
  const loss = row.lossWhenReverted?.(former);
  const reverted = {values: [[name, former] as const], text: describeRevert(name, current, former)};
  return [loss === undefined ? reverted : {...reverted, loss}];
}

function nameOf({value}: Present): string {
  return 'name' in value ? (value.name ?? '') : '';
}

/** Shows permissions by name. If only their descriptions differ, there is nothing more to show. */
function describeRevert(name: string, from: unknown, to: unknown): string {
  return `${fieldInWords(name)} ${formatChange(scopeNames(from), scopeNames(to)) || 'as before'}`;
}

function scopeNames(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item: unknown) =>
    typeof item === 'object' && item !== null && 'value' in item ? item.value : item,
  );
}

function updateOf(resource: Resource, id: string, set: object): Change {
  // A safe cast: the fields come from this kind's own table.
  return Object.assign({action: 'update', resource, id, set} as const) as Change;
}

/** Reverted together: `scope` means nothing if `allowAllScopes` is true. */
const permissionFields = ['scope', 'allowAllScopes'];

function revertPermissions(
  before: ClientGrant,
  now: ClientGrant,
  written: readonly string[],
): readonly RevertedField[] {
  if (!permissionFields.some(name => written.includes(name))) return [];
  const {scope = []} = before;
  const allowAllScopes = written.includes('allowAllScopes')
    ? before.allowAllScopes
    : now.allowAllScopes;
  if (now.allowAllScopes === allowAllScopes && (allowAllScopes || isSameValue(scope, now.scope))) {
    return [];
  }
  if (allowAllScopes) return [{values: [['allowAllScopes', true]], text: 'all permissions'}];
  // If all permissions were granted, the grant's own list meant nothing.
  return now.allowAllScopes
    ? [
        {
          values: [
            ['allowAllScopes', false],
            ['scope', scope],
          ],
          text: `permissions ${formatList(scope)}`,
        },
      ]
    : [{values: [['scope', scope]], text: `permissions ${formatChange(now.scope, scope)}`}];
}
