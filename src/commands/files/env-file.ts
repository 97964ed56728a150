import {chmod, stat} from 'node:fs/promises';
import {hasCode, Problem, systemReasonOf} from '../../model/errors.js';
import {Secret} from '../../model/secrets/secret.js';
import type {Blueprint} from '../../scenario/documented.js';
import type {EnvFileResult} from '../../wizard/ports.js';
import {gitWarnings} from '../exporters/git-warnings.js';
import {mergeEnv} from '../exporters/merge-env.js';
import {writeAtomically} from './output-file.js';
import {decodeText, detectByteOrderMark, readFileBytes, UnreadableFileError} from './read-text.js';
import {refuseForeignFile, resolveTrusted} from './trusted-path.js';

export {mergeEnv} from '../exporters/merge-env.js';

export type EnvValues = Readonly<Record<string, string | Secret>>;

export interface PublicSettings {
  readonly domain: string;
  /** Value of the `iss` claim. */
  readonly issuer: string;
  readonly blueprint: Blueprint;
  readonly clientId: string;
}

export interface JobSettings extends PublicSettings {
  /** Undefined if the job has no secret. */
  readonly clientSecret: Secret | undefined;
}

/** The job's settings, under the variable names that `prove` reads too. */
export function envValues({clientSecret, ...settings}: JobSettings): EnvValues {
  const secret = clientSecret === undefined ? {} : {TIMESHEETS_CLIENT_SECRET: clientSecret};
  return {...publicEnvValues(settings), ...secret};
}

/** The settings without the secret. */
export function publicEnvValues({
  domain,
  issuer,
  blueprint,
  clientId,
}: PublicSettings): Readonly<Record<string, string>> {
  return {
    TIMESHEETS_DOMAIN: domain,
    TIMESHEETS_ISSUER: issuer,
    TIMESHEETS_AUDIENCE: blueprint.resourceServer.identifier,
    TIMESHEETS_CLIENT_ID: clientId,
  };
}

const ownerOnly = 0o600;

/**
 * Sets the values in the file, keeps everything else byte for byte, and makes the file readable by
 * its owner only. Throws `Problem` file_unreadable, file_unwritable, usage.
 */
export async function writeEnvFile({
  path,
  values,
}: {
  readonly path: string;
  readonly values: EnvValues;
}): Promise<EnvFileResult> {
  const target = resolveTrusted(path);
  // Jobs and shells run what is in it.
  refuseForeignFile(path, target);
  const existing = readExisting(path);
  const merged = mergeBytes(existing ?? Buffer.alloc(0), revealSecrets(values));
  const names = Object.keys(values);
  const linked = target.via === 'link' ? {target: target.path} : {};
  const warnings = async () => await gitWarnings(target.path);
  if (existing === undefined || !merged.equals(existing)) {
    await writeAtomically(path, merged, 'owner');
    const wrote = existing === undefined ? 'created' : 'updated';
    return {path, ...linked, wrote, names, warnings: await warnings()};
  }
  await restrictToOwner(target.path);
  return {path, ...linked, wrote: 'unchanged', names, warnings: await warnings()};
}

/**
 * Merges without decoding: as Latin-1, each byte is one character, so the rest of the file survives
 * in any ASCII-compatible encoding. Only UTF-16, recognized by its byte order mark, must be
 * decoded.
 */
function mergeBytes(existing: Buffer, values: Readonly<Record<string, string>>): Buffer {
  switch (detectByteOrderMark(existing)) {
    case 'utf-16le':
      return Buffer.from(mergeEnv(existing.toString('utf16le'), values), 'utf16le');
    case 'utf-16be': {
      const text = Buffer.from(existing).swap16().toString('utf16le');
      return Buffer.from(mergeEnv(text, values), 'utf16le').swap16();
    }
    default: {
      const encoded = Object.entries(values).map(([key, value]) => [
        key,
        Buffer.from(value).toString('latin1'),
      ]);
      return Buffer.from(
        mergeEnv(existing.toString('latin1'), Object.fromEntries(encoded)),
        'latin1',
      );
    }
  }
}

function readExisting(path: string): Buffer | undefined {
  try {
    const bytes = readFileBytes(path);
    requireKnownEncoding(bytes);
    return bytes;
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return undefined;
    const reason = systemReasonOf(cause);
    throw new Problem('file_unreadable', {
      message: `${path} can’t be read (${reason}), so it was not changed.`,
      hint: 'Make sure it is a file that you own, or choose another one.',
      cause,
    });
  }
}

/**
 * Rejects UTF-16 that can't be merged safely: damaged, or without a byte order mark. Throws
 * `UnreadableFileError`.
 */
function requireKnownEncoding(bytes: Buffer): void {
  const mark = detectByteOrderMark(bytes);
  if (mark?.startsWith('utf-16')) {
    if (bytes.length % 2 !== 0)
      throw new UnreadableFileError('its UTF-16 text ends in half a character');
    decodeText(bytes);
    return;
  }
  if (looksLikeUtf16(bytes))
    throw new UnreadableFileError('it looks like UTF-16 without a byte order mark');
}

/** Detects UTF-16 without a byte order mark: mostly ASCII text, so every other byte is zero. */
function looksLikeUtf16(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 64);
  const zeros = [0, 1].map(
    parity => start.filter((byte, index) => byte === 0 && index % 2 === parity).length,
  );
  const [higher, lower] = [Math.max(...zeros), Math.min(...zeros)];
  return lower === 0 && higher >= 2 && higher >= start.length * 0.4;
}

async function restrictToOwner(target: string): Promise<void> {
  try {
    const {mode} = await stat(target);
    if ((mode & 0o777) !== ownerOnly) await chmod(target, ownerOnly);
  } catch (cause) {
    throw new Problem('file_unwritable', {
      message: `${target} can’t be made private (${systemReasonOf(cause)}).`,
      hint: 'Make sure that you own the file, or choose another one.',
      cause,
    });
  }
}

function revealSecrets(values: EnvValues): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      value instanceof Secret ? value.reveal() : value,
    ]),
  );
}
