import {type Environment, hasCredentials, variable} from './environment.js';
import {type Invocation, usage} from './options.js';
import {domainOf} from './session.js';

/** A line of the file that `--tenants` names. */
export interface ListedTenant {
  /** As it was written. */
  readonly domain: string;
  /** Before the names of the variables with its credentials: `STAGING_`, or nothing. */
  readonly prefix: string;
}

/** Options that mean one tenant. */
const single = ['domain', 'client-id', 'demo', 'plan', 'out'] as const;

/** Throws `Problem` usage where an option beside `--tenants` can only mean one tenant. */
export function requireSeveral(options: Invocation['options']): void {
  const wrong = single.find(name => options[name] !== undefined);
  if (wrong === undefined) return;
  throw usage(
    `--${wrong} is about one tenant, and --tenants names several.`,
    `Leave one of the two out.`,
  );
}

/**
 * A domain a line, with the prefix of its variables behind it where the domain alone doesn't tell
 * them; empty lines and what follows a `#` are passed over. Throws `Problem` usage.
 */
export function readTenantList(
  content: string,
  file: string,
  env: Environment,
): readonly ListedTenant[] {
  const seen = new Map<string, number>();
  const tenants = content.split(/\r\n?|\n/).flatMap((text, index) => {
    const [domain, prefix, ...more] = text
      .replace(/(^|\s)#.*/, '')
      .split(/\s+/)
      .filter(Boolean);
    if (domain === undefined) return [];
    const line = index + 1;
    if (more.length > 0 || (prefix !== undefined && !/^\w+$/.test(prefix))) {
      throw usage(
        `${file}, line ${line}: “${text.trim()}” is no tenant.`,
        'A line is a domain, and behind it, where there is one, the prefix of its variables: acme.eu.auth0.com ACME.',
      );
    }
    const host = hostOf(domain);
    const before = seen.get(host);
    // Two runs on one tenant would see each other's half-done work.
    if (before !== undefined) {
      throw usage(
        `${file}, line ${line}: ${domain} is in line ${before} too.`,
        'List a tenant once.',
      );
    }
    seen.set(host, line);
    return [{domain, prefix: prefixOf(domain, prefix, env)}];
  });
  if (tenants.length > 0) return tenants;
  throw usage(`${file} names no tenant.`, 'It takes a domain a line: acme.eu.auth0.com.');
}

/** A domain that is wrong fails by itself, later, and not the others with it. */
function hostOf(domain: string): string {
  try {
    return domainOf(domain);
  } catch {
    return domain;
  }
}

/**
 * Where a tenant's credentials are: at the given prefix, else at that of its domain
 * (`ACME_EU_AUTH0_COM_`), else at that of its name (`ACME_`), else without one. The variables
 * without a prefix are no other tenant's than that of `AUTH0_DOMAIN`, if that is set.
 */
function prefixOf(domain: string, given: string | undefined, env: Environment): string {
  if (given !== undefined) return given.endsWith('_') ? given : `${given}_`;
  const host = hostOf(domain).toUpperCase();
  const [whole, name] = [host, host.replace(/\..*/, '')].map(
    text => `${text.replaceAll(/[^A-Z0-9]+/g, '_')}_`,
  );
  const own = variable(env, 'AUTH0_DOMAIN');
  const candidates = [
    whole ?? '',
    name ?? '',
    ...(own === undefined || hostOf(own) === hostOf(domain) ? [''] : []),
  ];
  return candidates.find(prefix => hasCredentials(env, prefix)) ?? name ?? '';
}
