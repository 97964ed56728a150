import {type Command, tenantExitCodes} from './command.js';
import {exportHelpLines, exportKinds} from './exporters/export-table.js';
import {choiceOptions, targetOptions} from './options.js';

export const command: Command = {
  name: 'export',
  summary: 'writes .env, Terraform, code samples or a report',
  details: exportHelpLines,
  words: exportKinds,
  options: [...targetOptions, ...choiceOptions, 'out', 'signing-secret'],
  optionHelp: {out: 'write the export to a file (env: with the secret)'},
  exitCodes: tenantExitCodes,
  examples: [
    ['timesheets-setup export env --out .env', 'write the job’s settings, including the secret'],
    ['timesheets-setup export report --out report.md', 'a report for your change ticket'],
  ],
  run: async (io, context) => await (await import('./lazy.js')).runExport(io, context),
};
