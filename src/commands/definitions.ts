import {type Command, tenantExitCodes, usualExitCodes} from './command.js';
import {exportHelpLines, exportKinds} from './exporters/export-table.js';
import {choiceOptions, targetOptions} from './options.js';

// The commands whose work loads when they run: here is what parsing, help and completions need of
// them. The work is in the file with the command's name.

export const check: Command = {
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

export const apply: Command = {
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

export const prove: Command = {
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

export const undo: Command = {
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

export const rotateSecret: Command = {
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

export const exportCommand: Command = {
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

export const forget: Command = {
  name: 'forget',
  summary: 'forgets saved settings for one tenant, or for all',
  details: [
    'Forgets the tenant in --domain or AUTH0_DOMAIN, or all tenants if neither is set. The',
    'tenants don’t change, and the journals stay, because undo needs them. A Client Secret in the',
    'system’s keychain is deleted too.',
  ],
  options: ['domain'],
  exitCodes: usualExitCodes,
  examples: [['timesheets-setup forget --domain acme.eu.auth0.com', 'forget one tenant']],
  run: async (io, context) => await (await import('./lazy.js')).runForget(io, context),
};
