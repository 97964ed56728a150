import {type Command, tenantExitCodes} from './command.js';
import {choiceOptions, targetOptions} from './options.js';

export const command: Command = {
  name: 'apply',
  summary: 'creates and repairs what differs from the blueprint',
  details: [
    'Creates what is missing and repairs what drifted. Every write is journaled before it is',
    'sent. Changes that could break a running app are skipped (exit 2) unless --allow-breaking.',
  ],
  options: [
    ...targetOptions,
    ...choiceOptions,
    'yes',
    'allow-breaking',
    'allow-similar',
    'dry-run',
    'prove',
    'plan',
    'out',
    'tenants',
  ],
  optionHelp: {out: 'with --dry-run: save the plan to a file, for --plan'},
  exitCodes: {
    ...tenantExitCodes,
    0: 'converged',
    2: 'skipped what could break something, not confirmed, or drift with --dry-run',
  },
  examples: [
    ['timesheets-setup apply --dry-run', 'preview the changes'],
    ['timesheets-setup apply --yes --prove', 'apply without asking, then prove it'],
    ['timesheets-setup apply --plan plan.json', 'apply the plan that check --out saved'],
  ],
  run: async (io, context) => await (await import('./lazy.js')).runApply(io, context),
};
