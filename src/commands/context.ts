import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseAddress} from '../auth0/address.js';
import type {OnCall} from '../engine/call.js';
import type {ClientHints} from '../model/blueprint.js';
import type {Credentials} from '../model/credentials.js';
import {Secret} from '../model/secret.js';
import type {Blueprint} from '../scenario/documented.js';
import {visible} from '../text/escape.js';
import type {Io} from './command.js';
import {openDebugLog} from './debug-log.js';
import {startDemo} from './demo-tenant.js';
import {type Environment, namingSource, requireDomain, variable} from './environment.js';
import {inLocale} from './for-terminal.js';
import {numberOf, type Options} from './options.js';
import type {CommandResult} from './outcome.js';
import type {IfUnread, Session} from './tenant-session.js';

/** What a run works on: a real tenant, or one that lives in this process. */
export interface Target {
  readonly domain: string;
  readonly customDomain: 'allow' | 'refuse';
  /** For a demo: its own admin. */
  readonly credentials: Credentials | undefined;
  /** A demo has a folder of its own, which goes with it. */
  readonly configFolder: string | undefined;
  readonly demo: string | undefined;
  /** Hears of every call: the log of `--debug`. */
  readonly onCall?: OnCall;
  close(): Promise<void>;
}

/** What is asked of a tenant, and how it is reached. */
export interface TenantContext {
  readonly options: Options;
  /** Before the names of the variables with the credentials. */
  readonly prefix?: string;
  /** Absent: what was chosen earlier is compared with, and written nowhere. */
  readonly ifUnread?: IfUnread;
  /** The choices that a saved plan was made from. */
  readonly choices?: {readonly blueprint: Blueprint; readonly hints: ClientHints};
}

/** Throws `Problem` unknown_scenario, usage, invalid_domain, file_unwritable. */
export async function openTarget(io: Io, {options, prefix}: TenantContext): Promise<Target> {
  const {demo, latency} = options;
  const latencyMs = numberOf('latency', latency) ?? 0;
  const tenant = demo === undefined ? undefined : await startDemo(demo, {latencyMs});
  const log = options.debug === undefined ? undefined : openDebugLog(options.debug, io);
  const calls = log === undefined ? {} : {onCall: log.onCall};
  if (tenant === undefined) {
    return {
      ...calls,
      domain: requireDomain(io.env, options.domain, prefix),
      customDomain: options['allow-custom-domain'] ? 'allow' : 'refuse',
      credentials: undefined,
      configFolder: variable(io.env, 'TIMESHEETS_SETUP_CONFIG_DIR'),
      demo: undefined,
      close: async () => log?.close(),
    };
  }
  const configFolder = await mkdtemp(join(tmpdir(), 'timesheets-setup-demo-'));
  return {
    ...calls,
    domain: tenant.url,
    customDomain: 'refuse',
    credentials: {
      kind: 'client',
      clientId: tenant.clientId,
      clientSecret: new Secret(tenant.clientSecret),
    },
    configFolder,
    demo,
    async close() {
      log?.close();
      await tenant.close();
      // The last of what is remembered may still be on its way there.
      await rm(configFolder, {recursive: true, force: true, maxRetries: 5, retryDelay: 50});
    },
  };
}

/** Signs in, acts, and tells what could not be read or kept. What reaches tenants is loaded here. */
export async function withSession(
  io: Io,
  context: TenantContext,
  act: (session: Session) => Promise<CommandResult>,
): Promise<CommandResult> {
  const target = await openTarget(io, context);
  try {
    const {openSession} = await import('./tenant-session.js');
    const session = await openSession(io, context, target);
    try {
      return await act(session);
    } catch (error) {
      throw namingSource(error, session.source);
    } finally {
      await session.rememberLimit();
      tellWarnings(session.warnings, io);
    }
  } finally {
    await target.close();
  }
}

/** The host that a domain, as it was typed, means. Throws `Problem` invalid_domain. */
export function domainOf(typed: string): string {
  return parseAddress(typed, {customDomain: 'allow'}).domain;
}

export function tellWarnings(warnings: readonly string[], {stderr}: Pick<Io, 'stderr'>): void {
  for (const warning of new Set(warnings)) {
    stderr.write(`${inLocale(`⚠ ${visible(warning)}`)}\n`);
  }
}

/** What the environment holds for a real tenant is none of a demo's business. */
export function demoless<Value>(
  {env}: Pick<Io, 'env'>,
  {demo}: Options,
  read: (given: Environment) => Value,
): Value | undefined {
  return demo === undefined ? read(env) : undefined;
}
