import {chmod, readFile, stat} from 'node:fs/promises';
import {hasCode, Problem, reasonOf} from '../engine/problem.js';
import {Secret} from '../engine/secret.js';
import type {Blueprint} from '../scenario/blueprint.js';
import type {EnvWritten} from '../wizard/ports.js';
import {gitWarnings} from './export/git-warnings.js';
import {mergeEnv} from './export/merge-env.js';
import {behindLinks, writeWhole} from './output-file.js';

export {mergeEnv} from './export/merge-env.js';

export type EnvValues = Readonly<Record<string, string | Secret>>;

export interface OpenSettings {
  readonly domain: string;
  /** The `iss` claim. */
  readonly issuer: string;
  readonly blueprint: Blueprint;
  readonly clientId: string;
}

export interface JobSettings extends OpenSettings {
  readonly clientSecret: Secret;
}

/** What the job needs to know, under the names that `prove` reads too. */
export function envValues({clientSecret, ...settings}: JobSettings): EnvValues {
  return {...openValues(settings), TIMESHEETS_CLIENT_SECRET: clientSecret};
}

/** The part of it that anyone may see. */
export function openValues({
  domain,
  issuer,
  blueprint,
  clientId,
}: OpenSettings): Readonly<Record<string, string>> {
  return {
    TIMESHEETS_DOMAIN: domain,
    TIMESHEETS_ISSUER: issuer,
    TIMESHEETS_AUDIENCE: blueprint.resourceServer.identifier,
    TIMESHEETS_CLIENT_ID: clientId,
  };
}

const ownerOnly = 0o600;

/**
 * Puts the values into the file and keeps the rest of it; only its owner may read it afterwards.
 * Throws `Problem` file_unreadable, file_unwritable, usage.
 */
export async function writeEnvFile({
  path,
  values,
}: {
  readonly path: string;
  readonly values: EnvValues;
}): Promise<EnvWritten> {
  const existing = await contentOf(path);
  const merged = mergeEnv(existing ?? '', revealed(values));
  const target = await behindLinks(path);
  const warnings = async () => await gitWarnings(target);
  if (existing === undefined || merged !== existing) {
    await writeWhole(target, merged, 'owner');
    const wrote = existing === undefined ? 'created' : 'updated';
    return {path, wrote, warnings: await warnings()};
  }
  await narrow(target);
  return {path, wrote: 'unchanged', warnings: await warnings()};
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    // A pipe would never come to an end.
    if (!(await stat(path)).isFile()) throw new Error('it is no file');
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return undefined;
    const reason = reasonOf(cause);
    throw new Problem('file_unreadable', {
      message: `${path} can't be read (${reason}), so it was left as it is.`,
      hint: 'See that it is a file and belongs to you, or name another one.',
      cause,
    });
  }
}

async function narrow(target: string): Promise<void> {
  try {
    const {mode} = await stat(target);
    if ((mode & 0o777) !== ownerOnly) await chmod(target, ownerOnly);
  } catch (cause) {
    throw new Problem('file_unwritable', {
      message: `${target} can't be kept from others (${reasonOf(cause)}).`,
      hint: 'See that the file belongs to you, or name another one.',
      cause,
    });
  }
}

function revealed(values: EnvValues): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      value instanceof Secret ? value.reveal() : value,
    ]),
  );
}
