import {execFile} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {constants} from 'node:fs';
import {
  link,
  open,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import {hostname} from 'node:os';
import {dirname} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {promisify} from 'node:util';
import {hasCode, Problem, reasonOf} from '../model/errors.js';
import {makePrivateFolder} from './private-folder.js';

/** How often the holder touches its file, so that other machines and containers see it is alive. */
const heartbeatMs = 1_000;
/** Without a heartbeat for this long, a holder that can't be checked in another way is stale. */
const staleAfterMs = 5_000;
const pollMs = 50;
/** After this many attempts to break it, the file is not one of this tool's locks. */
const maxAttempts = 50;

/** Runs `act` while other runs with the same folder are refused. */
export type WithLock = <Result>(act: () => Promise<Result>) => Promise<Result>;

export interface LockOptions {
  /** What the lock protects, for messages: a tenant's domain. */
  readonly subject: string;
  /** How long (ms) to wait for a live holder. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
}

/** The holder according to the lock file. A pid alone proves nothing: see `isHeld`. */
interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** Changes with each boot; '' if the system has none. */
  readonly boot: string;
  /** The pid namespace: each container has its own process 1. */
  readonly namespace: string;
  /** When the process started, in the system's own notation; '' if unknown. */
  readonly started: string;
}

type AcquireResult = 'acquired' | {readonly unable: string};

interface HeldLock {
  readonly content: string;
  readonly token: string;
  readonly heartbeat: NodeJS.Timeout;
}

/**
 * Only one run at a time may write to a tenant: Auth0 accepts two applications with the same name,
 * so two runs that both find none would each create one.
 */
export class TenantLock {
  readonly #file: string;
  readonly #options: LockOptions;
  #held: HeldLock | undefined;

  constructor(file: string, options: LockOptions) {
    this.#file = file;
    this.#options = options;
  }

  /**
   * Returns the reason if no lock can be created, for example on a read-only file system.
   * Throws `Problem` another_run, interrupted.
   */
  async acquire(): Promise<AcquireResult> {
    const holder = await ownIdentity();
    // Added before the file exists, so that other locks of this process don't consider it stale.
    ownTokens.add(holder.token);
    try {
      return await this.#acquire(holder);
    } finally {
      if (this.#held === undefined) ownTokens.delete(holder.token);
    }
  }

  async #acquire(holder: Holder): Promise<AcquireResult> {
    const {subject, waitMs = 0, signal} = this.#options;
    const giveUpAt = performance.now() + waitMs;
    const content = JSON.stringify(holder);
    try {
      await makePrivateFolder(dirname(this.#file));
    } catch (error) {
      return {unable: reasonOf(error)};
    }
    for (let attempt = 0; attempt < maxAttempts; ) {
      const result = await createLockFile(this.#file, content);
      if (result === 'created') {
        return this.#hold(holder.token, content);
      }
      if (result !== 'exists') return result;
      const other = await readLockFile(this.#file).catch((error: unknown) =>
        hasCode(error, 'ENOENT') ? undefined : {unable: reasonOf(error)},
      );
      if (typeof other === 'object') return other;
      if (other !== undefined && (await isHeld(this.#file, other, signal))) {
        if (performance.now() >= giveUpAt) throw anotherRunProblem(this.#file, subject, other);
        await pause(pollMs);
        continue;
      }
      attempt += 1;
      if (other === undefined) continue;
      const broken = await breakStaleLock(this.#file, other, content, signal);
      if (broken === 'replaced') return this.#hold(holder.token, content);
      if (broken !== 'not-replaced') return broken;
    }
    return {unable: `${this.#file} can’t be replaced`};
  }

  #hold(token: string, content: string): 'acquired' {
    this.#held = {content, token, heartbeat: startHeartbeat(this.#file)};
    return 'acquired';
  }

  async release(): Promise<void> {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    clearInterval(held.heartbeat);
    const content = await readLockFile(this.#file).catch(() => '');
    // If this fails, the file is stale once this process has ended.
    if (content === held.content) await rm(this.#file, {force: true}).catch(() => {});
    ownTokens.delete(held.token);
  }
}

/**
 * Runs `act` under the lock in `file`. If no lock can be created, it runs anyway, and `onUnlocked`
 * gets the reason, once. Rejects with `Problem` another_run if another run holds the lock.
 */
export function createWithLock(
  file: string,
  options: LockOptions,
  onUnlocked: (reason: string) => void = () => {},
): WithLock {
  let isReported = false;
  return async act => {
    const lock = new TenantLock(file, options);
    const acquired = await lock.acquire();
    try {
      return await act();
    } finally {
      await lock.release();
      if (acquired !== 'acquired' && !isReported) {
        isReported = true;
        onUnlocked(acquired.unable);
      }
    }
  };
}

type CreateResult = 'created' | 'exists' | {readonly unable: string};

/** Creates the file atomically with its content, by means of a hard link. */
async function createLockFile(file: string, content: string): Promise<CreateResult> {
  const draft = draftPath(file);
  try {
    await writeFile(draft, content, {flag: 'wx', mode: 0o600});
    await link(draft, file);
    return 'created';
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return 'exists';
    return noHardLinkCodes.some(code => hasCode(error, code))
      ? await createWithoutLink(file, content)
      : {unable: reasonOf(error)};
  } finally {
    await rm(draft, {force: true}).catch(() => {});
  }
}

/** Errors from file systems without hard links (FAT, some network volumes). */
const noHardLinkCodes = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Not atomic: a reader may find the file empty, and then relies on the heartbeat. */
async function createWithoutLink(file: string, content: string): Promise<CreateResult> {
  try {
    await writeFile(file, content, {flag: 'wx', mode: 0o600});
    return 'created';
  } catch (error) {
    return hasCode(error, 'EEXIST') ? 'exists' : {unable: reasonOf(error)};
  }
}

/** Longer than any lock that this tool writes. */
const maxLockBytes = 64 * 1024;

/**
 * O_NONBLOCK, so that a named pipe doesn't block until something writes to it. Reads only the
 * beginning: what has the lock's name may be huge, or a link to a device that never ends.
 */
async function readLockFile(file: string): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const {buffer, bytesRead} = await handle.read(
      Buffer.alloc(maxLockBytes),
      0,
      maxLockBytes,
      null,
    );
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function draftPath(file: string): string {
  return `${file}.${randomBytes(6).toString('hex')}`;
}

function startHeartbeat(file: string): NodeJS.Timeout {
  const touch = () => {
    const now = new Date();
    // Ignored: on this machine, other runs can check the process itself.
    utimes(file, now, now).catch(() => {});
  };
  return setInterval(touch, heartbeatMs).unref();
}

/**
 * Whether the process that created the file is alive. On the same machine, its start time decides:
 * a suspended process still holds its lock, and a new process with the same pid doesn't. For a
 * process on another machine or in another container, only the heartbeat can tell.
 */
async function isHeld(file: string, content: string, signal?: AbortSignal): Promise<boolean> {
  const holder = parseHolder(content);
  const here = await ownIdentity();
  if (holder === undefined || !isComparable(holder, here)) {
    return await awaitHeartbeat(file, content, signal);
  }
  // In some sandboxes every process 1 has the same start time; for our own pid, tokens decide.
  if (holder.pid === here.pid) return ownTokens.has(holder.token);
  return (await processStartTime(holder.pid)) === holder.started;
}

function isComparable(holder: Holder, here: Holder): boolean {
  return (
    holder.started !== '' &&
    holder.host === here.host &&
    holder.boot === here.boot &&
    holder.namespace === here.namespace
  );
}

/** Waits for a heartbeat, timed by this process's own clock: another machine's may be wrong. */
async function awaitHeartbeat(
  file: string,
  content: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const first = await stat(file).catch(() => undefined);
  const until = performance.now() + staleAfterMs;
  while (performance.now() < until) {
    if (signal?.aborted) throw interruptedProblem(signal.reason);
    await pause(pollMs);
    const now = await stat(file).catch(() => undefined);
    // Released, or taken by another process: the caller's next attempt looks again.
    if (now === undefined || first === undefined) return false;
    if (now.mtimeMs !== first.mtimeMs) {
      return (await readLockFile(file).catch(() => '')) === content;
    }
  }
  return false;
}

/**
 * Replaces a stale lock with `content`. Several processes may find the same stale lock; exactly one
 * replaces it, because the claim is named after that lock, and none replaces a live one. Returns the
 * reason if no claim can be made, for example because a folder has its name.
 */
async function breakStaleLock(
  file: string,
  stale: string,
  content: string,
  signal: AbortSignal | undefined,
): Promise<'replaced' | 'not-replaced' | {readonly unable: string}> {
  const claim = `${file}.${parseHolder(stale)?.token ?? 'unnamed'}`;
  const result = await createLockFile(claim, content);
  if (result === 'exists') return await clearStaleClaim(claim, signal);
  if (result !== 'created') return result;
  const replaced = await replaceStale(file, stale, claim).catch(() => false);
  // After a successful rename, a file with the claim's name belongs to another process.
  if (!replaced) await rm(claim, {force: true}).catch(() => {});
  return replaced ? 'replaced' : 'not-replaced';
}

/** Another process is replacing the lock, or was killed while it did. */
async function clearStaleClaim(
  claim: string,
  signal: AbortSignal | undefined,
): Promise<'not-replaced' | {readonly unable: string}> {
  try {
    if (await isHeld(claim, await readLockFile(claim), signal)) await pause(pollMs);
    else await rm(claim, {force: true});
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (!hasCode(error, 'ENOENT')) return {unable: `${claim}: ${reasonOf(error)}`};
  }
  return 'not-replaced';
}

async function replaceStale(file: string, stale: string, claim: string): Promise<boolean> {
  if ((await readLockFile(file)) !== stale) return false;
  await rename(claim, file);
  return true;
}

/** The tokens of the locks that this process holds or is acquiring. */
const ownTokens = new Set<string>();

let identity: Promise<Omit<Holder, 'token'>> | undefined;

async function ownIdentity(): Promise<Holder> {
  identity ??= identify();
  return {token: randomBytes(6).toString('hex'), ...(await identity)};
}

async function identify(): Promise<Omit<Holder, 'token'>> {
  const [boot, namespace, started] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
    processStartTime(process.pid),
  ]);
  return {pid: process.pid, host: hostname(), boot: boot.trim(), namespace, started};
}

/** When a process started; '' if it doesn't exist or the system doesn't tell. */
async function processStartTime(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // proc_pid_stat(5): fields after the name, which may contain spaces; 3 is state, 22 starttime.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended, although its parent has not collected it yet.
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  }
  if (process.platform === 'win32') return '';
  try {
    const env = {PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC'};
    const {stdout} = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], {env});
    return stdout.trim();
  } catch {
    return '';
  }
}

function parseHolder(content: string): Holder | undefined {
  try {
    const {token, pid, host, boot, namespace, started} = JSON.parse(content);
    const texts = [token, host, boot, namespace, started];
    if (!Number.isSafeInteger(pid) || texts.some(text => typeof text !== 'string'))
      return undefined;
    // The token becomes part of a file name, whose length is limited.
    return /^[0-9a-f]{1,64}$/.test(token)
      ? {token, pid, host, boot, namespace, started}
      : undefined;
  } catch {
    return undefined;
  }
}

function interruptedProblem(cause: unknown): Problem {
  return new Problem('interrupted', {
    message: 'Interrupted while waiting for another run.',
    hint: 'Nothing was changed.',
    cause,
  });
}

function anotherRunProblem(file: string, subject: string, other: string): Problem {
  const holder = parseHolder(other);
  const holderText = holder === undefined ? '' : ` (process ${holder.pid})`;
  return new Problem('another_run', {
    message: `Another run of this tool${holderText} is using ${subject}, so nothing was changed.`,
    hint: `Wait until it ends, then run this again. If there is no other run, delete ${file}.`,
  });
}
