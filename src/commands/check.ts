import {type Command, tenantExitCodes} from './command.js';
import {choiceOptions, targetOptions} from './options.js';

export const command: Command = {
  name: 'check',
  summary: 'compares the tenant with your choices, and changes nothing',
  details: [
    'Compares the tenant with the blueprint, step by step. Needs only the read: permissions.',
    '--out saves the plan, and `apply --plan` applies exactly that.',
    '--tenants takes a file with one domain per line, followed by a prefix for its variables:',
    '`acme.eu.auth0.com ACME` signs in with ACME_AUTH0_CLIENT_ID and ACME_AUTH0_CLIENT_SECRET.',
  ],
  options: [...targetOptions, ...choiceOptions, 'out', 'tenants'],
  optionHelp: {out: 'save the plan to a file, for apply --plan'},
  exitCodes: {...tenantExitCodes, 0: 'in sync', 2: 'drift'},
  examples: [
    ['timesheets-setup check --demo=drifted', 'see what drift looks like'],
    ['timesheets-setup check --out plan.json', 'save the plan for apply'],
  ],
  run: async (io, context) => await (await import('./lazy.js')).runCheck(io, context),
};
