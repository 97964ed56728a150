import {join} from 'node:path';
import {managementAudienceIn} from '../auth0/access-token.js';
import {parseAddress, type TenantAddress} from '../auth0/address.js';
import {connect} from '../auth0/connect.js';
import {createTokenEndpoint} from '../auth0/token-endpoint.js';
import type {OnCall} from '../engine/call.js';
import type {Journal} from '../engine/journal/journal.js';
import {journalFile, journalFolderOf} from '../engine/journal/journal-file.js';
import {createWithLock, type WithLock} from '../engine/lock.js';
import type {Tenant, TenantReader} from '../engine/tenant.js';
import type {TokenEndpoint} from '../engine/token-endpoint.js';
import type {ClientHints} from '../model/blueprint.js';
import type {Credentials} from '../model/credentials.js';
import {Problem} from '../model/errors.js';
import {isPathSegment} from '../model/pasted-text.js';
import {isReachedByCustomDomain, ownDomainOf, readTenantAddress} from '../model/tenant-address.js';
import {type Blueprint, documented} from '../scenario/documented.js';
import {applySingleChoices, readGivenBlueprint} from './choices.js';
import type {Io} from './command.js';
import type {Target, TenantContext} from './context.js';
import {variable} from './environment.js';
import {
  addCredentialSource,
  type CredentialSource,
  readAudience,
  requireCredentials,
  requireDomain,
} from './given-credentials.js';
import {Settings, type TenantSettings} from './settings/settings.js';
import {
  type KnownSettings,
  readTenantSettings,
  rememberTenant,
  tenantNames,
} from './settings/tenant-settings.js';

/** A signed-in tenant, with the settings saved for it. */
export interface OpenTenant {
  readonly domain: string;
  /** The tenant's own domain, if `domain` is a custom one. */
  readonly ownDomain?: string;
  /** The variables that the credentials came from. */
  readonly source?: CredentialSource;
  readonly reader: TenantReader;
  readonly tenant: Tenant;
  readonly endpoint: TokenEndpoint;
  readonly permissions: ReadonlySet<string>;
  /**
   * Sentences about settings that couldn't be read or saved. Shown as warnings; the run continues.
   */
  readonly warnings: string[];
  /** Number of Management API requests so far. */
  requests(): number;
  journal(undoes?: string): Journal;
  /**
   * Runs an act under the lock that keeps out other runs of this program. Throws `Problem`
   * file_unreadable if other users can write to the journals.
   */
  readonly withLock: WithLock;
  /** Of all tenants. Throws `Problem` file_unreadable if other users can write to it. */
  journalFolder(): Promise<string>;
  /** The domains under which the tenant's runs were journaled: its own, then custom ones. */
  journalDomains(): readonly string[];
  /** Saves for later runs. Throws `Problem` if that fails. */
  save(settings: TenantSettings): Promise<void>;
  /** Saves for later runs. If that fails, adds a warning. */
  remember(settings: TenantSettings): Promise<void>;
  /** Saves for the next run how many parallel requests the tenant accepts, if that is low. */
  rememberLimit(): Promise<void>;
  readonly tenantName: string;
  readonly known: TenantSettings;
  /**
   * URL of a Dashboard page: `path` follows `/dashboard/REGION/TENANT/`. Undefined for an emulator.
   */
  dashboardUrl(path: string): string | undefined;
}

/** The first batch has three parallel requests, so a limit below that is worth saving. */
const minLimitWorthSaving = 3;

export interface TenantRequest {
  readonly domain: string;
  readonly credentials: Credentials;
  readonly customDomain: 'allow' | 'refuse';
  /** The variables that the credentials came from, and notices about ignored input. */
  readonly source?: CredentialSource;
  readonly notices?: readonly string[];
  /** The Management API's audience, if the domain is a custom one. */
  readonly audience?: string;
  readonly configFolder: string | undefined;
  readonly onCall?: OnCall;
  readonly signal: AbortSignal;
  readonly onUnreadableSettings: OnUnreadableSettings;
}

/**
 * What to do if the settings can't be read. They contain the admin's choices, which must not
 * silently become defaults: `refuse` if the choices decide what is written, `documented` if
 * something is only compared or shown, `continue` if the choices aren't used.
 */
export type OnUnreadableSettings = 'refuse' | 'documented' | 'continue';

