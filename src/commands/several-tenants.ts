import {visible} from '../text/escape.js';
import type {Exited, Io} from './command.js';
import {hostOfDomain, type TenantContext} from './context.js';
import {type Environment, variable} from './environment.js';
import {jsonLine} from './exporters/quoting.js';
import {inputName, readInput} from './files/read-text.js';
import {hasCredentials} from './given-credentials.js';
import {type Options, usageProblem} from './options.js';
import {formatForTerminal} from './output/for-terminal.js';
import {
  type CommandResult,
  exitCodeOf,
  failureJson,
  failureLines,
  failureOf,
} from './output/outcome.js';

/**
 * `--tenants FILE`: runs a command on each tenant and prints each result. Returns the worst exit
 * code. Throws `Problem` usage.
 */
export async function runOnTenants(
  io: Io,
  options: Options,
  file: string,
  act: (context: TenantContext) => Promise<CommandResult>,
): Promise<Exited> {
  refuseSingleTenantOptions(options);
  const content = await readInput(file, 'tenants', io);
  const tenants = readTenantList(content, inputName(file), io.env);
  const exitCode = await runTenants(
    tenants,
    ({domain, prefix}) => act({options: {...options, domain}, prefix}),
    result => {
      const text = options.json
        ? jsonLine(result.json)
        : formatForTerminal(formatTenantResult(result), io.stdout);
      io.stdout.write(`${text}\n`);
    },
  );
  return {exitCode};
}

/** A line of the `--tenants` file. */
export interface ListedTenant {
  /** As written in the file. */
  readonly domain: string;
  /** Prefix of the variables with its credentials: `STAGING_`, or empty. */
  readonly prefix: string;
}

/** Options that make sense for one tenant only. */
const singleTenantOptions = ['domain', 'client-id', 'demo', 'plan', 'out'] as const;

/** Throws `Problem` usage if an option makes sense for one tenant only. */
export function refuseSingleTenantOptions(options: Options): void {
  const conflicting = singleTenantOptions.find(name => options[name] !== undefined);
  if (conflicting === undefined) return;
  throw usageProblem(
    `--${conflicting} is about one tenant, and --tenants names several.`,
    `Leave one of the two out.`,
  );
}

/**
 * Parses the list: a domain per line, optionally followed by the prefix of its variables. Empty
 * lines and `#` comments are ignored. Throws `Problem` usage.
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
      throw usageProblem(
        `${file}, line ${line}: “${text.trim()}” is not a tenant.`,
        'Each line is a domain, optionally followed by the prefix of its variables: acme.eu.auth0.com ACME.',
      );
    }
    const host = hostOf(domain);
    const before = seen.get(host);
    // Parallel runs on one tenant would see each other's half-done work.
    if (before !== undefined) {
      throw usageProblem(
        `${file}, line ${line}: ${domain} is in line ${before} too.`,
        'List each tenant once.',
      );
    }
    seen.set(host, line);
    return [{domain, prefix: prefixOf(domain, prefix, env)}];
  });
  if (tenants.length > 0) return tenants;
  throw usageProblem(
    `${file} lists no tenants.`,
    'It needs one domain per line, such as acme.eu.auth0.com.',
  );
}

/**
 * The prefix of a tenant's credentials: the given one, else that of its domain
 * (`ACME_EU_AUTH0_COM_`), of its name (`ACME_`), or none. If `AUTH0_DOMAIN` is set, the variables
 * without a prefix belong to that tenant only.
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

export interface TenantResult extends CommandResult {
  readonly domain: string;
}

/**
 * How many tenants run in parallel. Each has its own rate limit, but this machine's sockets are
 * limited.
 */
const maxConcurrentTenants = 4;

/** The exit codes by severity: the first one found is returned. */
const exitCodesBySeverity = [130, 1, 4, 3, 2];

/**
 * Runs `act` on each tenant, a few in parallel; a failure on one doesn't affect the others. Reports
 * results in the list's order, each as soon as all before it are done. Returns the worst exit code.
 */
export async function runTenants(
  tenants: readonly ListedTenant[],
  act: (tenant: ListedTenant) => Promise<CommandResult>,
  onResult: (result: TenantResult) => void,
): Promise<number> {
  const results: TenantResult[] = [];
  const waiting = tenants.entries();
  let reported = 0;
  async function runWorker(): Promise<void> {
    // The workers share one iterator, so each takes the next tenant when it is free.
    for (const [index, tenant] of waiting) {
      results[index] = await runTenant(tenant, act);
      for (let next = results[reported]; next !== undefined; next = results[reported]) {
        onResult(next);
        reported += 1;
      }
    }
  }
  await Promise.all(Array.from({length: maxConcurrentTenants}, runWorker));
  return worstExitCode(results.map(({exitCode}) => exitCode));
}

async function runTenant(
  tenant: ListedTenant,
  act: (tenant: ListedTenant) => Promise<CommandResult>,
): Promise<TenantResult> {
  const domain = hostOf(tenant.domain);
  try {
    return {domain, ...(await act(tenant))};
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    return {
      domain,
      exitCode: exitCodeOf(failure.problem),
      json: {domain, ...failureJson(failure)},
      text: failureLines(failure).join('\n'),
    };
  }
}

/** Without the scheme. An invalid domain is returned as is, so that only its own run fails. */
function hostOf(listed: string): string {
  try {
    return hostOfDomain(listed);
  } catch {
    return listed;
  }
}

export function worstExitCode(exitCodes: readonly number[]): number {
  return exitCodesBySeverity.find(code => exitCodes.includes(code)) ?? 0;
}

function formatTenantResult({domain, text}: TenantResult): string {
  return `── ${visible(domain)}\n\n${text}\n`;
}
