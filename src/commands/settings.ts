import {existsSync, lstatSync, readdirSync, rmSync} from 'node:fs';
import {basename, join} from 'node:path';
import Conf from 'conf';
import * as v from 'valibot';
import {TenantLock} from '../engine/lock.js';
import {makePrivateFolder, tightenFolder} from '../engine/private-folder.js';
import {hasCode, Problem, reasonOf} from '../model/errors.js';
import type {Blueprint} from '../scenario/documented.js';
import {storedBlueprintSchema} from '../scenario/schema.js';
import {decodeText, readFileBytes, Unreadable} from './read-text.js';
import {settingsFolder, tenantsFolder} from './settings-folder.js';

/** What is kept of a tenant between runs. Never a secret. */
export interface TenantSettings {
  /** Our application for each API, by the API's identifier. */
  readonly clientIds?: ReadonlyMap<string, string>;
  readonly blueprint?: Blueprint;
  /** Set where the system's keychain has the secret to sign in with. */
  readonly secretKept?: true;
  /** The Management API's audience, where the domain is a custom one. */
  readonly audience?: string;
  /** Requests at once that the tenant took, where that was few: the next run begins with no more. */
  readonly requestLimit?: number;
  /** ISO 8601. */
  readonly lastInSyncAt?: string;
  /** ISO 8601. */
  readonly lastUsedAt?: string;
}

/**
 * The shape on the disk. Version 1 said `authorised`; a file without a version is taken for one of
 * that, and one of a higher version was written by a newer program.
 */
const version = 2;

