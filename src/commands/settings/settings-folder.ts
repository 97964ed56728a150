import {readdirSync, statSync} from 'node:fs';
import {homedir} from 'node:os';
import {dirname, isAbsolute, join} from 'node:path';
import {foreignFileReason} from '../../engine/private-folder.js';
import {Problem} from '../../model/errors.js';
import {decodeText, readFileBytes} from '../files/read-text.js';

/**
 * `named` is the value of `TIMESHEETS_SETUP_CONFIG_DIR`; if undefined, the system's default place.
 * Throws `Problem` file_unreadable if this user has no home folder.
 */
export function settingsFolder(named: string | undefined): string {
  const folder = named ?? systemFolder(process.env, process.platform);
  if (folder !== undefined) return folder;
  throw new Problem('file_unreadable', {
    message: 'This user has no home folder to keep settings and the journal in.',
    hint: 'Set TIMESHEETS_SETUP_CONFIG_DIR to a folder, or set HOME.',
  });
}

/** The system's place for settings; undefined without a home folder. */
export function systemFolder(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): string | undefined {
  const name = 'timesheets-setup';
  const inHome = (...parts: readonly string[]) => {
    const home = homeFolder();
    return home === undefined ? undefined : join(home, ...parts);
  };
  switch (platform) {
    case 'darwin':
      return inHome('Library', 'Preferences', name);
    case 'win32': {
      const roaming = env.APPDATA || inHome('AppData', 'Roaming');
      return roaming === undefined ? undefined : join(roaming, name, 'Config');
    }
    default: {
      // https://specifications.freedesktop.org/basedir-spec: relative paths must be ignored.
      const named = env.XDG_CONFIG_HOME ?? '';
      return isAbsolute(named) ? join(named, name) : inHome('.config', name);
    }
  }
}

/** Undefined for a user ID without a passwd entry and without HOME, as in containers. */
export function homeFolder(): string | undefined {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : undefined;
  } catch {
    return undefined;
  }
}

export function tenantsFolder(folder: string): string {
  return join(folder, 'tenants');
}

/** The name of the file with a tenant's settings. */
export function settingsFile(domain: string): string {
  return `${domain.replaceAll(/[^a-zA-Z0-9.-]/g, '_')}.json`;
}

/** False for a copy of another tenant's file. */
export function isFileOf(domain: string, file: string): boolean {
  return settingsFile(domain) === file;
}

/**
 * A settings file's text. Throws `Unreadable`, an error if another user may have written the file,
 * or the file system's error.
 */
export function readSettingsFile(path: string): string {
  const text = decodeText(readFileBytes(path));
  const foreign = foreignFileReason(statSync(path), statSync(dirname(path)));
  if (foreign !== undefined) throw new Error(foreign);
  return text;
}

/** What the first frame shows about a tenant from an earlier run. */
export interface KnownTenant {
  readonly domain: string;
  /** Whether the system's keychain has the secret to sign in with. */
  readonly hasStoredSecret: boolean;
}

/**
 * Tenants from earlier runs, most recently used first. Doesn't use the settings schema, because
 * loading it takes longer than drawing the first frame. Skips files that can't be read.
 */
export function knownTenants(named: string | undefined): readonly KnownTenant[] {
  const folder = tenantsFolder(settingsFolder(named));
  const known = listSettingsFiles(folder).flatMap(file =>
    readLastUse(join(folder, file)).filter(({domain}) => isFileOf(domain, file)),
  );
  return known.toSorted((a, b) => b.at.localeCompare(a.at));
}

/** The files with settings; none if the folder can't be listed. */
export function listSettingsFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(file => file.endsWith('.json'));
  } catch {
    return [];
  }
}

function readLastUse(path: string): readonly (KnownTenant & {readonly at: string})[] {
  try {
    const {domain, lastUsedAt: at = '', secretKept} = JSON.parse(readSettingsFile(path));
    if (typeof domain !== 'string' || typeof at !== 'string') return [];
    return [{domain, at, hasStoredSecret: secretKept === true}];
  } catch {
    return [];
  }
}
