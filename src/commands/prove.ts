import {type Command, tenantExitCodes} from './command.js';
import {choiceOptions, targetOptions} from './options.js';

export const command: Command = {
  name: 'prove',
  summary: 'requests a token the way the job will, and verifies it',
  details: [
    'Signs in as the job and verifies the token claim by claim. Needs no admin if',
    'TIMESHEETS_CLIENT_ID and TIMESHEETS_CLIENT_SECRET are set; otherwise it reads the job’s secret.',
    'For a job with a private key, set TIMESHEETS_CLIENT_SIGNING_KEY_PATH, or put the PEM in',
    'TIMESHEETS_CLIENT_ASSERTION_PRIVATE_KEY.',
  ],
  options: [...targetOptions, ...choiceOptions, 'organization'],
  exitCodes: {...tenantExitCodes, 0: 'proved', 1: 'not proved, or failed'},
  examples: [['timesheets-setup prove', 'request and verify a token']],
  run: async (io, context) => await (await import('./lazy.js')).runProve(io, context),
};
