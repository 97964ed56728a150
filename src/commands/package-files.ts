import {blueprintJsonSchema} from './export/blueprint-schema.js';
import {manPage} from './man-page.js';

/** Files that the build writes into the package beside the program, by their names. */
export function packageFiles(version: string): Readonly<Record<string, string>> {
  return {
    'timesheets-setup.1': manPage(version),
    // Blueprints name its address as their `$schema`, so that editors check and complete them.
    'blueprint.schema.json': blueprintJsonSchema(),
  };
}
