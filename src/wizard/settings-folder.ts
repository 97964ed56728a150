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

/**
 * The tenant of the last run, to fill in on the first frame: so without what checks settings,
 * which takes longer to load than the frame to draw. What can't be read is passed over.
 */
export function lastUsedDomain(named: string | undefined): string | undefined {
  const folder = tenantsFolder(settingsFolder(named));
  const known = filesIn(folder).flatMap(file => lastUse(join(folder, file)));
  return known.toSorted((a, b) => b.at.localeCompare(a.at))[0]?.domain;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(file => file.endsWith('.json'));
  } catch {
    return [];
  }
}

function lastUse(path: string): readonly {readonly domain: string; readonly at: string}[] {
  try {
    const {domain, lastUsedAt: at = ''} = JSON.parse(readFileSync(path, 'utf8'));
    return typeof domain === 'string' && typeof at === 'string' ? [{domain, at}] : [];
  } catch {
    return [];
  }
}
