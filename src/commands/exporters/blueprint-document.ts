import type {Blueprint} from '../../scenario/documented.js';
import {jsonDocument} from './quoting.js';

/** Where the package's own copy of the schema is published with it. */
export const schemaId = 'https://unpkg.com/timesheets-setup/dist/blueprint.schema.json';

/** The choices as a file for `--blueprint`; editors find the schema by its address. */
export function blueprintDocument(blueprint: Blueprint): string {
  return jsonDocument({$schema: schemaId, ...blueprint});
}
