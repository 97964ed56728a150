import {type Command, usualExitCodes} from './command.js';

export const command: Command = {
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
