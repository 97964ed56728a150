import {Problem} from '../model/errors.js';
import {type Environment, variable} from './environment.js';
import type {Invocation} from './options.js';
import type {CommandResult} from './outcome.js';
import {domainOf} from './session.js';
import {Settings} from './settings.js';
import {knownTenants} from './settings-folder.js';
import {removeSecret} from './stored-sign-ins.js';

/**
 * `timesheets-setup forget`: removes what is remembered of the domain that is named, or of every
 * tenant, and the secrets that are in the keychain. Journals stay: `undo` needs them.
 */
export async function forget(
  {domain: option, demo}: Invocation['options'],
  env: Environment,
): Promise<CommandResult> {
  // A demo has settings of its own, which went with it.
  if (demo !== undefined) return told([]);
  const folder = variable(env, 'TIMESHEETS_SETUP_CONFIG_DIR');
  const typed = option ?? variable(env, 'AUTH0_DOMAIN');
  const domain = typed === undefined ? undefined : domainOf(typed);
  const settings = new Settings(folder);
  const kept = knownTenants(folder).filter(
    tenant => tenant.secretKept && (domain === undefined || tenant.domain === domain),
  );
  const stays: Problem[] = [];
  for (const tenant of kept) {
    await removeSecret(tenant.domain, env).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
      stays.push(error);
    });
  }
  // A keychain that is gone for good holds nothing else up.
  const forgotten = settings.forget(domain);
  const [first] = stays;
  if (first !== undefined) throw first;
  return told(forgotten);
}

function told(forgotten: readonly string[]): CommandResult {
  return {
    exitCode: 0,
    json: {forgotten},
    text:
      forgotten.length === 0 ? 'Nothing was remembered.' : `Forgotten: ${forgotten.join(', ')}.`,
  };
}
