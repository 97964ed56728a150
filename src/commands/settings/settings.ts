import {existsSync, lstatSync, readdirSync, rmSync} from 'node:fs';
import {basename, join} from 'node:path';
import Conf from 'conf';
import * as v from 'valibot';
import {TenantLock} from '../../engine/lock.js';
import {makePrivateFolder, tightenFolder} from '../../engine/private-folder.js';
import {hasCode, Problem, systemReasonOf} from '../../model/errors.js';
import type {Blueprint} from '../../scenario/documented.js';
import {storedBlueprintSchema} from '../../scenario/schema.js';
import {visible} from '../../text/escape.js';
import {UnreadableFileError} from '../files/read-text.js';
import {
  isFileOf,
  listSettingsFiles,
  readSettingsFile,
  settingsFile,
  settingsFolder,
  tenantsFolder,
} from './settings-folder.js';

/** What is saved per tenant between runs. Never a secret. */
export interface TenantSettings {
  /** Client IDs by API identifier. */
  readonly clientIds?: ReadonlyMap<string, string>;
  readonly blueprint?: Blueprint;
  /** Set if the system's keychain has the secret to sign in with. */
  readonly secretKept?: true;
  /** The Management API's audience, if the domain is a custom one. */
  readonly audience?: string;
  /**
   * The number of parallel requests that the tenant accepted, if that was low. The next run starts
   * with no more than that.
   */
  readonly requestLimit?: number;
  /** ISO 8601. */
  readonly lastInSyncAt?: string;
  /** ISO 8601. */
  readonly lastUsedAt?: string;
}

/**
 * The shape on disk. Version 1 spelled `authorized` as `authorised`; a file without a version
 * counts as 1, and a higher version was written by a newer program.
 */
const version = 2;

const settingsSchema = v.object({
  version: v.optional(v.picklist([1, version]), 1),
  domain: v.string(),
  clientIds: v.exactOptional(
    v.pipe(
      // Not `v.record`, which drops keys such as `constructor`.
      v.custom<object>(isRecord),
      v.transform(ids => Object.entries(ids)),
      v.array(v.tuple([v.string(), v.string()])),
      v.transform(entries => new Map(entries)),
    ),
  ),
  blueprint: v.exactOptional(storedBlueprintSchema),
  secretKept: v.exactOptional(v.literal(true)),
  audience: v.exactOptional(v.string()),
  requestLimit: v.exactOptional(v.number()),
  lastInSyncAt: v.exactOptional(v.string()),
  lastUsedAt: v.exactOptional(v.string()),
});

interface StoredSettings extends TenantSettings {
  readonly version: typeof version;
  readonly domain: string;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const versionSchema = v.object({version: v.number()});

const ownerOnly = 0o600;
/** Writing settings takes milliseconds, so wait only this long for another run's lock. */
const lockTimeoutMs = 3_000;

/**
 * The settings, one file per tenant, so that parallel runs on several tenants don't overwrite each
 * other. Conf writes a new file and renames it. Files are checked before conf opens them: conf
 * would block on a pipe, and accept undecodable bytes as text.
 */
export class Settings {
  readonly #folder: string;

  /**
   * `folder` is the value of `TIMESHEETS_SETUP_CONFIG_DIR`; if undefined, the system's default
   * place. Throws `Problem` file_unreadable if this user has no home folder.
   */
  constructor(folder?: string) {
    this.#folder = settingsFolder(folder);
  }

  get folder(): string {
    return this.#folder;
  }

  has(domain: string): boolean {
    return existsSync(this.#path(domain));
  }

  /**
   * Returns an empty object for an unknown tenant. Throws `Problem` settings_damaged,
   * file_unreadable.
   */
  read(domain: string): TenantSettings {
    const path = this.#path(domain);
    // Conf creates the folder even to read, but a read-only run must leave nothing behind.
    if (this.#contentOf(path) === undefined) return {};
    const {version: _, domain: __, ...settings} = this.#conf(domain).store;
    return settings;
  }

  /**
   * Merges into the saved settings, including what a parallel run saved meanwhile. Throws `Problem`
   * file_unwritable, file_unreadable, settings_damaged, another_run.
   */
  async remember(domain: string, settings: TenantSettings): Promise<void> {
    await this.#update(domain, before => {
      const clientIds = new Map([...(before.clientIds ?? []), ...(settings.clientIds ?? [])]);
      return {...before, ...settings, clientIds};
    });
  }

