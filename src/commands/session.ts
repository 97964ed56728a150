import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseAddress} from '../auth0/address.js';
import {connect} from '../auth0/connect.js';
import {tokenEndpoint} from '../auth0/token-endpoint.js';
import {type Alone, aloneWith} from '../engine/alone.js';
import type {OnCall} from '../engine/call.js';
import type {ClientHints} from '../engine/desired.js';
import type {Journal} from '../engine/journal.js';
import {folderOf, journalFile} from '../engine/journal-file.js';
import {Problem} from '../engine/problem.js';
import {Secret} from '../engine/secret.js';
import type {Tenant, TenantReader} from '../engine/tenant.js';
import type {TokenEndpoint} from '../engine/token-endpoint.js';
import {type Blueprint, documented} from '../scenario/blueprint.js';
import type {Credentials} from '../wizard/ports.js';
import {Settings, type TenantSettings} from '../wizard/settings.js';
import {withSingleChoices} from './choices.js';
import {openDebugLog} from './debug-log.js';
import {type Environment, requireCredentials, requireDomain, variable} from './environment.js';
import {givenBlueprint} from './given-blueprint.js';
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

/** A tenant that a headless command is signed in to, and what is known of it. */
export interface Session {
  readonly domain: string;
  readonly reader: TenantReader;
  readonly tenant: Tenant;
  readonly endpoint: TokenEndpoint;
  readonly permissions: ReadonlySet<string>;
  readonly blueprint: Blueprint;
  readonly hints: ClientHints;
  readonly settings: Settings;
  /** What could not be read or kept, as sentences: worth a warning, no reason to stop. */
  readonly warnings: string[];
  /** Management API requests so far. */
  requests(): number;
  journal(undoes?: string): Journal;
  /** Keeps other runs of this program from writing meanwhile. */
  readonly alone: Alone;
  readonly journalFolder: string;
  remember(settings: TenantSettings): void;
}

export interface SessionContext {
  readonly options: Invocation['options'];
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly onCall?: OnCall;
  /** Before the names of the variables with the credentials. */
  readonly prefix?: string;
  /** The choices that a saved plan was made from. */
  readonly choices?: {readonly blueprint: Blueprint; readonly hints: ClientHints};
}

/** Throws `Problem` unknown_scenario, usage, invalid_domain. */
export async function openPlace({options, env, prefix}: SessionContext): Promise<Place> {
  const {demo, latency} = options;
  const log = options.debug === undefined ? undefined : openDebugLog(options.debug);
  const calls = log === undefined ? {} : {onCall: log.onCall};
  if (demo === undefined) {
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
  const {startDemo} = await import('./demo.js');
  const [tenant, configFolder] = await Promise.all([
    startDemo(demo, {latencyMs: numberOf('latency', latency) ?? 0}),
    mkdtemp(join(tmpdir(), 'timesheets-setup-demo-')),
  ]);
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
      await rm(configFolder, {recursive: true, force: true});
    },
  };
}

/** The host that a domain, as it was typed, means. Throws `Problem` invalid_domain. */
export function domainOf(typed: string): string {
  return parseAddress(typed, {customDomain: 'allow'}).domain;
}

/** A whole number that an option gives. Throws `Problem` usage. */
export function numberOf(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw usage(`--${option} can't be “${value}”.`, 'It takes a whole number.');
}

/** A tenant that somebody is signed in to, and what is remembered of it. */
export interface OpenTenant
  extends Pick<
    Session,
    | 'domain'
    | 'reader'
    | 'tenant'
    | 'endpoint'
    | 'permissions'
    | 'settings'
    | 'warnings'
    | 'requests'
    | 'journal'
    | 'alone'
    | 'journalFolder'
    | 'remember'
  > {
  readonly tenantName: string;
  readonly region?: string;
  readonly known: TenantSettings;
  /** Address of a Dashboard page, from `/dashboard/REGION/TENANT/` on; none for an emulator. */
  dashboardUrl(path: string): string | undefined;
}

