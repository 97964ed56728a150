import {chmod, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';

const prefix = 'timesheets-setup-tests-';

/**
 * Gives all tests of a run one temporary folder, and removes it with whatever they left in it: a
 * program that is killed can't clean up after itself.
 */
export default async function setup(): Promise<() => Promise<void>> {
  // Vitest calls this for each project.
  if (basename(tmpdir()).startsWith(prefix)) return async () => {};
  const folder = await mkdtemp(join(tmpdir(), prefix));
  // Open to other users, as the system's own is: some tests play one.
  await chmod(folder, 0o1777);
  process.env.TMPDIR = folder;
  return async () => {
    await rm(folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 100});
  };
}
