import {randomBytes} from 'node:crypto';
import {constants, rmSync, type Stats} from 'node:fs';
import {type FileHandle, open, rename, rm, stat, writeFile} from 'node:fs/promises';
import {join, parse} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {hasCode, Problem, systemReasonOf} from '../../model/errors.js';
import {resolveTrusted, type Target} from './trusted-path.js';

/** Who may read the file: `owner` if it contains a secret. */
export type Readers = 'owner' | 'everyone';

const modes = {owner: 0o600, everyone: 0o666} as const satisfies Record<Readers, number>;

/** How long a pipe's reader may take to open it or to read on. */
const readerTimeoutMs = 10_000;
const pollMs = 50;

/**
 * Writes the whole file or nothing: a new file in the same folder replaces the old one, so a crash
 * leaves no partial file, and an existing wider mode isn't kept. Devices and pipes are written in
 * place: replacing /dev/null would break other programs.
 * Returns the file that was written, which may be the target of a link. Throws `Problem`
 * file_unwritable, interrupted.
 */
export async function writeAtomically(
  path: string,
  content: string | Uint8Array,
  readers: Readers,
  signal?: AbortSignal,
): Promise<Target> {
  const target = resolveTrusted(path);
  try {
    const special = await statSpecialFile(path);
    if (special === undefined) await replaceFile(target.path, content, modes[readers]);
    // A secret goes only into a regular file, whose mode we can set.
    else if (readers === 'owner') throw new Error('it is no file');
    else await writeInPlace(path, Buffer.from(content), special, signal);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw unwritableProblem(path, cause);
  }
  return target;
}

/**
 * Creates a file, with a number in its name if the name is taken. Throws `Problem` file_unwritable.
 */
export async function writeNewFile(folder: string, name: string, content: string): Promise<string> {
  const {name: stem, ext} = parse(name);
  for (let number = 1; ; number += 1) {
    const path = join(folder, number === 1 ? name : `${stem}-${number}${ext}`);
    try {
      await writeFile(path, content, {flag: 'wx', mode: modes.everyone});
      return path;
    } catch (cause) {
      if (!hasCode(cause, 'EEXIST')) throw unwritableProblem(path, cause);
    }
  }
}

/** The path as given, with the target if it is a link. */
export function describeTarget(given: string, {path, via}: Target): string {
  return via === 'link' ? `${given} (a link to ${path})` : given;
}

/** Temporary files to remove if the process exits early. */
const temporaryFiles = new Set<string>();

/**
 * Atomically replaces a file; synced to disk when this resolves. The draft's name starts with the
 * target's, so that a `.gitignore` entry such as `.env*` covers it too.
 */
export async function replaceFile(
  target: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> {
  const draft = `${target}.${randomBytes(6).toString('hex')}`;
  if (temporaryFiles.size === 0) process.prependOnceListener('exit', removeTemporaryFiles);
  temporaryFiles.add(draft);
  try {
    const handle = await open(draft, 'wx', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, target);
  } catch (error) {
    await rm(draft, {force: true}).catch(() => {});
    throw error;
  } finally {
    temporaryFiles.delete(draft);
    if (temporaryFiles.size === 0) process.off('exit', removeTemporaryFiles);
  }
}

function removeTemporaryFiles(): void {
  for (const draft of temporaryFiles) rmSync(draft, {force: true});
}

async function statSpecialFile(path: string): Promise<Stats | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats === undefined || stats.isFile() || stats.isDirectory() ? undefined : stats;
}

/** Opens without blocking, because a pipe may have no reader. */
async function writeInPlace(
  path: string,
  content: Buffer,
  about: Stats,
  signal: AbortSignal | undefined,
): Promise<void> {
  const until = performance.now() + readerTimeoutMs;
  const retryOn = async <Result>(act: () => Promise<Result>, code: string): Promise<Result> => {
    for (;;) {
      try {
        return await act();
      } catch (error) {
        if (!hasCode(error, code) || !about.isFIFO() || performance.now() > until) throw error;
        if (signal?.aborted) throw interruptedProblem(path, signal.reason);
        await pause(pollMs);
      }
    }
  };
  const flags = constants.O_WRONLY | (constants.O_NONBLOCK ?? 0);
  // Without a reader, opening fails with ENXIO; with a full pipe, writing fails with EAGAIN.
  const handle: FileHandle = await retryOn(() => open(path, flags), 'ENXIO');
  try {
    for (let from = 0; from < content.length; ) {
      const {bytesWritten} = await retryOn(() => handle.write(content, from), 'EAGAIN');
      from += bytesWritten;
    }
  } finally {
    await handle.close();
  }
}

function interruptedProblem(path: string, cause: unknown): Problem {
  return new Problem('interrupted', {
    message: `Interrupted: nothing reads from ${path}.`,
    hint: 'Start the program that reads from it first, or choose a file.',
    cause,
  });
}

function unwritableProblem(path: string, cause: unknown): Problem {
  const reason = systemReasonOf(cause);
  return new Problem('file_unwritable', {
    message: `${path} can’t be written (${reason}).`,
    hint: 'Choose a file in a folder that you can write to.',
    cause,
  });
}
