import {chmod, lstat, mkdir, readdir, stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import {hasCode, Problem, systemReasonOf} from '../model/errors.js';

const ownerOnly = 0o700;
const othersMayWrite = 0o002;
const groupMayWrite = 0o020;
const sticky = 0o1000;

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
  const there = await stat(path).catch(() => undefined);
  return there?.isDirectory() === true;
}

/**
 * Removes other users' write access to a folder. Returns a sentence that reports it, or undefined
 * if there was none. `contents` lists the names that only this program's own folder contains; any
 * other folder (a project's that was chosen for the settings) stays readable. A shared folder with
 * the sticky bit (`/tmp`) is left as it is: nobody else can replace this user's files in it. Throws
 * `Problem` file_unreadable if the access can't be removed, or if another user created the folder
 * inside a shared one.
 */
export async function tightenFolder(
  path: string,
  contents: readonly string[] | 'any',
): Promise<string | undefined> {
  const uid = process.getuid?.();
  // Windows has no POSIX modes.
  if (uid === undefined) return undefined;
  const there = await stat(path).catch(() => undefined);
  if (there === undefined || !there.isDirectory()) return undefined;
  const above = await stat(dirname(path)).catch(() => undefined);
  const link = await lstat(path).catch(() => undefined);
  if (above !== undefined && (above.mode & othersMayWrite) !== 0) {
    const owners = [there.uid, link?.uid ?? there.uid];
    if (owners.some(owner => owner !== uid && owner !== 0)) throw foreignFolderProblem(path);
  }
  if ((there.mode & sticky) !== 0) return undefined;
  const own = contents === 'any' || (await readdir(path)).every(name => contents.includes(name));
  const open = (there.mode & othersMayWrite) !== 0;
  const shared = own && there.uid === uid && (there.mode & groupMayWrite) !== 0;
  if (!open && !shared) return undefined;
  try {
    await chmod(path, own ? ownerOnly : there.mode & ~(othersMayWrite | groupMayWrite));
  } catch (cause) {
    throw new Problem('file_unreadable', {
      message: `Other users can write to ${path}, and this tool can’t change that (${systemReasonOf(cause)}).`,
      hint: 'Remove their access (`chmod go-w`), or set TIMESHEETS_SETUP_CONFIG_DIR to another folder.',
      cause,
    });
  }
  return `Other users could write to ${path}. This tool removed their access.`;
}

function foreignFolderProblem(path: string): Problem {
  return new Problem('file_unreadable', {
    message: `${path} was created by another user in a folder that everyone can write to.`,
    hint: 'Set TIMESHEETS_SETUP_CONFIG_DIR to a folder of your own.',
  });
}
