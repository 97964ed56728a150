import {type Command, tenantExitCodes} from './command.js';
import {targetOptions} from './options.js';

export const command: Command = {
  name: 'undo',
  summary: 'undoes the last run',
  details: [
    'Reverts what the last run changed, and deletes only what that run created. Lists first',
    'what it will revert and what it can’t, and stops if the tenant has changed since.',
  ],
  options: [...targetOptions, 'yes', 'dry-run'],
  exitCodes: {
    ...tenantExitCodes,
    0: 'undone, or nothing to undo',
    2: 'nothing undone: the tenant has changed, or not confirmed',
  },
  examples: [['timesheets-setup undo', 'preview, then confirm']],
  run: async (io, context) => await (await import('./lazy.js')).runUndo(io, context),
};
