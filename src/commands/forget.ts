import {Problem} from '../model/errors.js';
import type {Command, Io} from './command.js';
import {hostOfDomain} from './context.js';
import {variable} from './environment.js';
import type {Options} from './options.js';
import type {CommandResult} from './output/outcome.js';
import {Settings} from './settings/settings.js';
import {knownTenants} from './settings/settings-folder.js';
import {removeSecret} from './settings/stored-sign-ins.js';
import {ownDomainAt, tenantNames} from './settings/tenant-settings.js';

export const runForget: Command['run'] = async (io, {options}) => await forget(options, io);

/** Removes saved settings and the secrets in the keychain. */
async function forget(
  {domain: option, demo}: Options,
  {env}: Pick<Io, 'env'>,
): Promise<CommandResult> {
  // A demo's settings are deleted with it.
  if (demo !== undefined) return forgetResult([]);
  const folder = variable(env, 'TIMESHEETS_SETUP_CONFIG_DIR');
  const typed = option ?? variable(env, 'AUTH0_DOMAIN');
  const domain = typed === undefined ? undefined : hostOfDomain(typed);
  const settings = new Settings(folder);
  const names = domain === undefined ? undefined : allNamesOf(settings, domain);
  const withSecret = knownTenants(folder).filter(
    tenant => tenant.hasStoredSecret && (names?.includes(tenant.domain) ?? true),
  );
  const failures: Problem[] = [];
  for (const tenant of withSecret) {
    await removeSecret(tenant.domain, env).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
      failures.push(error);
    });
  }
  // Forget the settings even if the keychain is unreachable, and only then report that.
  const forgotten = names?.flatMap(name => settings.forget(name)) ?? settings.forget();
  const [first] = failures;
  if (first !== undefined) throw first;
  return forgetResult(forgotten);
}

/** The tenant's own domain and its custom ones. Of a damaged file only the domain is known. */
function allNamesOf(settings: Settings, domain: string): readonly string[] {
  try {
    const own = ownDomainAt(domain, settings.read(domain).audience);
    return [...new Set([domain, ...tenantNames(settings, own, own)])];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [domain];
  }
}

function forgetResult(forgotten: readonly string[]): CommandResult {
  return {
    exitCode: 0,
    json: {forgotten},
    text:
      forgotten.length === 0
        ? 'There were no saved settings.'
        : `Forgot the settings for ${forgotten.join(', ')}.`,
  };
}
