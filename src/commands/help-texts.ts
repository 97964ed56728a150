import {exportLines} from './export/offers.js';
import type {CommandName} from './option-table.js';
import {rotateSecretDetails, rotateSecretExamples} from './rotate-secret-help.js';

export const intro: readonly string[] = [
  'Sets up Auth0’s “Server Apps + API” scenario in a tenant, step by step,',
  'proves it with a real token, and keeps it that way. Nothing that is yours is lost:',
  'it only adds and corrects, and says before what could break.',
];

/** What a command does, beyond its line in the list. */
export const details: Readonly<Record<CommandName, readonly string[]>> = {
  wizard: intro,
  check: [
    'Compares the tenant with the blueprint, step by step. It needs the read: permissions',
    'only. --out saves the plan; `apply --plan` then does that and nothing else.',
    '--tenants takes a file with a domain a line, and the prefix of its variables behind it:',
    '`acme.eu.auth0.com ACME` signs in with ACME_AUTH0_CLIENT_ID and ACME_AUTH0_CLIENT_SECRET.',
  ],
  apply: [
    'Repairs what drifted and makes what is missing, each write noted in a journal before',
    'it is sent. What may break running software is left, exit 2, unless --allow-breaking.',
  ],
  prove: [
    'Signs in as the job and checks the token claim by claim. With TIMESHEETS_CLIENT_ID and',
    'TIMESHEETS_CLIENT_SECRET no admin is needed; else the job’s secret is read. For a job',
    'without a secret: TIMESHEETS_CLIENT_SIGNING_KEY_PATH, or the key itself (PEM) in',
    'TIMESHEETS_CLIENT_ASSERTION_PRIVATE_KEY.',
  ],
  undo: [
    'Restores what the newest run changed, and deletes only what that run made. It lists',
    'first what it will restore and what it can’t, and refuses where the tenant has changed.',
  ],
  'rotate-secret': rotateSecretDetails,
  export: exportLines,
  'demo-tenant': [
    'Serves a small Auth0 on this machine, and prints its address and credentials.',
    '--demo=list lists its scenarios.',
  ],
  forget: [
    'With --domain, or AUTH0_DOMAIN, one tenant is forgotten, else every one. Tenants stay as',
    'they are, and so do the journals: undo needs them.',
  ],
  completions: [
    'bash   timesheets-setup completions bash \\',
    '         > ~/.local/share/bash-completion/completions/timesheets-setup',
    'zsh    timesheets-setup completions zsh > a folder of $fpath, as _timesheets-setup',
    'fish   timesheets-setup completions fish \\',
    '         > ~/.config/fish/completions/timesheets-setup.fish',
  ],
};

export const variables: readonly (readonly [string, string])[] = [
  ['AUTH0_DOMAIN', 'the tenant, where --domain is not given'],
  ['AUTH0_CLIENT_ID', 'a machine-to-machine application that may use'],
  ['AUTH0_CLIENT_SECRET', '  the Management API, and its secret'],
  ['AUTH0_ACCESS_TOKEN', 'or a token for the Management API (also AUTH0_API_TOKEN)'],
  ['TIMESHEETS_CLIENT_ID', 'the job’s own credentials: prove then needs'],
  ['TIMESHEETS_CLIENT_SECRET', '  no admin'],
  ['TIMESHEETS_CLIENT_SIGNING_KEY_PATH', '  or the job’s private key, for one without a secret'],
  ['TIMESHEETS_SETUP_CONFIG_DIR', 'where settings and the journal are kept'],
  ['HTTPS_PROXY, NO_PROXY', 'the way out, as usual'],
  ['NODE_EXTRA_CA_CERTS', 'the certificates of a proxy that looks inside'],
  ['NO_COLOR', 'no colors'],
];

interface ExitCode {
  readonly code: number;
  readonly about: string;
  /** Commands that end with it; absent: all of them. */
  readonly of?: readonly CommandName[];
}

export const exitCodes: readonly ExitCode[] = [
  {code: 0, about: 'done; check: in sync; apply: converged; prove: proved'},
  {code: 1, about: 'it failed: the network, the tenant, part of the work; prove: not proved'},
  {
    code: 2,
    about: 'check: drift; apply and undo: something was left as it is',
    of: ['wizard', 'check', 'apply', 'undo', 'rotate-secret'],
  },
  {code: 3, about: 'wrong use: an option, a domain, a blueprint that is not valid'},
  {
    code: 4,
    about: 'not signed in, or not permitted',
    of: ['wizard', 'check', 'apply', 'prove', 'undo', 'rotate-secret', 'export'],
  },
  {code: 130, about: 'interrupted'},
];

export const examples: Readonly<Record<CommandName, readonly (readonly [string, string])[]>> = {
  wizard: [
    ['npx timesheets-setup --demo', 'try it, without a tenant'],
    ['npx timesheets-setup --domain acme.eu.auth0.com', 'set up your tenant'],
    ['npx timesheets-setup check --json', 'look for drift, in CI'],
    ['npx timesheets-setup apply --yes --prove', 'repair it, and prove it'],
    ['npx timesheets-setup export terraform --out timesheets.tf', 'hand it over'],
  ],
  check: [
    ['timesheets-setup check --demo=drifted', 'what drift looks like'],
    ['timesheets-setup check --out plan.json', 'save the plan for apply'],
  ],
  apply: [
    ['timesheets-setup apply --dry-run', 'look first'],
    ['timesheets-setup apply --yes --prove', 'do it without asking, and prove it'],
    ['timesheets-setup apply --plan plan.json', 'do what check --out saved'],
  ],
  prove: [['timesheets-setup prove', 'get a token as the job would']],
  undo: [['timesheets-setup undo', 'list what it will restore, and ask']],
  'rotate-secret': rotateSecretExamples,
  export: [
    ['timesheets-setup export env --out .env', 'the job’s settings, secret included'],
    ['timesheets-setup export report --out report.md', 'for the change ticket'],
  ],
  'demo-tenant': [['timesheets-setup demo-tenant --scenario drifted', 'a tenant to repair']],
  forget: [['timesheets-setup forget --domain acme.eu.auth0.com', 'forget one tenant']],
  completions: [['source <(timesheets-setup completions bash)', 'for this shell']],
};
