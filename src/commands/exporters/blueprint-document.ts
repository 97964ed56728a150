import type {Blueprint} from '../../scenario/documented.js';
import {jsonDocument} from './quoting.js';

/** The schema is published with the package; unpkg serves it at this address. */
export const schemaId = 'https://unpkg.com/timesheets-setup/dist/blueprint.schema.json';

/** The choices as a file for `--blueprint`. `$schema` lets editors validate it. */
export function exportBlueprintDocument(blueprint: Blueprint): string {
  return jsonDocument({$schema: schemaId, ...blueprint});
}
