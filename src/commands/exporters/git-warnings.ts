import {basename, dirname} from 'node:path';
import {promisify} from 'node:util';
import {hasCode} from '../../model/errors.js';

/** Warns if git tracks, or would commit, a file that contains a secret. */
export async function gitWarnings(path: string): Promise<readonly string[]> {
  const folder = dirname(path);
  const file = basename(path);
  if ((await git(folder, ['rev-parse', '--is-inside-work-tree'])) !== 'yes') return [];
  if ((await git(folder, ['ls-files', '--error-unmatch', '--', file])) === 'yes') {
    return [
      `git already tracks ${file}: take it out with \`git rm --cached ${file}\` and list it in .gitignore.`,
    ];
  }
  return (await git(folder, ['check-ignore', '--quiet', '--', file])) === 'no'
    ? [`git would commit ${file}: list it in .gitignore.`]
    : [];
}

/**
 * `unknown` if git is not installed or fails. The repository may be a download, and what its
 * configuration names is not run: a file system monitor, or a command to fetch missing objects with.
 */
async function git(folder: string, args: readonly string[]): Promise<'yes' | 'no' | 'unknown'> {
  try {
    const {execFile} = await import('node:child_process');
    const {stdout} = await promisify(execFile)(
      'git',
      ['-C', folder, '-c', 'core.fsmonitor=false', ...args],
      {timeout: 5_000, env: {...process.env, GIT_ALLOW_PROTOCOL: 'none'}},
    );
    return stdout.trim() === 'false' ? 'no' : 'yes';
  } catch (error) {
    return hasCode(error, 1) ? 'no' : 'unknown';
  }
}
