import {readManagementAudience} from '../../model/tenant-address.js';
import type {Settings, TenantSettings} from './settings.js';

/*
 * A tenant can be reached at its own domain and at custom domains. Its settings are kept under its
 * own domain, wherever that is known; a custom domain has only what is about that host. Earlier
 * versions kept everything under the host that was used. That is still read, and moved at the next
 * write.
 */

/** What earlier runs say about the tenant at a host. */
export interface KnownSettings {
  readonly known: TenantSettings;
  /** The Management API's audience; undefined if the host's own one is right. */
  readonly audience: string | undefined;
}

/**
 * Reads what is known of the tenant at `host`; `given` is the audience if this run knows it. Throws
 * `Problem` settings_damaged, file_unreadable.
 */
export function readTenantSettings(
  settings: Settings,
  host: string,
  given: string | undefined,
): KnownSettings {
  const audience = given ?? settings.read(host).audience;
  const own = ownDomainAt(host, audience);
  const records = tenantNames(settings, host, own).map(domain => settings.read(domain));
  return {known: mergeByLastUse(records.filter(record => belongsTo(record, own))), audience};
}

/** Every name of the tenant under which earlier runs may have stored something: its own first. */
export function tenantNames(settings: Settings, host: string, own: string): readonly string[] {
  return [own, ...customHosts(settings, host, own)];
}

function customHosts(settings: Settings, host: string, own: string): readonly string[] {
  if (host !== own) return [host];
  const all = settings.customHosts();
  return all.flatMap(({host: other, audience}) =>
    other !== own && ownDomainAt(other, audience) === own ? [other] : [],
  );
}

/**
 * Saves what was learned about the tenant at `host`. Throws `Problem` file_unwritable,
 * file_unreadable, settings_damaged, another_run.
 */
export async function rememberTenant(
  settings: Settings,
  {host, own}: {readonly host: string; readonly own: string},
  update: TenantSettings,
): Promise<void> {
  for (const custom of customHosts(settings, host, own))
    await moveToOwnDomain(settings, custom, own);
  if (host === own) return await settings.remember(own, update);
  const {ofHost, ofTenant} = splitSettings(update);
  if (Object.keys(ofTenant).length > 0) await settings.remember(own, ofTenant);
  if (Object.keys(ofHost).length > 0) await settings.remember(host, ofHost);
}

/** Moves what an earlier version stored under a custom domain. */
async function moveToOwnDomain(settings: Settings, host: string, current: string): Promise<void> {
  const record = settings.read(host);
  const {ofHost, ofTenant} = splitSettings(record);
  if (host === current || !hasContent(ofTenant)) return;
  // The tenant that the host belonged to then, which need not be the current one.
  const own = ownDomainAt(current, record.audience);
  const {audience: _, secretKept: __, ...merged} = mergeByLastUse([settings.read(own), record]);
  await settings.remember(own, merged);
  await settings.replace(host, ofHost);
}

/** `lastUsedAt` orders the hosts that the wizard offers, so it stays with the host. */
function splitSettings({audience, secretKept, lastUsedAt, ...ofTenant}: TenantSettings) {
  const ofHost: TenantSettings = {
    ...(audience !== undefined && {audience}),
    ...(secretKept !== undefined && {secretKept}),
    ...(lastUsedAt !== undefined && {lastUsedAt}),
  };
  return {ofHost, ofTenant};
}

function hasContent({clientIds = new Map(), ...others}: TenantSettings): boolean {
  return clientIds.size > 0 || Object.keys(others).length > 0;
}

/** The most recently used record wins; if two are equally recent, the first. */
function mergeByLastUse(records: readonly TenantSettings[]): TenantSettings {
  const byUse = records
    .toReversed()
    .toSorted((a, b) => (a.lastUsedAt ?? '').localeCompare(b.lastUsedAt ?? ''));
  const clientIds = new Map(byUse.flatMap(record => [...(record.clientIds ?? [])]));
  const merged: TenantSettings = Object.assign({}, ...byUse);
  return clientIds.size > 0 ? {...merged, clientIds} : merged;
}

/** False for what a custom domain has from another tenant, which it belonged to before. */
function belongsTo({audience}: TenantSettings, own: string): boolean {
  return audience === undefined || ownDomainAt(own, audience) === own;
}

/** The tenant's own domain according to the audience, or else the host. */
export function ownDomainAt(host: string, audience: string | undefined): string {
  const own = audience === undefined ? undefined : readManagementAudience(audience);
  return own?.domain ?? host;
}