const stored = v.object({
  version: v.optional(v.picklist([1, version]), 1),
  domain: v.string(),
  clientIds: v.exactOptional(
    v.pipe(
      // Not `v.record`: that leaves out what is named like a member of every object.
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

const versioned = v.object({version: v.number()});

const ownerOnly = 0o600;
/** Writing settings takes milliseconds: whoever holds the lock for longer has stopped. */
const lockTimeoutMs = 3_000;

/**
 * The settings: a file a tenant, so that runs on several tenants at once don't overwrite each
 * other. Conf writes a new file that then takes the old one's place. What it can't tell apart is
 * looked at before it opens a file: it would wait for a pipe, and take what is damaged as text.
 */
export class Settings {
  readonly #folder: string;

  /**
   * `folder`: what `TIMESHEETS_SETUP_CONFIG_DIR` names; absent, the system's own place.
   * Throws `Problem` file_unreadable where this user has no home folder.
   */
  constructor(folder?: string) {
    this.#folder = settingsFolder(folder);
  }

  get folder(): string {
    return this.#folder;
  }

  knows(domain: string): boolean {
    return existsSync(this.#path(domain));
  }

  /** Throws `Problem` settings_damaged, file_unreadable. Nothing known gives an empty object. */
  read(domain: string): TenantSettings {
    const path = this.#path(domain);
    // Conf makes the folder even to read; a run that only looks leaves nothing behind.
    if (this.#contentOf(path) === undefined) return {};
    const {version: _, domain: __, ...settings} = this.#conf(domain).store;
    return settings;
  }

  /**
   * Keeps what is not mentioned, and what another run remembers at the same time.
   * Throws `Problem` file_unwritable, file_unreadable, settings_damaged, another_run.
   */
  async remember(domain: string, settings: TenantSettings): Promise<void> {
    const path = this.#path(domain);
    const lock = new TenantLock(`${path.replace(/\.json$/, '')}.lock`, {
      subject: `the settings of ${domain}`,
      waitMs: lockTimeoutMs,
    });
    // Without a lock two runs could forget each other's news: no reason to keep none.
    await lock.acquire();
    try {
      const before = this.read(domain);
      const clientIds = new Map([...(before.clientIds ?? []), ...(settings.clientIds ?? [])]);
      // Conf would make it for all to read, and never return on some file systems.
      await makePrivateFolder(this.#tenants);
      this.#conf(domain).store = {version, domain, ...before, ...settings, clientIds};
    } catch (cause) {
      if (cause instanceof Problem) throw cause;
      throw unwritable(this.#tenants, cause);
    } finally {
      await lock.release();
    }
  }

  /**
   * Takes other users' write access to the folders away, where they have it, and says so.
   * Throws `Problem` file_unreadable where that can't be done.
   */
  async tighten(): Promise<readonly string[]> {
    const said: string[] = [];
    const journal = join(this.#folder, 'journal');
    const inside = [this.#tenants, journal].map(folder => basename(folder));
    for (const [folder, contents] of [
      [this.#folder, inside],
      [this.#tenants, 'any'],
      [journal, 'any'],
    ] as const) {
      const sentence = await tightenFolder(folder, contents);
      if (sentence !== undefined) said.push(sentence);
    }
    return said;
  }

  /** The domains that are remembered, the last used first. Damaged files are passed over. */
  domains(): readonly string[] {
    const known = this.#files().flatMap(file => {
      try {
        return [parsed(decodeText(readFileBytes(join(this.#tenants, file))), file)];
      } catch {
        return [];
      }
    });
    const byUse = known.toSorted((a, b) => (b.lastUsedAt ?? '').localeCompare(a.lastUsedAt ?? ''));
    return byUse.map(({domain}) => domain);
  }

  /**
   * Removes what is known of one tenant, or of all, and says of which; of a damaged file its name.
   * Throws `Problem` file_unwritable.
   */
  forget(domain?: string): readonly string[] {
    const files = this.#files().filter(
      file => domain === undefined || file === `${fileOf(domain)}.json`,
    );
    const known = new Map(this.domains().map(each => [`${fileOf(each)}.json`, each]));
    for (const file of files) {
      const path = join(this.#tenants, file);
      try {
        rmSync(path, {force: true});
      } catch (cause) {
        throw unwritable(path, cause);
      }
    }
    return files.map(file => known.get(file) ?? domain ?? file);
  }

  #conf(domain: string): Conf<StoredSettings> {
    const path = this.#path(domain);
    return new Conf<StoredSettings>({
      cwd: this.#tenants,
      configName: fileOf(domain),
      fileExtension: 'json',
      configFileMode: ownerOnly,
      clearInvalidConfig: false,
      serialize: written,
      deserialize: content => parsed(content, path),
    });
  }

  get #tenants(): string {
    return tenantsFolder(this.#folder);
  }

  #path(domain: string): string {
    return join(this.#tenants, `${fileOf(domain)}.json`);
  }

  /** Throws `Problem` file_unwritable: a folder that can't be listed may hold what is to be gone. */
  #files(): readonly string[] {
    try {
      return readdirSync(this.#tenants).filter(file => file.endsWith('.json'));
    } catch (cause) {
      if (hasCode(cause, 'ENOENT') || hasCode(cause, 'ENOTDIR')) return [];
      throw unwritable(this.#tenants, cause);
    }
  }

  /** Undefined where nothing is remembered for sure. Throws `Problem` settings_damaged, file_unreadable. */
  #contentOf(path: string): string | undefined {
    try {
      return decodeText(readFileBytes(path));
    } catch (cause) {
      if (cause instanceof Unreadable) throw damaged(path);
      const missing = hasCode(cause, 'ENOENT') || hasCode(cause, 'ENOTDIR');
      if (!missing) throw unreadable(path, cause);
      // A link that leads nowhere: the volume that it leads to may be missing.
      const lost = [this.#folder, this.#tenants, path].find(isLink);
      if (hasCode(cause, 'ENOENT') && lost !== undefined && !existsSync(lost)) {
        throw unreadable(lost, new Error('the link leads nowhere'));
      }
      return undefined;
    }
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function written({clientIds = new Map(), ...settings}: StoredSettings): string {
  const store = {...settings, clientIds: Object.fromEntries(clientIds)};
  return `${JSON.stringify(store, null, '\t')}\n`;
}

/** Throws `Problem` settings_damaged. */
function parsed(content: string, path: string): StoredSettings {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw damaged(path);
  }
  const newer = v.safeParse(versioned, value);
  if (newer.success && newer.output.version > version) throw ofNewerVersion(path);
  const result = v.safeParse(stored, value);
  if (!result.success) throw damaged(path);
  const {blueprint, ...rest} = result.output;
  if (blueprint === undefined) return {...rest, version};
  const {$schema: _, ...choices} = blueprint;
  return {...rest, version, blueprint: choices};
}

function fileOf(domain: string): string {
  return domain.replaceAll(/[^a-zA-Z0-9.-]/g, '_');
}

function damaged(path: string): Problem {
  return new Problem('settings_damaged', {
    message: `The settings in ${path} can't be read: the file is damaged.`,
    hint: 'Remove the file, or run `timesheets-setup forget`. The tenant is not affected.',
  });
}

function ofNewerVersion(path: string): Problem {
  return new Problem('settings_damaged', {
    message: `The settings in ${path} were written by a newer version of this tool.`,
    hint: 'Use that version, or set TIMESHEETS_SETUP_CONFIG_DIR to another folder.',
  });
}

function unreadable(path: string, cause: unknown): Problem {
  return new Problem('file_unreadable', {
    message: `The settings in ${path} can't be read (${reasonOf(cause)}).`,
    hint: 'Make sure that you own the file, or set TIMESHEETS_SETUP_CONFIG_DIR to another folder.',
    cause,
  });
}

function unwritable(path: string, cause: unknown): Problem {
  return new Problem('file_unwritable', {
    message: `The settings can't be written to ${path} (${reasonOf(cause)}).`,
    hint: 'Free some space and check the folder’s permissions, or set TIMESHEETS_SETUP_CONFIG_DIR to another folder.',
    cause,
  });
}
