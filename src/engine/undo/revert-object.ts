import {
  type Change,
  describeObject,
  idOf,
  type Present,
  type Snapshot,
} from '../../model/change.js';
import type {ClientGrant} from '../../model/client-grant.js';
import {type Field, isSameValue} from '../../model/field.js';
import {type Resource, rowsOf, withMeanings} from '../../model/resource.js';
import {formatChange, formatList} from '../../text/format.js';

/** The single update that reverts an object, and what cannot be reverted. */
export interface Reversal {
  /** Absent where nothing is left to be set. */
  readonly change?: Change;
  /** What that restores, as a sentence. */
  readonly text: string;
  readonly losses: readonly string[];
}

const nothingToSet: Reversal = {text: '', losses: []};

/**
 * What takes an object from what it is `now` to what it was, in the fields that the run wrote: a
 * before-image alone is no reason to change anything.
 */
export function revertObject(
  before: Snapshot,
  now: Snapshot,
  written: readonly string[],
): Reversal {
  if (before.kind === 'nothing' || before.kind !== now.kind) return nothingToSet;
  if (before.kind === 'client-grant' && now.kind === 'client-grant') {
    return revertGrant(before.value, now.value, written);
  }
  const fields = rowsOf(before.kind)
    .filter(([name, {role}]) => role === 'managed' && written.includes(name))
    .flatMap(([name, row]) => revertField(name, row, before, now));
  const set = Object.fromEntries(
    fields.flatMap(({name, to}) => (to === undefined ? [] : [[name, to.value] as const])),
  );
  const losses = fields.flatMap(({loss}) => (loss === undefined ? [] : [loss]));
  const texts = fields.flatMap(({text}) => (text === undefined ? [] : [text]));
  if (texts.length === 0) return {text: '', losses};
  return {
    change: updateOf(before.kind, idOf(now), set),
    text: `Change ${describeObject(now)} back: ${texts.join('; ')}.`,
    losses,
  };
}

interface RevertedField {
  readonly name: string;
  readonly to?: {readonly value: unknown};
  readonly text?: string;
  readonly loss?: string;
}

function revertField(
  name: string,
  row: Field,
  before: Present,
  now: Present,
): readonly RevertedField[] {
  const current = withMeanings(now.kind, now.value).get(name);
  const former = withMeanings(before.kind, before.value).get(name);
  if (isSameValue(former, current)) return [];
  const wasAbsent = new Map<string, unknown>(Object.entries(before.value)).get(name) === undefined;
  const {whenAbsent} = row;
  if (wasAbsent && whenAbsent !== undefined) {
    const loss = whenAbsent.sentence.replace('{name}', nameOf(before));
    if (whenAbsent.revert === 'not-possible') return [{name, loss}];
    const {value} = whenAbsent;
    return [{name, to: {value}, text: textFor(row, current, value), loss}];
  }
  if (former === undefined) return [];
  const loss = row.lossWhenReverted?.(former);
  const to = {name, to: {value: former}, text: textFor(row, current, former)};
  return [loss === undefined ? to : {...to, loss}];
}

function nameOf({value}: Present): string {
  return 'name' in value ? (value.name ?? '') : '';
}

/** Lists of permissions by their names; where only descriptions differ, nothing else is to say. */
function textFor({wire}: Field, from: unknown, to: unknown): string {
  return `${wire} ${formatChange(named(from), named(to)) || 'as it was'}`;
}

function named(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item: unknown) =>
    typeof item === 'object' && item !== null && 'value' in item ? item.value : item,
  );
}

function updateOf(resource: Resource, id: string, set: object): Change {
  // The fields come from this kind's own table.
  return Object.assign({action: 'update', resource, id, set} as const) as Change;
}

/** What a grant allows is one thing: `scope` means nothing under `allowAllScopes`. */
function revertGrant(before: ClientGrant, now: ClientGrant, written: readonly string[]): Reversal {
  const {scope = []} = before;
  const allowAllScopes = written.includes('allowAllScopes')
    ? before.allowAllScopes
    : now.allowAllScopes;
  if (!written.includes('scope') && !written.includes('allowAllScopes')) return nothingToSet;
  if (now.allowAllScopes === allowAllScopes && (allowAllScopes || isSameValue(scope, now.scope))) {
    return nothingToSet;
  }
  const some = now.allowAllScopes ? {allowAllScopes: false, scope} : {scope};
  const set = allowAllScopes ? {allowAllScopes} : some;
  // Where all were granted, the list that the grant holds means nothing.
  const back = now.allowAllScopes ? formatList(scope) : formatChange(now.scope, scope);
  const what = allowAllScopes ? 'all permissions' : back;
  return {
    change: {action: 'update', resource: 'client-grant', id: now.id, set},
    text: `Change ${describeObject({kind: 'client-grant', value: before})} back: ${what}.`,
    losses: [],
  };
}