/** Signs in. Checks everything that it can before the first request. Throws `Problem`. */
export async function openTenant(request: TenantRequest): Promise<OpenTenant> {
  const {domain, credentials, customDomain, configFolder, onCall, signal, onUnreadableSettings} =
    request;
  const typed = parseAddress(domain, {customDomain});
  const settings = new Settings(configFolder);
  const read = readTenantAddress(domain);
  const ignored = read.kind === 'ok' ? read.ignored : undefined;
  const warnings: string[] = [
    ...(ignored === undefined ? [] : [`Ignored ${ignored} in the domain.`]),
    ...(request.notices ?? []),
  ];
  const given = request.audience ?? audienceInToken(credentials, typed);
  const {known, audience} = await readSettings(
    settings,
    {host: typed.domain, audience: given},
    onUnreadableSettings,
    warnings,
  );
  const address = audience === undefined ? typed : parseAddress(domain, {customDomain, audience});

  const calls = onCall === undefined ? {} : {onCall};
  const {requestLimit} = known;
  const limit = requestLimit === undefined ? {} : {limit: requestLimit};
  const connection = await connect({address, credentials, signal, ...calls, ...limit}).catch(
    (error: unknown) => {
      throw addCredentialSource(error, request.source);
    },
  );
  const journalFolder = join(settings.folder, 'journal');
  const host = address.domain;
  const {ownDomain: own = host} = ownDomainOf(address);
  const save = (update: TenantSettings) => rememberTenant(settings, {host, own}, update);
  const rememberOrWarn = async (update: TenantSettings) => {
    try {
      await save(update);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // Settings only save requests in later runs; this run works without them.
      warnings.push(`${error.message} ${error.hint}`);
    }
  };
  if (isReachedByCustomDomain(address) && known.audience !== address.managementAudience) {
    await rememberOrWarn({audience: address.managementAudience});
  }
  const tightenedJournalFolder = async () => {
    await settings.tighten();
    return journalFolder;
  };
  const withLock = createWithLock(
    join(journalFolderOf(journalFolder, own), 'running'),
    {subject: address.domain, signal},
    reason =>
      warnings.push(
        `Could not create a lock (${reason}). Another run could write at the same time.`,
      ),
  );
  return {
    ...(request.source !== undefined && {source: request.source}),
    ...ownDomainOf(address),
    domain: address.domain,
    tenantName: address.tenantName,
    reader: connection.reader,
    tenant: connection.tenant,
    endpoint: createTokenEndpoint(address, calls),
    permissions: connection.permissions,
    known,
    warnings,
    requests: () => connection.requestCount(),
    journal: undoes =>
      journalFile({
        folder: journalFolder,
        domain: own,
        ...(undoes !== undefined && {undoes}),
      }),
    journalFolder: tightenedJournalFolder,
    journalDomains: () => tenantNames(settings, host, own),
    async withLock(act) {
      await tightenedJournalFolder();
      return await withLock(act);
    },
    save,
    remember: rememberOrWarn,
    async rememberLimit() {
      const limit = connection.requestLimit();
      if (limit === undefined || limit === requestLimit) return;
      if (limit >= minLimitWorthSaving && requestLimit === undefined) return;
      // A read-only run leaves no files behind.
      if (!settings.has(own) && !settings.has(host)) return;
      await rememberOrWarn({requestLimit: limit});
    },
    dashboardUrl: path => address.dashboardUrl(path),
  };
}

/** A signed-in tenant, with the desired state of a headless command. */
export interface Session extends OpenTenant {
  readonly blueprint: Blueprint;
  readonly hints: ClientHints;
}

/** Signs in for a headless command. Throws `Problem`. */
export async function openSession(
  io: Io,
  {options, prefix, choices, onUnreadableSettings = 'documented'}: TenantContext,
  target: Target,
): Promise<Session> {
  // Report invalid arguments before asking for credentials.
  const audience =
    target.demo === undefined ? readAudience(io.env, options.audience, prefix) : undefined;
  parseAddress(target.domain, {...target, ...(audience !== undefined && {audience})});
  const given = choices?.blueprint ?? (await readGivenBlueprint(options, io));
  const found =
    target.credentials === undefined
      ? requireCredentials(io.env, prefix)
      : {credentials: target.credentials, notices: []};
  const tenant = await openTenant({
    ...target,
    ...combineOnCall(target.onCall, io.onCall),
    ...found,
    ...(audience !== undefined && {audience}),
    signal: io.signal,
    onUnreadableSettings: given === undefined ? onUnreadableSettings : 'continue',
  });
  const blueprint = given ?? applySingleChoices(tenant.known.blueprint ?? documented, options);
  const remembered = tenant.known.clientIds?.get(blueprint.resourceServer.identifier);
  return {
    ...tenant,
    blueprint,
    hints: choices?.hints ?? clientHints(options['client-id'], remembered),
  };
}

