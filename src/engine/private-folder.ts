import type {Stats} from 'node:fs';
import {chmod, lstat, mkdir, readdir, stat} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {hasCode, Problem, systemReasonOf} from '../model/errors.js';

const ownerOnly = 0o700;
export const othersMayWrite = 0o002;
const groupMayWrite = 0o020;
export const sticky = 0o1000;

/**
 * Creates a folder and its missing parents, for the owner only. Node's own `recursive` never
 * returns on file systems that answer ENOENT although the parent exists (`/proc`).
 */
export async function makePrivateFolder(path: string): Promise<void> {
  try {
    await mkdir(path, {mode: ownerOnly});
  } catch (error) {
    if (await isFolder(path)) return;
    const parent = dirname(path);
    if (!hasCode(error, 'ENOENT') || parent === path) throw error;
    if (!(await isFolder(parent))) await makePrivateFolder(parent);
    // Tries once more and no further; another process may have created the parent meanwhile.
    await makeFolderOnce(path);
  }
}

/** Accepts a folder that another process created meanwhile. */
async function makeFolderOnce(path: string): Promise<void> {
  try {
    await mkdir(path, {mode: ownerOnly});
  } catch (error) {
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isDirectory() === true;
}

/**
 * Removes other users' write access to a folder. Returns a sentence that reports it, or undefined
 * if there was none. `contents` lists the names that only this program's own folder contains; any
 * other folder (a project's that was chosen for the settings) stays readable. A shared folder with
 * the sticky bit (`/tmp`) is left as it is: nobody else can replace this user's files in it.
 * `within` is the private folder that it is a part of. Throws `Problem` file_unreadable if the
 * access can't be removed, or if another user created the folder inside a shared one, or inside
 * `within` while that was open.
 */
export async function tightenFolder(
  path: string,
  contents: readonly string[] | 'any',
  within?: string,
): Promise<string | undefined> {
  const uid = process.getuid?.();
  // Windows has no POSIX modes.
  if (uid === undefined) return undefined;
  const folderStats = await stat(path).catch(() => undefined);
  if (folderStats === undefined || !folderStats.isDirectory()) return undefined;
  const parentStats = await stat(dirname(path)).catch(() => undefined);
  const link = await lstat(path).catch(() => undefined);
  const owners = [folderStats, link ?? folderStats];
  if (parentStats !== undefined && (parentStats.mode & othersMayWrite) !== 0) {
    if (owners.some(each => each.uid !== uid && each.uid !== 0)) throw foreignFolderProblem(path);
  }
  const whole = within === undefined ? undefined : await stat(within);
  if (whole !== undefined && owners.some(each => isForeign(each, whole)))
    throw foreignFolderProblem(path);
  if ((folderStats.mode & sticky) !== 0) return undefined;
  const own = contents === 'any' || (await readdir(path)).every(name => contents.includes(name));
  const isWorldWritable = (folderStats.mode & othersMayWrite) !== 0;
  const isGroupWritable =
    own && folderStats.uid === uid && (folderStats.mode & groupMayWrite) !== 0;
  if (!isWorldWritable && !isGroupWritable) return undefined;
  try {
    await chmod(path, own ? ownerOnly : folderStats.mode & ~(othersMayWrite | groupMayWrite));
  } catch (cause) {
    throw new Problem('file_unreadable', {
      message: `Other users can write to ${path}, and this tool can’t change that (${systemReasonOf(cause)}).`,
      hint: `Set TIMESHEETS_SETUP_CONFIG_DIR to a new folder, such as ${join(path, 'timesheets-setup')}, or remove their access (\`chmod go-w\`).`,
      cause,
    });
  }
  return `Other users could write to ${path}. This tool removed their access.`;
}

/**
 * Why a file in a private folder may be another user's work, as the end of a sentence: it may have
 * been planted while the folder was open to others. Undefined if it can't be.
 */
export function foreignFileReason(file: Stats, folder: Stats): string | undefined {
  const uid = process.getuid?.();
  if (uid === undefined) return undefined;
  if ((file.mode & othersMayWrite) !== 0) return 'other users can write to it';
  return isForeign(file, folder) ? 'it belongs to another user' : undefined;
}

/** The folder's owner differs from the user under sudo, and in containers. */
function isForeign(file: Stats, folder: Stats): boolean {
  return ![process.getuid?.(), folder.uid, 0].includes(file.uid);
}

function foreignFolderProblem(path: string): Problem {
  return new Problem('file_unreadable', {
    message: `${path} was created by another user in a folder that everyone could write to.`,
    hint: 'Set TIMESHEETS_SETUP_CONFIG_DIR to a folder of your own.',
  });
}
