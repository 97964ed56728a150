import {toJsonSchema} from '@valibot/to-json-schema';
import {blueprintSchema} from '../../scenario/schema.js';
import {schemaId} from './blueprint-document.js';
import {jsonDocument} from './quoting.js';

/**
 * The JSON Schema of blueprints, generated from the valibot schema. JSON Schema can't express the
 * rules that are code (names, uniqueness); those are checked when a blueprint is read.
 */
export function blueprintJsonSchema(): string {
  const {$schema, ...rest} = toJsonSchema(blueprintSchema, {
    target: 'draft-2020-12',
    errorMode: 'ignore',
  });
  return jsonDocument({
    $schema: $schema ?? 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaId,
    title: 'timesheets-setup blueprint',
    description:
      'The state that a tenant is brought to: an API, a Machine to Machine application, and what it can do.',
    ...rest,
  });
}