function clientHints(
  clientId: string | undefined,
  rememberedClientId: string | undefined,
): ClientHints {
  return {
    ...(clientId !== undefined && {clientId}),
    ...(rememberedClientId !== undefined && {rememberedClientId}),
  };
}

/** The token endpoint, for which no admin is needed, and the blueprint to verify tokens against. */
export async function openEndpoint(
  io: Io,
  {options}: TenantContext,
  onCall: OnCall | undefined,
): Promise<{
  readonly domain: string;
  readonly endpoint: TokenEndpoint;
  readonly blueprint: Blueprint;
  readonly warnings: readonly string[];
}> {
  const customDomain = options['allow-custom-domain'] ? 'allow' : 'refuse';
  const address = parseAddress(requireDomain(io.env, options.domain), {customDomain});
  const settings = new Settings(variable(io.env, 'TIMESHEETS_SETUP_CONFIG_DIR'));
  const warnings: string[] = [];
  const given = await readGivenBlueprint(options, io);
  const onUnreadableSettings = given === undefined ? 'documented' : 'continue';
  const audience = readAudience(io.env, options.audience);
  const place = {host: address.domain, audience};
  const {known} = await readSettings(settings, place, onUnreadableSettings, warnings);
  const blueprint = given ?? applySingleChoices(known.blueprint ?? documented, options);
  return {
    domain: address.domain,
    endpoint: createTokenEndpoint(address, combineOnCall(onCall, io.onCall)),
    blueprint,
    warnings,
  };
}

/** Calls both listeners. */
export function combineOnCall(
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

/** Throws `Problem` settings_damaged, file_unreadable if `onUnreadableSettings` is `refuse`. */
async function readSettings(
  settings: Settings,
  {host, audience}: {readonly host: string; readonly audience: string | undefined},
  onUnreadableSettings: OnUnreadableSettings,
  warnings: string[],
): Promise<KnownSettings> {
  try {
    warnings.push(...(await settings.tighten()));
    const recalled = readTenantSettings(settings, host, audience);
    const known = withUsableIds(recalled.known, settings.folder, warnings);
    return {...recalled, known};
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (onUnreadableSettings === 'refuse') {
      // A folder that others can write to remains so without the settings.
      throw error.code === 'file_unreadable' ? error : unknownChoicesProblem(error);
    }
    const fallbackNote =
      onUnreadableSettings === 'documented'
        ? ' So the documented setup is used, not the one that was chosen earlier.'
        : '';
    warnings.push(`${error.message}${fallbackNote} ${error.hint}`);
    return {known: {}, audience};
  }
}

/** A token that a custom domain issued tells which tenant it is for. */
function audienceInToken(credentials: Credentials, address: TenantAddress): string | undefined {
  return credentials.kind === 'token'
    ? managementAudienceIn(credentials.token.reveal(), address)
    : undefined;
}

/** An id becomes part of request paths, so `..` would address something else. */
function withUsableIds(known: TenantSettings, folder: string, warnings: string[]): TenantSettings {
  if (known.clientIds === undefined) return known;
  const usable = [...known.clientIds].filter(([, id]) => isPathSegment(id));
  if (usable.length < known.clientIds.size) {
    warnings.push(`The settings in ${folder} contain a damaged Client ID, which was ignored.`);
  }
  return {...known, clientIds: new Map(usable)};
}

function unknownChoicesProblem({code, message, hint, cause}: Problem): Problem {
  const more = hint.includes('timesheets-setup forget') ? '' : ` ${hint}`;
  return new Problem(code, {
    message: `${message} The settings may contain your choices for this tenant, so nothing was changed.`,
    hint: `Pass your choices with --blueprint FILE, or run \`timesheets-setup forget\` to continue with the documented setup.${more}`,
    cause,
  });
}
