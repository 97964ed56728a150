import type {Written} from './change.js';

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
