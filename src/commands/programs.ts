import {delimiter, isAbsolute} from 'node:path';

/**
 * Makes this process find other programs (git, the keychain's) in absolute folders only. An empty or
 * relative entry in PATH stands for the current folder, which Windows searches first in any case;
 * what is in it may be somebody else's, and would be given a secret.
 */
export function ignoreProgramsInCurrentFolder(
  env: NodeJS.ProcessEnv,
  platform = process.platform,
): void {
  const folders = (env.PATH ?? '')
    .split(delimiter)
    .filter(folder => isAbsolute(folder.replaceAll('"', '')));
  // Even an empty PATH means the current folder; without one, the system has a default.
  if (folders.length > 0) env.PATH = folders.join(delimiter);
  else delete env.PATH;
  // https://learn.microsoft.com/windows/win32/api/processenv/nf-processenv-needcurrentdirectoryforexepathw
  if (platform === 'win32') env.NoDefaultCurrentDirectoryInExePath = '1';
}
