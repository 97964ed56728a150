import {randomBytes} from 'node:crypto';
import {lstat, open, readlink, realpath, rename, rm, stat, writeFile} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {Problem, reasonOf} from '../engine/problem.js';

/** Who may read what is written: `owner` for what holds a secret. */
export type Readers = 'owner' | 'everyone';

const modes = {owner: 0o600, everyone: 0o666} as const satisfies Record<Readers, number>;

/**
 * Writes the whole file or nothing: a new file in the same folder takes the old one's place, so
 * that a crash leaves no half and a mode wider than ours doesn't outlive it. A device or a pipe
 * is written to as it is: a file in the place of /dev/null would be the end of many programs.
 * Throws `Problem` file_unwritable.
 */
export async function writeWhole(path: string, content: string, readers: Readers): Promise<void> {
  if (await isSpecial(path)) return await writeInto(path, content, readers);
  const target = await behindLinks(path);
  const temporary = join(
    dirname(target),
    `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`,
  );
  try {
    const handle = await open(temporary, 'wx', modes[readers]);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, {force: true});
    throw unwritable(path, cause);
  }
}

async function isSpecial(path: string): Promise<boolean> {
  const there = await stat(path).catch(() => undefined);
  return there !== undefined && !there.isFile() && !there.isDirectory();
}

/** What its owner alone may read goes into a file. */
async function writeInto(path: string, content: string, readers: Readers): Promise<void> {
  if (readers === 'owner') throw unwritable(path, new Error('it is no file'));
  try {
    await writeFile(path, content);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** Renaming onto a link would put a file in its place: what it points to is meant. */
export async function behindLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const link = await lstat(path).catch(() => undefined);
    // A link whose target isn't there yet; a link to itself ends here.
    return link?.isSymbolicLink() ? resolve(dirname(path), await readlink(path)) : path;
  }
}

function unwritable(path: string, cause: unknown): Problem {
  const reason = reasonOf(cause);
  return new Problem('file_unwritable', {
    message: `${path} can't be written (${reason}).`,
    hint: 'Name a file in a folder that you may write to.',
    cause,
  });
}