export interface TenantRequest {
  readonly domain: string;
  readonly credentials: Credentials;
  readonly customDomain: 'allow' | 'refuse';
  readonly configFolder: string | undefined;
  readonly onCall?: OnCall;
  readonly signal: AbortSignal;
}

/** Signs in. What can be refused without the network is refused before it is used. Throws `Problem`. */
export async function openTenant(request: TenantRequest): Promise<OpenTenant> {
  const {domain, credentials, customDomain, configFolder, onCall, signal} = request;
  const address = parseAddress(domain, {customDomain});
  const settings = new Settings(configFolder);
  const warnings: string[] = [];
  const known = lenient<TenantSettings>(() => settings.read(address.domain), {}, warnings);

  const calls = onCall === undefined ? {} : {onCall};
  const connection = await connect({address, credentials, signal, ...calls});
  const journalFolder = join(settings.folder, 'journal');
  return {
    domain: address.domain,
    tenantName: address.tenantName,
    ...(address.region !== undefined && {region: address.region}),
    reader: connection.reader,
    tenant: connection.tenant,
    endpoint: tokenEndpoint(address, calls),
    permissions: connection.permissions,
    settings,
    known,
    warnings,
    requests: () => connection.requests(),
    journal: undoes =>
      journalFile({
        folder: journalFolder,
        domain: address.domain,
        ...(undoes !== undefined && {undoes}),
      }),
    journalFolder,
    alone: aloneWith(join(folderOf(journalFolder, address.domain), 'running'), address.domain),
    remember: update =>
      lenient(() => settings.remember(address.domain, update), undefined, warnings),
    dashboardUrl: path => address.dashboardUrl(path),
  };
}

/** Signs in for a headless command. Throws `Problem`. */
export async function openSession(context: SessionContext, place: Place): Promise<Session> {
  const {options, env, signal, onCall, prefix, choices} = context;
  // What is wrong with the call is told before anybody is asked to sign in.
  parseAddress(place.domain, place);
  const given = choices?.blueprint ?? (await givenBlueprint(options));
  const credentials = place.credentials ?? requireCredentials(env, prefix);
  const tenant = await openTenant({
    ...place,
    credentials,
    signal,
    ...heard(place.onCall, onCall),
  });
  const blueprint = given ?? withSingleChoices(tenant.known.blueprint ?? documented, options);
  const remembered = tenant.known.clientIds?.[blueprint.resourceServer.identifier];
  return {
    ...tenant,
    blueprint,
    hints: choices?.hints ?? hintsOf(options['client-id'], remembered),
  };
}

/** What anyone may call of a tenant, and the blueprint that its tokens are held against. */
export async function openEndpoint(
  {options, onCall}: SessionContext,
  domain: string,
  configFolder: string | undefined,
): Promise<{
  readonly domain: string;
  readonly endpoint: TokenEndpoint;
  readonly blueprint: Blueprint;
}> {
  const customDomain = options['allow-custom-domain'] ? 'allow' : 'refuse';
  const address = parseAddress(domain, {customDomain});
  const settings = new Settings(configFolder);
  const known = lenient<TenantSettings>(() => settings.read(address.domain), {}, []);
  const blueprint =
    (await givenBlueprint(options)) ?? withSingleChoices(known.blueprint ?? documented, options);
  return {
    domain: address.domain,
    endpoint: tokenEndpoint(address, heard(onCall, undefined)),
    blueprint,
  };
}

/** Both hear of every call. */
export function heard(
  first: OnCall | undefined,
  second: OnCall | undefined,
): {readonly onCall?: OnCall} {
  if (first === undefined && second === undefined) return {};
  return {
    onCall: event => {
      first?.(event);
      second?.(event);
    },
  };
}

export function hintsOf(
  clientId: string | undefined,
  rememberedClientId: string | undefined,
): ClientHints {
  return {
    ...(clientId !== undefined && {clientId}),
    ...(rememberedClientId !== undefined && {rememberedClientId}),
  };
}

/** Settings only save a look: a run goes on without them, and says so. */
function lenient<Value>(act: () => Value, otherwise: Value, warnings: string[]): Value {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    warnings.push(`${error.message} ${error.hint}`);
    return otherwise;
  }
}
