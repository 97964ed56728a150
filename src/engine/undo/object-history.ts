import {type Change, isKind, type Snapshot} from '../../model/change.js';
import {isSameValue} from '../../model/field.js';
import {managedFields, type Resource, rowsOf, withDefaultMeanings} from '../../model/resource.js';
import type {RunRecord, WriteRecord} from '../journal/journal.js';
import {differingField} from '../verify-write.js';

/** How to find an object again, whatever its id is now. */
export type Subject =
  | {readonly kind: 'resource-server'; readonly audience: string}
  | {readonly kind: 'client'; readonly clientId: string}
  /** A create without a journaled outcome: only Auth0 knows the id. */
  | {readonly kind: 'new-client'; readonly name: string}
  /** Identified by client and API, because a grant that is created again has another id. */
  | {readonly kind: 'client-grant'; readonly clientId: string; readonly audience: string};

/** What a run did to one object. */
export interface ObjectHistory {
  readonly subject: Subject;
  /** The journal's: those of version 1 have no digests. */
  readonly version: RunRecord['version'];
  /** As it was before the run's first write. */
  readonly before: Snapshot;
  /** How the run may have left it; several states if an outcome was not journaled. */
  readonly possibleStates: readonly Snapshot[];
  /** The fields to compare: those that the run set, or all if it created the object. */
  readonly fields: readonly string[];
  /** The fields that the run wrote. No other field is reverted. */
  readonly written: readonly string[];
  /** If the object did not exist before: whether the run certainly created it. */
  readonly created: 'certain' | 'possible';
  /** Whether someone else wrote between two writes of the run. */
  readonly wasOverwritten: boolean;
  /** Whether the run rotated the client secret, which can't be undone. */
  readonly rotated?: 'certain' | 'possible';
}

/** The objects of a run, in the order of their first write. */
export function objectHistories({version, writes}: RunRecord): readonly ObjectHistory[] {
  const bySubject = new Map<string, {subject: Subject; writes: [WriteRecord, ...WriteRecord[]]}>();
  for (const write of writes) {
    const subject = subjectOf(write);
    if (subject === undefined) continue;
    const key = JSON.stringify(subject);
    const earlier = bySubject.get(key);
    if (earlier === undefined) bySubject.set(key, {subject, writes: [write]});
    else earlier.writes.push(write);
  }
  return [...bySubject.values()].map(({subject, writes: [first, ...rest]}) =>
    historyOf(version, subject, first, rest),
  );
}

function historyOf(
  version: RunRecord['version'],
  subject: Subject,
  first: WriteRecord,
  rest: readonly WriteRecord[],
): ObjectHistory {
  const all = [first, ...rest];
  const fields = comparedFields(version, first, rest);
  const overwritten = rest.some(({before}, index) => {
    const left = all[index] === undefined ? [] : possibleStatesAfter(all[index]);
    return left.length > 0 && !left.some(state => isSameInFields(fields, state, before));
  });
  return {
    subject,
    version,
    before: first.before,
    possibleStates: possibleStatesAfter(all.at(-1) ?? first),
    fields,
    written: [...new Set(all.flatMap(writtenFields))],
    created: all.some(isConfirmedCreate) ? 'certain' : 'possible',
    wasOverwritten: overwritten,
    ...rotationOf(all),
  };
}

function rotationOf(writes: readonly WriteRecord[]): Pick<ObjectHistory, 'rotated'> {
  const rotations = writes.filter(({change}) => change.action === 'rotate-secret');
  if (rotations.length === 0) return {};
  return {rotated: rotations.some(({after}) => after !== undefined) ? 'certain' : 'possible'};
}

function subjectOf({change, before, after}: WriteRecord): Subject | undefined {
  const object = after === undefined || after.kind === 'nothing' ? before : after;
  switch (object.kind) {
    case 'resource-server':
      return {kind: 'resource-server', audience: object.value.identifier};
    case 'client':
      return {kind: 'client', clientId: object.value.clientId};
    case 'client-grant': {
      const {clientId, audience} = object.value;
      return {kind: 'client-grant', clientId, audience};
    }
    case 'nothing':
      return newSubject(change);
  }
}

function newSubject(change: Change): Subject | undefined {
  if (change.action !== 'create') return undefined;
  switch (change.resource) {
    case 'client-grant': {
      const {clientId, audience} = change.set;
      if (clientId === undefined || audience === undefined) return undefined;
      return {kind: 'client-grant', clientId, audience};
    }
    case 'resource-server': {
      const {identifier: audience} = change.set;
      return audience === undefined ? undefined : {kind: 'resource-server', audience};
    }
    case 'client': {
      const {name} = change.set;
      return name === undefined ? undefined : {kind: 'new-client', name};
    }
  }
}

