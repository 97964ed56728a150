import {lstatSync, readlinkSync, realpathSync, type Stats} from 'node:fs';
import {dirname, join, parse, resolve, sep} from 'node:path';
import {othersMayWrite, sticky} from '../../engine/private-folder.js';
import {Problem, reasonOf} from '../../model/errors.js';

/** Linux's own limit. */
const maxLinks = 40;

export interface Target {
  /** Where the file is or will be. */
  readonly path: string;
  /** Whether the given path is a link to it. */
  readonly via: 'link' | 'name';
}

/**
 * Resolves a path to write to, following the user's own links. Refuses what another user could have
 * planted: their links, a link to their file or into a world-writable folder, and their pipe or log
 * in a world-writable folder. Throws `Problem` file_unwritable.
 */
export function resolveTrusted(path: string): Target {
  // Windows has no comparable owners and modes.
  const uid = process.getuid?.();
  const found = uid === undefined ? resolveLinks(path) : resolveTrustedLinks(path, uid);
  if (uid !== undefined) refuseUntrusted(path, found, uid);
  return found;
}

function resolveLinks(path: string): Target {
  try {
    const target = realpathSync(path);
    return {path: target, via: lstat(path)?.isSymbolicLink() ? 'link' : 'name'};
  } catch {
    return {path, via: 'name'};
  }
}

/**
 * The path from the root. Throws `Problem` file_unwritable if it is relative to a working folder that
 * was deleted.
 */
export function absolutePath(path: string): string {
  try {
    return resolve(path);
  } catch (cause) {
    throw new Problem('file_unwritable', {
      message: `${path} can’t be written (${reasonOf(cause)}).`,
      hint: 'The folder that you are in no longer exists. Change to another one, or give an absolute path.',
      cause,
    });
  }
}

/** Resolves the links in a path one by one, including those of its folders. */
function resolveTrustedLinks(path: string, uid: number): Target {
  const absolute = absolutePath(path);
  const {root} = parse(absolute);
  const waiting = partsOf(absolute);
  let here = root;
  let links = 0;
  let via: Target['via'] = 'name';
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    const next = join(here, part);
    const about = lstat(next);
    if (!about?.isSymbolicLink()) {
      here = next;
      continue;
    }
    const last = waiting.length === 0;
    const planted = about.uid !== uid && about.uid !== 0;
    if (planted && (last || isShared(here)))
      throw untrustedPathProblem(path, `${next} is another user’s link`);
    links += 1;
    if (links > maxLinks) throw untrustedPathProblem(path, 'its links lead in a circle');
    if (last) via = 'link';
    const target = resolve(here, readlinkSync(next));
    // Links in /proc to pipes and unnamed files have targets that are not paths.
    if (target.startsWith('/proc/') && lstat(target) === undefined) return {path, via};
    waiting.unshift(...partsOf(target));
    here = parse(target).root;
  }
  return {path: here, via};
}

function refuseUntrusted(given: string, {path, via}: Target, uid: number): void {
  const about = lstat(path);
  const folder = dirname(path);
  const shared = isShared(folder);
  const special = about !== undefined && !about.isFile() && !about.isDirectory();
  const foreign = about !== undefined && about.uid !== uid;
  // Devices belong to root. A pipe in a world-writable folder is read by the user who created it.
  if (special) {
    if (about.isFIFO() && foreign && shared)
      throw untrustedPathProblem(given, 'it is another user’s pipe');
    return;
  }
  if (via === 'name') return;
  const where = `it is a link to ${path}`;
  if (foreign) throw untrustedPathProblem(given, `${where}, which belongs to another user`);
  if (shared && (about === undefined || !isSticky(folder))) {
    throw untrustedPathProblem(given, `${where}, in a folder that others can write to`);
  }
}

/**
 * For files whose content is kept: another user may have created the file in order to read what we
 * add to it, or to have what they wrote there pass for ours.
 */
export function refuseForeignFile(given: string, {path}: Target): void {
  const uid = process.getuid?.();
  const about = lstat(path);
  if (uid === undefined || about === undefined || !about.isFile()) return;
  if (about.uid !== uid && isWithinOthersReach(path, uid)) {
    throw untrustedPathProblem(
      given,
      'it belongs to another user, in a folder that others can write to',
    );
  }
}

/** Whether the file, or a folder that it is in, could have been put there by any user. */
function isWithinOthersReach(path: string, uid: number): boolean {
  const folder = dirname(path);
  if (isShared(folder)) return true;
  const owner = lstat(folder)?.uid;
  const isOthers = owner !== undefined && owner !== uid && owner !== 0;
  // In a user namespace, the root folder may be another user's.
  return isOthers && folder !== path && isWithinOthersReach(folder, uid);
}

function partsOf(absolute: string): string[] {
  return absolute
    .slice(parse(absolute).root.length)
    .split(sep)
    .filter(part => part !== '');
}

function isShared(folder: string): boolean {
  return ((lstat(folder)?.mode ?? 0) & othersMayWrite) !== 0;
}

function isSticky(folder: string): boolean {
  return ((lstat(folder)?.mode ?? 0) & sticky) !== 0;
}

function lstat(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

function untrustedPathProblem(path: string, why: string): Problem {
  return new Problem('file_unwritable', {
    message: `${path} was not written: ${why}.`,
    hint: 'Choose a file in a folder that you own.',
  });
}
