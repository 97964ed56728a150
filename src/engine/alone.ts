import {randomBytes} from 'node:crypto';
import {link, mkdir, readFile, rename, rm, stat, writeFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import {dirname} from 'node:path';
import {hasCode, Problem} from './problem.js';

/** Milliseconds after which nobody is at work any more, whatever the file says. */
const longest = 60 * 60 * 1_000;
/** What is in the way then is none of our files. */
const mostAttempts = 20;

/** Runs an act that writes; while it does, others with the same folder are refused. */
export type Alone = <Result>(act: () => Promise<Result>) => Promise<Result>;

/**
 * One run at a time may write to a tenant: Auth0 takes two applications of one name, so two runs
 * that both find none would make one each. `file` is there while a run is at work; that of one that
 * was killed counts for nothing. Where none can be made, the journal will tell.
 * Throws `Problem` another_run.
 */
export function aloneWith(file: string, domain: string): Alone {
  return async act => {
    const release = await hold(file, domain);
    try {
      return await act();
    } finally {
      await release();
    }
  };
}

async function hold(file: string, domain: string): Promise<() => Promise<void>> {
  const own = `${process.pid} ${hostname()} ${randomBytes(6).toString('hex')}`;
  await mkdir(dirname(file), {recursive: true, mode: 0o700}).catch(() => {});
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const made = await make(file, own);
    if (made === 'unable') break;
    if (made === 'made') return async () => await releaseOwn(file, own);
    const other = await readFile(file, 'utf8').catch(() => undefined);
    if (other === undefined) continue;
    if (await isAtWork(file, other)) throw anotherRun(file, domain, other);
    await takeAway(file, other);
  }
  return async () => {};
}

/** The file is there with all that is in it, or not at all. */
async function make(file: string, own: string): Promise<'made' | 'taken' | 'unable'> {
  const draft = besides(file);
  try {
    await writeFile(draft, own, {flag: 'wx', mode: 0o600});
    await link(draft, file);
    return 'made';
  } catch (error) {
    return hasCode(error, 'EEXIST') ? 'taken' : 'unable';
  } finally {
    await rm(draft, {force: true}).catch(() => {});
  }
}

function besides(file: string): string {
  return `${file}.${randomBytes(6).toString('hex')}`;
}

async function releaseOwn(file: string, own: string): Promise<void> {
  const content = await readFile(file, 'utf8').catch(() => '');
  // Left there, it counts for nothing once this process has ended.
  if (content === own) await rm(file, {force: true}).catch(() => {});
}

async function isAtWork(file: string, other: string): Promise<boolean> {
  const made = await stat(file).catch(() => undefined);
  if (made === undefined || Date.now() - made.mtimeMs > longest) return false;
  const [, pid, host] = /^(\d+) (\S+)/.exec(other) ?? [];
  if (pid === undefined) return false;
  return host !== hostname() || isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** Several may find the file of a killed run: one takes it away, and nobody that of a live one. */
async function takeAway(file: string, stale: string): Promise<void> {
  const aside = besides(file);
  try {
    await rename(file, aside);
    if ((await readFile(aside, 'utf8')) !== stale) await link(aside, file);
  } catch {
    // Somebody else was faster.
  } finally {
    await rm(aside, {force: true}).catch(() => {});
  }
}

function anotherRun(file: string, domain: string, other: string): Problem {
  const [pid = ''] = other.split(' ');
  return new Problem('another_run', {
    message: `Another run of this program (process ${pid}) is at work on ${domain}: nothing was changed.`,
    hint: `Wait until it has ended, then run this again. If there is none, remove ${file}.`,
  });
}
