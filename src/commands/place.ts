import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {OnCall} from '../engine/call.js';
import type {ClientHints} from '../model/blueprint.js';
import type {Credentials} from '../model/credentials.js';
import {Secret} from '../model/secret.js';
import type {Blueprint} from '../scenario/documented.js';
import {openDebugLog} from './debug-log.js';
import {type Environment, requireDomain, variable} from './environment.js';
import type {IfUnread} from './open-tenant.js';
import {type Invocation, usage} from './options.js';

/** Where a run works: a real tenant, or one that lives in this process. */
export interface Place {
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

export interface SessionContext {
  readonly options: Invocation['options'];
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly onCall?: OnCall;
  /** Before the names of the variables with the credentials. */
  readonly prefix?: string;
  /** Absent: what was chosen earlier is compared with, and written nowhere. */
  readonly ifUnread?: IfUnread;
  /** The choices that a saved plan was made from. */
  readonly choices?: {readonly blueprint: Blueprint; readonly hints: ClientHints};
}

/** Throws `Problem` unknown_scenario, usage, invalid_domain. */
export async function openPlace({options, env, prefix}: SessionContext): Promise<Place> {
  const {demo, latency} = options;
  const tenant =
    demo === undefined
      ? undefined
      : await (await import('./demo.js')).startDemo(demo, {
          latencyMs: numberOf('latency', latency) ?? 0,
        });
  const log = options.debug === undefined ? undefined : openDebugLog(options.debug);
  const calls = log === undefined ? {} : {onCall: log.onCall};
  if (tenant === undefined) {
    return {
      ...calls,
      domain: requireDomain(env, options.domain, prefix),
      customDomain: options['allow-custom-domain'] ? 'allow' : 'refuse',
      credentials: undefined,
      configFolder: variable(env, 'TIMESHEETS_SETUP_CONFIG_DIR'),
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

/** A whole number that an option gives. Throws `Problem` usage. */
export function numberOf(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw usage(`--${option} can't be “${value}”.`, 'It takes a whole number.');
}