  /** Forgets everything else that was saved under the domain. Throws `Problem` as `remember`. */
  async replace(domain: string, settings: TenantSettings): Promise<void> {
    await this.#update(domain, () => settings);
  }

  async #update(domain: string, change: (before: TenantSettings) => TenantSettings): Promise<void> {
    const path = this.#path(domain);
    const lock = new TenantLock(`${path.replace(/\.json$/, '')}.lock`, {
      subject: `the settings of ${domain}`,
      waitMs: lockTimeoutMs,
    });
    // Without a lock, parallel runs could lose each other's updates; that is better than saving
    // nothing.
    await lock.acquire();
    try {
      const settings = change(this.read(domain));
      // Conf would create it readable by everyone, and hang on some file systems.
      await makePrivateFolder(this.#tenants);
      this.#conf(domain).store = {version, domain, ...settings};
    } catch (cause) {
      if (cause instanceof Problem) throw cause;
      throw unwritableProblem(this.#tenants, cause);
    } finally {
      await lock.release();
    }
  }

  /**
   * Removes other users' write access to the folders, and returns a sentence for each one changed.
   * Throws `Problem` file_unreadable if that fails.
   */
  async tighten(): Promise<readonly string[]> {
    const journal = join(this.#folder, 'journal');
    const inside = [this.#tenants, journal].map(folder => basename(folder));
    const sentences = [await tightenFolder(this.#folder, inside)];
    for (const part of [this.#tenants, journal, ...foldersIn(journal)]) {
      sentences.push(await tightenFolder(part, 'any', this.#folder));
    }
    return sentences.filter(sentence => sentence !== undefined);
  }

  /** Saved domains, most recently used first. Skips files that `read` refuses. */
  domains(): readonly string[] {
    const byUse = this.#readFiles(this.#files()).toSorted((a, b) =>
      (b.lastUsedAt ?? '').localeCompare(a.lastUsedAt ?? ''),
    );
    return byUse.map(({domain}) => domain);
  }

  /** Saved domains with the audience of another one. Skips files that `read` refuses. */
  customHosts(): readonly {readonly host: string; readonly audience: string}[] {
    const files = listSettingsFiles(this.#tenants).filter(
      file => !file.endsWith('.auth0.com.json'),
    );
    return this.#readFiles(files).flatMap(({domain: host, audience}) =>
      audience === undefined ? [] : [{host, audience}],
    );
  }

  #readFiles(files: readonly string[]): readonly StoredSettings[] {
    return files.flatMap(file => {
      try {
        const stored = parseSettings(readSettingsFile(join(this.#tenants, file)), file);
        return isFileOf(stored.domain, file) ? [stored] : [];
      } catch {
        return [];
      }
    });
  }

  /**
   * Removes the settings of one domain, or of all, and returns the domains; for a damaged file, its
   * name. Throws `Problem` file_unwritable.
   */
  forget(domain?: string): readonly string[] {
    const files = this.#files().filter(file => domain === undefined || isFileOf(domain, file));
    const known = new Map(this.domains().map(each => [settingsFile(each), each]));
    for (const file of files) {
      const path = join(this.#tenants, file);
      try {
        rmSync(path, {force: true});
      } catch (cause) {
        throw unwritableProblem(path, cause);
      }
    }
    return files.map(file => known.get(file) ?? domain ?? file);
  }

  #conf(domain: string): Conf<StoredSettings> {
    const path = this.#path(domain);
    return new Conf<StoredSettings>({
      cwd: this.#tenants,
      configName: basename(path, '.json'),
      fileExtension: 'json',
      configFileMode: ownerOnly,
      clearInvalidConfig: false,
      serialize: serializeSettings,
      deserialize: content => {
        const settings = parseSettings(content, path);
        if (settings.domain !== domain) throw otherTenantProblem(path, settings.domain, domain);
        return settings;
      },
    });
  }

  get #tenants(): string {
    return tenantsFolder(this.#folder);
  }

  #path(domain: string): string {
    return join(this.#tenants, settingsFile(domain));
  }

  /**
   * Throws `Problem` file_unwritable: a folder that can’t be listed may contain files to remove.
   */
  #files(): readonly string[] {
    try {
      return readdirSync(this.#tenants).filter(file => file.endsWith('.json'));
    } catch (cause) {
      if (hasCode(cause, 'ENOENT') || hasCode(cause, 'ENOTDIR')) return [];
      throw unwritableProblem(this.#tenants, cause);
    }
  }

  /**
   * Undefined only if there is certainly no file. Throws `Problem` settings_damaged,
   * file_unreadable.
   */
  #contentOf(path: string): string | undefined {
    try {
      return readSettingsFile(path);
    } catch (cause) {
      if (cause instanceof UnreadableFileError) throw damagedProblem(path);
      const missing = hasCode(cause, 'ENOENT') || hasCode(cause, 'ENOTDIR');
      if (!missing) throw unreadableProblem(path, cause);
      // A dangling link: its volume may just not be mounted.
      const lost = [this.#folder, this.#tenants, path].find(isLink);
      if (hasCode(cause, 'ENOENT') && lost !== undefined && !existsSync(lost)) {
        throw unreadableProblem(lost, new Error('the link leads nowhere'));
      }
      return undefined;
    }
  }
}

/** The journals of each tenant are in a folder of their own. None if they can't be listed. */
function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map(name => join(folder, name));
  } catch {
    return [];
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function serializeSettings({clientIds = new Map(), ...settings}: StoredSettings): string {
  const store = {...settings, clientIds: Object.fromEntries(clientIds)};
  return `${JSON.stringify(store, null, '\t')}\n`;
}

/** Throws `Problem` settings_damaged. */
function parseSettings(content: string, path: string): StoredSettings {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw damagedProblem(path);
  }
  const newer = v.safeParse(versionSchema, value);
  if (newer.success && newer.output.version > version) throw newerVersionProblem(path);
  const result = v.safeParse(settingsSchema, value);
  if (!result.success) throw damagedProblem(path);
  const {blueprint, ...rest} = result.output;
  if (blueprint === undefined) return {...rest, version};
  const {$schema: _, ...choices} = blueprint;
  return {...rest, version, blueprint: choices};
}

function damagedProblem(path: string): Problem {
  return new Problem('settings_damaged', {
    message: `The settings in ${path} can’t be read: the file is damaged.`,
    hint: 'Remove the file, or run `timesheets-setup forget`. The tenant is not affected.',
  });
}

/** Using them would apply another tenant's choices and applications to this one. */
function otherTenantProblem(path: string, otherDomain: string, domain: string): Problem {
  return new Problem('settings_damaged', {
    message: `The settings in ${path} belong to ${visible(otherDomain).slice(0, 200)}, not to ${domain}.`,
    hint: `Remove the file, or run \`timesheets-setup forget --domain ${domain}\`. The tenant is not affected.`,
  });
}

function newerVersionProblem(path: string): Problem {
  return new Problem('settings_damaged', {
    message: `The settings in ${path} were written by a newer version of this tool.`,
    hint: 'Use that version, or set TIMESHEETS_SETUP_CONFIG_DIR to another folder.',
  });
}

function unreadableProblem(path: string, cause: unknown): Problem {
  return new Problem('file_unreadable', {
    message: `The settings in ${path} can’t be read (${systemReasonOf(cause)}).`,
    hint: 'Make sure that you own the file, or set TIMESHEETS_SETUP_CONFIG_DIR to another folder.',
    cause,
  });
}

function unwritableProblem(path: string, cause: unknown): Problem {
  return new Problem('file_unwritable', {
    message: `The settings can’t be written to ${path} (${systemReasonOf(cause)}).`,
    hint: 'Free some space and check the folder’s permissions, or set TIMESHEETS_SETUP_CONFIG_DIR to another folder.',
    cause,
  });
}
