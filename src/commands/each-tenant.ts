import {visible} from '../text/escape.js';
import {type CommandResult, exitCodeOf, failureJson, failureLines, failureOf} from './outcome.js';
import {domainOf} from './session.js';
import type {ListedTenant} from './tenant-list.js';

/** What became of one tenant. */
export interface TenantResult extends CommandResult {
  readonly domain: string;
}

/** Tenants at once: each has a rate limit of its own, and this machine a limit to its sockets. */
const atOnce = 4;

/** Of several exit codes the first of these is the whole's. */
const worstFirst = [130, 1, 4, 3, 2];

/**
 * Runs a command on each tenant, a few at once; what fails on one leaves the others alone. Results
 * are told in the list's order, each as soon as those before it are. Gives the worst exit code.
 */
export async function eachTenant(
  tenants: readonly ListedTenant[],
  act: (tenant: ListedTenant) => Promise<CommandResult>,
  tell: (result: TenantResult) => void,
): Promise<number> {
  const results: TenantResult[] = [];
  const waiting = tenants.entries();
  let told = 0;
  async function work(): Promise<void> {
    // The workers share one iterator: whoever is free takes the next.
    for (const [index, tenant] of waiting) {
      results[index] = await resultOf(tenant, act);
      for (let next = results[told]; next !== undefined; next = results[told]) {
        tell(next);
        told += 1;
      }
    }
  }
  await Promise.all(Array.from({length: atOnce}, work));
  return worstOf(results.map(({exitCode}) => exitCode));
}

async function resultOf(
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

/** As results name it: without a scheme, where what was listed is a domain at all. */
function hostOf(listed: string): string {
  try {
    return domainOf(listed);
  } catch {
    return listed;
  }
}

export function worstOf(exitCodes: readonly number[]): number {
  return worstFirst.find(code => exitCodes.includes(code)) ?? 0;
}

/** A tenant's result, set apart from the next one's. */
export function tenantText({domain, text}: TenantResult): string {
  return `── ${visible(domain)}\n\n${text}\n`;
}
