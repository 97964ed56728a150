import {type Command, tenantExitCodes} from './command.js';
import {targetOptions} from './options.js';

export const command: Command = {
  name: 'rotate-secret',
  summary: 'replaces the job’s Client Secret and writes the new one to .env',
  details: [
    'Auth0 creates a new secret, and the old one stops working immediately. The new one is',
    'written to .env (or --out FILE) and nowhere else, and proved with a token. You can’t undo',
    'a rotation. Asks you to type the tenant’s name, unless --yes.',
  ],
  options: [...targetOptions, 'client-id', 'blueprint', 'yes', 'dry-run', 'out'],
  optionHelp: {out: 'write the new secret to a file, such as .env'},
  exitCodes: {
    ...tenantExitCodes,
    0: 'rotated and proved',
    1: 'rotated but not proved, or failed',
    2: 'not confirmed',
  },
  examples: [
    ['timesheets-setup rotate-secret', 'preview, then confirm'],
    ['timesheets-setup rotate-secret --yes --out .env', 'in a scheduled job'],
  ],
  run: async (io, context) => await (await import('./lazy.js')).runRotateSecret(io, context),
};
