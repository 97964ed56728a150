import {Settings} from '../wizard/settings.js';
import {type Environment, variable} from './environment.js';
import type {Invocation} from './options.js';
import type {CommandResult} from './outcome.js';
import {domainOf} from './session.js';

/** `timesheets-setup forget`: removes what is remembered of `--domain`, or of every tenant. */
export function forget({domain}: Invocation['options'], env: Environment): CommandResult {
  const settings = new Settings(variable(env, 'TIMESHEETS_SETUP_CONFIG_DIR'));
  const before = domain === undefined ? settings.domains() : [domain];
  settings.forget(domain === undefined ? undefined : domainOf(domain));
  return {
    exitCode: 0,
    json: {forgotten: before},
    text: before.length === 0 ? 'Nothing was remembered.' : `Forgotten: ${before.join(', ')}.`,
  };
}
