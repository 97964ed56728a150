import type {Field} from './field.js';
import {resourceKinds, rowsOf} from './resource.js';

/** Fields of the same name have the same labels in each table. */
const rows: ReadonlyMap<string, Field> = new Map(resourceKinds.flatMap(kind => [...rowsOf(kind)]));

/** Whether the grant exists: compared like a field, but not one of an Auth0 object. */
const authorized = {field: 'authorized', label: 'Authorized'};

/** The Management API's name of a field, by the model's: `signing_alg`. */
export function wireName(field: string): string {
  return rows.get(field)?.wire ?? field;
}

/** The Dashboard's name of a field: `Signing algorithm`. */
export function fieldLabel(field: string): string {
  if (field === authorized.field) return authorized.label;
  return rows.get(field)?.label ?? wireName(field);
}

/** The same inside a sentence: `signing algorithm`. */
export function fieldInWords(field: string): string {
  // “All permissions” or a list of them: both are the grant's permissions.
  return fieldLabel(field === 'allowAllScopes' ? 'scope' : field).toLowerCase();
}

interface FieldChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** The change with the Dashboard's names of both values. */
export function withValueLabels<Change extends FieldChange>(change: Change): Change {
  const {valueLabels = {}} = rows.get(change.field) ?? {};
  const names = new Map(Object.entries(valueLabels));
  const labelOf = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(labelOf) : (names.get(String(value)) ?? value);
  return {...change, from: labelOf(change.from), to: labelOf(change.to)};
}

/** The change of an object that exists, with what Auth0 means by an absent old value. */
export function withPreviousMeaning<Change extends FieldChange>(change: Change): Change {
  return {...change, from: change.from ?? rows.get(change.field)?.absentMeans ?? null};
}