function isCreate({action}: Change): boolean {
  return action === 'create';
}

/**
 * Whether Auth0 confirmed the create and stored what was sent. An object that was only found by
 * reading may be someone else's.
 */
function isConfirmedCreate({change, after, status}: WriteRecord): boolean {
  return (
    isCreate(change) &&
    after !== undefined &&
    typeof status === 'number' &&
    status < 300 &&
    differingField(change, after) === undefined
  );
}

/** The fields that a write set, without those that its journaled outcome shows otherwise. */
function writtenFields({change, after}: WriteRecord): readonly string[] {
  if (change.action === 'rotate-secret') return [];
  // Deleting a grant changes everything that it allowed.
  if (change.action === 'delete') return managedFields('client-grant');
  const set = Object.entries(change.set);
  if (after === undefined) return set.map(([field]) => field);
  const stored = withDefaultMeanings(change.resource, after.kind === 'nothing' ? {} : after.value);
  return set.flatMap(([field, sent]) => (isSameValue(sent, stored.get(field)) ? [field] : []));
}

function comparedFields(
  version: RunRecord['version'],
  {before, change}: WriteRecord,
  rest: readonly WriteRecord[],
): readonly string[] {
  if (before.kind === 'nothing') return allFields(version, change);
  const changes = [change, ...rest.map(write => write.change)];
  const set = changes.flatMap(each => ('set' in each ? Object.keys(each.set) : []));
  // A grant is compared as a whole: `scope` means nothing if `allowAllScopes` is true.
  const whole = before.kind === 'client-grant' ? recordedFields(version, 'client-grant') : [];
  return [...new Set([...set, ...whole])];
}

/** An object that existed may have had any value in a field that its journal doesn't record. */
function recordedFields(version: RunRecord['version'], resource: Resource): readonly string[] {
  return rowsOf(resource).flatMap(([name, {role, journaledSince = 1}]) =>
    role === 'managed' && journaledSince <= version ? [name] : [],
  );
}

/**
 * The fields of an object that the run created: all but its secrets, its digest, and what its
 * journal doesn't record. A managed field is compared even then, because the run left it unset.
 */
function allFields(version: RunRecord['version'], {resource}: Change): readonly string[] {
  return rowsOf(resource).flatMap(([name, {role, wire, journaledSince = 1}]) => {
    const isRecorded = role === 'managed' || journaledSince <= version;
    // A grant that was deleted and created again has another id but is the same one.
    const isIdentity = resource === 'client-grant' && role === 'key';
    return role === 'secret' || wire === '' || isIdentity || !isRecorded ? [] : [name];
  });
}

/** Without a journaled outcome: the state before, the intended one, and any in between. */
function possibleStatesAfter({change, before, after}: WriteRecord): readonly Snapshot[] {
  if (after !== undefined) return [after];
  if (isCreate(change)) return [];
  if (change.action === 'rotate-secret') return [before];
  if (!('set' in change)) return [before, {kind: 'nothing'}];
  return [before, ...intendedStates(change, before)];
}

function intendedStates(change: Change, before: Snapshot): readonly Snapshot[] {
  if (isKind(change, 'update', 'resource-server') && before.kind === 'resource-server') {
    return [{kind: 'resource-server', value: {...before.value, ...change.set}}];
  }
  if (isKind(change, 'update', 'client') && before.kind === 'client') {
    return [{kind: 'client', value: {...before.value, ...change.set}}];
  }
  if (isKind(change, 'update', 'client-grant') && before.kind === 'client-grant') {
    const {scope: _, ...rest} = before.value;
    const value = change.set.allowAllScopes ? rest : before.value;
    const intended: Snapshot = {kind: 'client-grant', value: {...value, ...change.set}};
    if (!before.value.allowAllScopes || change.set.allowAllScopes !== false) return [intended];
    // Some tenants turn off `allow_all_scopes` in two requests; this is the state in between.
    return [intended, {kind: 'client-grant', value: {...rest, allowAllScopes: false, scope: []}}];
  }
  return [];
}

/** Whether two states of an object have the same values in `fields`, an absent one its default. */
export function isSameInFields(fields: readonly string[], one: Snapshot, other: Snapshot): boolean {
  if (one.kind === 'nothing' || other.kind === 'nothing') return one.kind === other.kind;
  const values = withDefaultMeanings(one.kind, one.value);
  const others = withDefaultMeanings(other.kind, other.value);
  return fields.every(field => isSameValue(values.get(field), others.get(field)));
}
