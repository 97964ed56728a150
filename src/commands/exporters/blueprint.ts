import {toJsonSchema} from '@valibot/to-json-schema';
import type {Blueprint} from '../../scenario/documented.js';
import {blueprintSchema} from '../../scenario/schema.js';
import {jsonDocument} from './quoting.js';

/** Where the package's own copy of the schema is published with it. */
const schemaId = 'https://unpkg.com/timesheets-setup/dist/blueprint.schema.json';

/** The choices as a file for `--blueprint`; editors find the schema by its address. */
export function blueprintDocument(blueprint: Blueprint): string {
  return jsonDocument({$schema: schemaId, ...blueprint});
}

/**
 * The JSON Schema of blueprints, made from the one that reads them. Rules that are code there
 * (names, uniqueness) are checked when a blueprint is read, and have no words in JSON Schema.
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
      'The state that a tenant is brought to: an API, a machine-to-machine application, and what it may do.',
    ...rest,
  });
}
