import {execFile} from 'node:child_process';
import {accessSync, constants} from 'node:fs';
import {delimiter, isAbsolute, join} from 'node:path';
import {Problem} from '../../model/errors.js';
import {type Environment, variable} from '../environment.js';

/** The operating system's secret store. Its owner may be asked to unlock it. */
export interface Keychain {
  /** Throws `Problem` keychain_failed. */
  read(service: string, account: string): Promise<string | undefined>;
  /** Throws `Problem` keychain_failed. */
  save(service: string, account: string, secret: string): Promise<void>;
  /** Succeeds if there is no entry. Throws `Problem` keychain_failed. */
  remove(service: string, account: string): Promise<void>;
}

/**
 * The system's keychain, through its own command-line program: macOS's `security`, or libsecret's
 * `secret-tool` for the Secret Service of GNOME and KDE. A native library would cost a cold `npx`
 * half a second. Secrets to save go through a pipe, because other users can see a process's
 * arguments.
 * Undefined on Windows, and on Linux over SSH.
 */
export function systemKeychain(
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): Keychain | undefined {
  if (platform === 'darwin') return isInPath('security', env) ? macKeychain(env) : undefined;
  const session = variable(env, 'DBUS_SESSION_BUS_ADDRESS');
  return session !== undefined && isInPath('secret-tool', env) ? secretService(env) : undefined;
}

function isInPath(program: string, env: Environment): boolean {
  const folders = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  return folders.some(folder => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** https://gnome.pages.gitlab.gnome.org/libsecret/ (secret-tool) */
function secretService(env: Environment): Keychain {
  const attributes = (service: string, account: string) => [
    'service',
    service,
    'username',
    account,
  ];
  return {
    async read(service, account) {
      // Exit code 1 means either "no such entry" or "store unreachable".
      const found = await runProgram(env, 'secret-tool', [
        'lookup',
        ...attributes(service, account),
      ]);
      return found.ok && found.output !== '' ? found.output : undefined;
    },
    async save(service, account, secret) {
      const label = `--label=${service} ${account}`;
      const stored = await runProgram(
        env,
        'secret-tool',
        ['store', label, ...attributes(service, account)],
        secret,
      );
      if (!stored.ok) throw notSavedProblem(stored.output);
    },
    async remove(service, account) {
      // If there is no entry, it exits with 1 and prints nothing.
      const removed = await runProgram(env, 'secret-tool', [
        'clear',
        ...attributes(service, account),
      ]);
      if (!removed.ok && removed.failure !== 'silent-exit-1')
        throw notRemovedProblem(removed.output);
    },
  };
}

/** `security -i` reads commands from a pipe; see `man security`. */
function macKeychain(env: Environment): Keychain {
  return {
    async read(service, account) {
      const found = await runProgram(env, 'security', [
        'find-generic-password',
        ...['-s', service, '-a', account, '-w'],
      ]);
      return found.ok ? decodeValue(found.output.replace(/\n$/, '')) : undefined;
    },
    async save(service, account, secret) {
      // Base64, so that nothing needs quoting.
      const value = `${base64Mark}${Buffer.from(secret).toString('base64')}`;
      const command = `add-generic-password -U -s "${service}" -a "${account}" -w "${value}"\n`;
      const stored = await runProgram(env, 'security', ['-i'], command);
      if (!stored.ok) throw notSavedProblem(stored.output);
    },
    async remove(service, account) {
      const args = ['delete-generic-password', '-s', service, '-a', account];
      const removed = await runProgram(env, 'security', args);
      if (!removed.ok && !/could not be found/.test(removed.output)) {
        throw notRemovedProblem(removed.output);
      }
    },
  };
}

/**
 * The prefixes that Go's keyring library writes on macOS. The auth0 CLI uses it, so it can read
 * ours.
 */
const base64Mark = 'go-keyring-base64:';
const hexMark = 'go-keyring-encoded:';

function decodeValue(value: string): string {
  if (value.startsWith(base64Mark)) {
    return Buffer.from(value.slice(base64Mark.length), 'base64').toString();
  }
  if (value.startsWith(hexMark)) return Buffer.from(value.slice(hexMark.length), 'hex').toString();
  return value;
}

/** Long enough for the user to type the keychain's password. */
const timeoutMs = 60_000;

interface RunResult {
  readonly ok: boolean;
  /** stdout; on failure, the reason. */
  readonly output: string;
  /** How `secret-tool clear` reports that there is no entry. Any other failure is a real one. */
  readonly failure: 'silent-exit-1' | 'other';
}

async function runProgram(
  env: Environment,
  program: string,
  args: readonly string[],
  input = '',
): Promise<RunResult> {
  return await new Promise(resolve => {
    const child = execFile(
      program,
      [...args],
      {env: {...env}, timeout: timeoutMs},
      (error, stdout, stderr) => {
        const errorOutput = stderr.trim();
        const isSilent = error?.code === 1 && !error.killed && errorOutput === '';
        resolve({
          ok: error === null,
          output: error === null ? stdout : errorOutput || error.message,
          failure: isSilent ? 'silent-exit-1' : 'other',
        });
      },
    );
    // Ignore EPIPE: if the program exits without reading, its exit code says so.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

function notRemovedProblem(why: string): Problem {
  return new Problem('keychain_failed', {
    message: `Could not delete the secret from the keychain (${why.split('\n')[0] ?? ''}).`,
    hint: 'Everything else was forgotten. Delete this tenant’s timesheets-setup entry in the keychain app.',
  });
}

function notSavedProblem(why: string): Problem {
  return new Problem('keychain_failed', {
    message: `Could not save the secret in the keychain (${why.split('\n')[0] ?? ''}).`,
    hint: 'Nothing else is affected. You will be asked for it next time.',
  });
}
