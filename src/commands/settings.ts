import {chmodSync, existsSync, mkdirSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import Conf from 'conf';
import * as v from 'valibot';
import {Problem, reasonOf} from '../engine/problem.js';
import type {Blueprint} from '../scenario/blueprint.js';
import {blueprintSchema} from '../scenario/schema.js';
import {settingsFolder, tenantsFolder} from './settings-folder.js';

/** What is kept of a tenant between runs. Never a secret. */
export interface TenantSettings {
  /** Our application for each API, by the API's identifier. */
  readonly clientIds?: ReadonlyMap<string, string>;
  readonly blueprint?: Blueprint;
  /** Set where the system's keychain has the secret to sign in with. */
  readonly secretKept?: true;
  /** Requests at once that the tenant took, where that was few: the next run begins with no more. */
  readonly requestLimit?: number;
  /** ISO 8601. */
  readonly lastInSyncAt?: string;
  /** ISO 8601. */
  readonly lastUsedAt?: string;
}

/** The shape on the disk; a file of a higher version was written by a newer program. */
const version = 1;

const stored = v.object({
  version: v.literal(version),
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
  blueprint: v.exactOptional(blueprintSchema),
  secretKept: v.exactOptional(v.literal(true)),
  requestLimit: v.exactOptional(v.number()),
  lastInSyncAt: v.exactOptional(v.string()),
  lastUsedAt: v.exactOptional(v.string()),
});

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const versioned = v.object({version: v.number()});

/** Only the owner may look. */
const ownerOnly = {folder: 0o700, file: 0o600} as const;

/**
 * The settings: a file a tenant, so that runs on several tenants at once don't overwrite each
 * other. Written to a new file that then takes the old one's place.
 */
export class Settings {
  readonly #folder: string;

  /** `folder`: what `TIMESHEETS_SETUP_CONFIG_DIR` names; absent, the system's own place. */
  constructor(folder?: string) {
    this.#folder = settingsFolder(folder);
  }

  get folder(): string {
    return this.#folder;
  }

  knows(domain: string): boolean {
    return existsSync(join(this.#tenants, `${fileOf(domain)}.json`));
  }

  /** Throws `Problem` settings_damaged, file_unreadable. Nothing known gives an empty object. */
  read(domain: string): TenantSettings {
    // Conf makes the folder even to read; a run that only looks shall leave nothing behind.
    if (!this.knows(domain)) return {};
    const conf = this.#open(domain);
    const {store} = conf;
    const newer = v.safeParse(versioned, store);
    if (newer.success && newer.output.version > version) throw ofNewerVersion(conf.path);
    const result = v.safeParse(stored, store);
    if (!result.success) throw damaged(conf.path);
    const {version: _, domain: __, blueprint, ...rest} = result.output;
    if (blueprint === undefined) return rest;
    const {$schema: ___, ...choices} = blueprint;
    return {...rest, blueprint: choices};
  }

  /** Keeps what is not mentioned. Throws `Problem` file_unwritable, file_unreadable, settings_damaged. */
  remember(domain: string, settings: TenantSettings): void {
    const before = this.read(domain);
    try {
      mkdirSync(this.#tenants, {recursive: true, mode: ownerOnly.folder});
      const conf = this.#conf(fileOf(domain));
      const clientIds = new Map([...(before.clientIds ?? []), ...(settings.clientIds ?? [])]);
      conf.store = {
        version,
        domain,
        ...before,
        ...settings,
        clientIds: Object.fromEntries(clientIds),
      };
      chmodSync(conf.path, ownerOnly.file);
    } catch (cause) {
      throw unwritable(this.#tenants, cause);
    }
  }

  /** The domains that are remembered, the last used first. Damaged files are passed over. */
  domains(): readonly string[] {
    const known = this.#files().flatMap(file => {
      try {
        const conf = this.#conf(file.replace(/\.json$/, ''));
        const result = v.safeParse(stored, conf.store);
        return result.success ? [result.output] : [];
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

  get #tenants(): string {
    return tenantsFolder(this.#folder);
  }

  #files(): readonly string[] {
    try {
      return readdirSync(this.#tenants).filter(file => file.endsWith('.json'));
    } catch {
      return [];
    }
  }

  #open(domain: string): Conf<Record<string, unknown>> {
    const file = fileOf(domain);
    const path = join(this.#tenants, `${file}.json`);
    try {
      return this.#conf(file);
    } catch (cause) {
      throw cause instanceof SyntaxError ? damaged(path) : unreadable(path, cause);
    }
  }

  #conf(configName: string): Conf<Record<string, unknown>> {
    return new Conf<Record<string, unknown>>({
      projectName: 'timesheets-setup',
      cwd: this.#tenants,
      configName,
      configFileMode: ownerOnly.file,
      accessPropertiesByDotNotation: false,
    });
  }
}

function fileOf(domain: string): string {
  return domain.replaceAll(/[^a-zA-Z0-9.-]/g, '_');
}

function damaged(path: string): Problem {
  return new Problem('settings_damaged', {
    message: `The settings in ${path} can't be read: the file is damaged.`,
    hint: 'Remove the file, or run `timesheets-setup forget`. The tenant itself is not affected: our application is found again by its name.',
  });
}

function ofNewerVersion(path: string): Problem {
  return new Problem('settings_damaged', {
    message: `The settings in ${path} were written by a newer version of this program.`,
    hint: 'Use that version, or name another folder in TIMESHEETS_SETUP_CONFIG_DIR.',
  });
}

function unreadable(path: string, cause: unknown): Problem {
  return new Problem('file_unreadable', {
    message: `The settings in ${path} can't be read (${reasonOf(cause)}).`,
    hint: 'See that the file belongs to you, or name another folder in TIMESHEETS_SETUP_CONFIG_DIR.',
    cause,
  });
}

function unwritable(path: string, cause: unknown): Problem {
  return new Problem('file_unwritable', {
    message: `The settings can't be written to ${path} (${reasonOf(cause)}).`,
    hint: 'Make room and see that the folder may be written, or name another one in TIMESHEETS_SETUP_CONFIG_DIR.',
    cause,
  });
}
