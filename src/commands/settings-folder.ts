import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import envPaths from 'env-paths';

/** `named`: what `TIMESHEETS_SETUP_CONFIG_DIR` names; absent, the system's own place. */
export function settingsFolder(named: string | undefined): string {
  return named ?? envPaths('timesheets-setup', {suffix: ''}).config;
}

export function tenantsFolder(folder: string): string {
  return join(folder, 'tenants');
}

/** What the first frame wants to know of a tenant that was worked on before. */
export interface KnownTenant {
  readonly domain: string;
  /** Whether the system's keychain has the secret to sign in with. */
  readonly secretKept: boolean;
}

/**
 * The tenants of earlier runs, the last one first, for the first frame: so without what checks
 * settings, which takes longer to load than the frame to draw. What can't be read is passed over.
 */
export function knownTenants(named: string | undefined): readonly KnownTenant[] {
  const folder = tenantsFolder(settingsFolder(named));
  const known = filesIn(folder).flatMap(file => lastUse(join(folder, file)));
  return known.toSorted((a, b) => b.at.localeCompare(a.at));
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(file => file.endsWith('.json'));
  } catch {
    return [];
  }
}

function lastUse(path: string): readonly (KnownTenant & {readonly at: string})[] {
  try {
    const {domain, lastUsedAt: at = '', secretKept} = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof domain !== 'string' || typeof at !== 'string') return [];
    return [{domain, at, secretKept: secretKept === true}];
  } catch {
    return [];
  }
}
