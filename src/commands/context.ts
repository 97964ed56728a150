import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseAddress} from '../auth0/address.js';
import type {OnCall} from '../engine/call.js';
import type {ClientHints} from '../model/blueprint.js';
import type {Credentials} from '../model/credentials.js';
import {Problem, reasonOf} from '../model/errors.js';
import {Secret} from '../model/secrets/secret.js';
import type {Blueprint} from '../scenario/documented.js';
import {visible} from '../text/escape.js';
import type {Io} from './command.js';
import {startDemo} from './demo-tenant.js';
import {type Environment, variable} from './environment.js';
import {addCredentialSource, requireDomain} from './given-credentials.js';
import {numberOf, type Options} from './options.js';
import {openDebugLog} from './output/debug-log.js';
import {toLocale} from './output/for-terminal.js';
import type {CommandResult} from './output/outcome.js';
import {type OnUnreadableSettings, openSession, type Session} from './tenant-session.js';

/** The tenant that a command works on: a real one, or a demo that runs in this process. */
export interface Target {
  readonly domain: string;
  readonly customDomain: 'allow' | 'refuse';
  /** A demo's own admin; undefined for a real tenant. */
  readonly credentials: Credentials | undefined;
  /** For a demo, a temporary folder that is deleted when it closes. */
  readonly configFolder: string | undefined;
  readonly demo: string | undefined;
  /** Receives every call, for `--debug`. */
  readonly onCall?: OnCall;
  close(): Promise<void>;
}

/** How a command reaches a tenant, and with which options. */
export interface TenantContext {
  readonly options: Options;
  /** Prefix of the environment variables with the credentials, such as `STAGING_`. */
  readonly prefix?: string;
  /** What to do if the settings can't be read. Default: `documented`. */
  readonly onUnreadableSettings?: OnUnreadableSettings;
  /** Choices from a saved plan. */
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
  const configFolder = await temporaryFolder().catch(async (error: unknown) => {
    log?.close();
    await tenant.close();
    throw error;
  });
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
      // Settings may still be being written, so retry.
      await rm(configFolder, {recursive: true, force: true, maxRetries: 5, retryDelay: 50});
    },
  };
}

/** Throws `Problem` file_unwritable. */
async function temporaryFolder(): Promise<string> {
  const folder = tmpdir();
  try {
    return await mkdtemp(join(folder, 'timesheets-setup-demo-'));
  } catch (cause) {
    throw new Problem('file_unwritable', {
      message: `The demo needs a temporary folder, and ${folder} can’t be written (${reasonOf(cause)}).`,
      hint: 'Set TMPDIR to a folder that you can write to.',
      cause,
    });
  }
}

/** Signs in, runs `act`, and prints warnings. */
export async function withSession(
  io: Io,
  context: TenantContext,
  act: (session: Session) => Promise<CommandResult>,
): Promise<CommandResult> {
  const target = await openTarget(io, context);
  try {
    const session = await openSession(io, context, target);
    try {
      return await act(session);
    } catch (error) {
      throw addCredentialSource(error, session.source);
    } finally {
      await session.rememberLimit();
      writeWarnings(session.warnings, io);
    }
  } finally {
    await target.close();
  }
}

/** The host part of a domain as typed. Throws `Problem` invalid_domain. */
export function hostOfDomain(typed: string): string {
  return parseAddress(typed, {customDomain: 'allow'}).domain;
}

export function writeWarnings(warnings: readonly string[], {stderr}: Pick<Io, 'stderr'>): void {
  for (const warning of new Set(warnings)) {
    stderr.write(`${toLocale(`⚠ ${visible(warning)}`)}\n`);
  }
}

/** Reads from the environment, except for a demo: those values belong to a real tenant. */
export function readEnvUnlessDemo<Value>(
  {env}: Pick<Io, 'env'>,
  {demo}: Options,
  read: (given: Environment) => Value,
): Value | undefined {
  return demo === undefined ? read(env) : undefined;
}
