import type {Written} from './change.js';
import {listDifference} from './list-difference.js';

/** The first of the objects that is there, as the subject of a sentence. */
export function nameOf(...objects: readonly Written[]): string {
  for (const object of objects) {
    switch (object.kind) {
      case 'resource-server':
        return `the API ${object.value.name ?? object.value.identifier}`;
      case 'client':
        return `the application ${object.value.name}`;
      case 'client-grant':
        return `the authorisation of ${object.value.clientId} for ${object.value.audience}`;
      case 'nothing':
    }
  }
  return 'an object that is gone';
}

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

export function list(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.join(', ');
}

/** A list in a sentence: the first few, and how many more there are. */
export function someOf(values: readonly string[], most = 8): string {
  const left = values.length - most;
  return left <= 1 ? values.join(', ') : `${values.slice(0, most).join(', ')} and ${left} more`;
}

/** A field as the Management API calls it: `signing_alg`. */
export function wireName(field: string): string {
  return field.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

/** From what to what; of lists, what joins and what leaves: the rest stays. */
export function transition(from: unknown, to: unknown): string {
  if (!isTexts(from) || !isTexts(to) || from.length === 0) return `${said(from)} → ${said(to)}`;
  const {added, removed} = listDifference(from, to);
  return [...added.map(value => `+ ${value}`), ...removed.map(value => `− ${value}`)].join(', ');
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

function said(value: unknown): string {
  if (value === null || value === undefined) return '(none)';
  if (!Array.isArray(value)) return typeof value === 'string' ? value : JSON.stringify(value);
  const items = value.map(item => (typeof item === 'string' ? item : JSON.stringify(item)));
  return items.length === 0 ? '(none)' : items.join(', ');
}
