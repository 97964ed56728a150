import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createWithLock, TenantLock} from '../../src/engine/lock.js';

let folder: string;
let file: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timesheets-setup-lock-'));
  file = join(folder, 'running');
});

afterEach(async () => {
  child?.kill('SIGKILL');
  child = undefined;
  await rm(folder, {recursive: true, force: true});
});

const subject = 'acme.eu.auth0.com';
const lockOf = (path = file, waitMs = 0) => new TenantLock(path, {subject, waitMs});

/** A process that just runs. */
function sleeper(): number {
  child = spawn('sleep', ['60']);
  return child.pid ?? -1;
}

async function startOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8');
  return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** A lock file of another process on this machine, last touched an hour ago. */
async function lockFileWith(
  changes: Readonly<Record<string, unknown>>,
  path = file,
): Promise<string> {
  const own = lockOf(path);
  await own.acquire();
  const holder = JSON.parse(await readFile(path, 'utf8'));
  await own.release();
  await writeFile(path, JSON.stringify({...holder, token: 'abc123', ...changes}));
  const before = new Date(Date.now() - 3_600_000);
  await utimes(path, before, before);
  return path;
}

async function measure<Result>(act: () => Promise<Result>): Promise<readonly [Result, number]> {
  const from = performance.now();
  return [await act(), performance.now() - from];
}

/** The lock in `path` is taken over within so many ms, and released. */
async function expectTakenOver(maxMs: number, path = file): Promise<void> {
  const lock = lockOf(path);
  const [acquired, took] = await measure(() => lock.acquire());
  expect(acquired, path).toBe('acquired');
  expect(took, path).toBeLessThan(maxMs);
  await lock.release();
}

test('is held by one process, names the holder, and leaves no file after release', async () => {
  const first = lockOf();
  expect(await first.acquire()).toBe('acquired');
  await expect(lockOf().acquire()).rejects.toMatchObject({
    code: 'another_run',
    message: expect.stringContaining(`(process ${process.pid}) is using ${subject}`),
    hint: expect.stringContaining(file),
  });
  await first.release();
  expect(await readdir(folder)).toEqual([]);
  const second = lockOf();
  expect(await second.acquire()).toBe('acquired');
  await second.release();
});

test('waits for a holder for `waitMs`', async () => {
  const first = lockOf();
  await first.acquire();
  setTimeout(() => void first.release(), 200);
  const second = lockOf(file, 5_000);
  expect(await second.acquire()).toBe('acquired');
  await second.release();
});

test('touches the lock file as a heartbeat', async () => {
  const lock = lockOf();
  await lock.acquire();
  const before = (await stat(file)).mtimeMs;
  await pause(1_500);
  expect((await stat(file)).mtimeMs).toBeGreaterThan(before);
  await lock.release();
});

test('withLock runs without a lock if none can be created, and reports that once', async () => {
  const reasons: string[] = [];
  const alone = createWithLock('/proc/none/running', {subject}, reason => reasons.push(reason));
  expect(await alone(async () => 'done')).toBe('done');
  expect(await alone(async () => 'done again')).toBe('done again');
  expect(reasons).toEqual([expect.stringContaining('/proc/none')]);
});

describe.skipIf(process.platform !== 'linux')('on the same machine the process decides', () => {
  test('a suspended holder keeps its lock without a heartbeat', async () => {
    const pid = sleeper();
    process.kill(pid, 'SIGSTOP');
    await lockFileWith({pid, started: await startOf(pid)});
    await expect(lockOf().acquire()).rejects.toMatchObject({code: 'another_run'});
  });

  test.each([
    ['was killed', async (pid: number) => ({pid, started: await startOf(pid)}), 'SIGKILL'],
    ['has a pid that was given to another process', async (pid: number) => ({pid, started: '1'})],
    ['had our own pid, as process 1 in a container has', async () => ({pid: process.pid})],
  ] as const)('the lock of a holder that %s is stale', async (_, changes, signal = undefined) => {
    const pid = sleeper();
    await lockFileWith(await changes(pid));
    if (signal !== undefined) {
      const gone = new Promise(resolve => child?.once('exit', resolve));
      child?.kill(signal);
      await gone;
    }
    await expectTakenOver(1_000);
    expect(await readdir(folder)).toEqual([]);
  });
});

const elsewhere = [
  ['in another container', {namespace: 'pid:[1]'}],
  ['after a new start of the machine', {boot: 'another'}],
  ['on another host', {host: 'another'}],
  ['of a system that says no start times', {started: ''}],
] as const;

describe('foreign files do not block a run for long', () => {
  test('a folder with the lock’s name: no lock can be created', async () => {
    await mkdir(file);
    const [acquired, took] = await measure(() => lockOf().acquire());
    expect(acquired).toEqual({unable: expect.stringContaining('EISDIR')});
    expect(took).toBeLessThan(1_000);
  });

  test('a folder with the name of a stale lock’s claim: no lock can be created', async () => {
    await lockFileWith({pid: 4_000_000, started: '1'});
    await mkdir(`${file}.abc123`);
    const [acquired, took] = await measure(() => lockOf().acquire());
    expect(acquired).toEqual({unable: expect.stringContaining(`${file}.abc123: EISDIR`)});
    expect(took).toBeLessThan(1_000);
  });

  test.skipIf(process.platform === 'win32')(
    'a link to an endless device: stale after the heartbeat timeout',
    async () => {
      await symlink('/dev/zero', file);
      await expectTakenOver(9_000);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  test('a token too long for a file name: stale after the heartbeat timeout', async () => {
    await lockFileWith({pid: 4_000_000, started: '1', token: 'a'.repeat(300)});
    await expectTakenOver(9_000);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('on another machine the heartbeat decides', () => {
  test('a lock without heartbeats is stale after seconds', async () => {
    const files = await Promise.all([
      ...elsewhere.map(([name, changes]) => lockFileWith(changes, join(folder, name))),
      ...['', '4711 host 0123', '{"pid": "x"}', '\0\0'].map(async (content, index) => {
        const path = join(folder, `odd-${index}`);
        await writeFile(path, content);
        return path;
      }),
    ]);
    expect(files).toHaveLength(8);
    await Promise.all(files.map(path => expectTakenOver(9_000, path)));
    expect(await readdir(folder)).toEqual([]);
  });

  test.each(elsewhere)(
    'a lock with heartbeats is kept, whatever its clock: %s',
    async (_, changes) => {
      await lockFileWith(changes);
      let time = 0;
      const beats = setInterval(() => {
        time += 1;
        void utimes(file, time, time);
      }, 500);
      await expect(lockOf().acquire()).rejects.toMatchObject({code: 'another_run'});
      clearInterval(beats);
    },
  );
});

const racer = `
  import {appendFileSync} from 'node:fs';
  const [module, file, log] = process.argv.slice(-3);
  const {TenantLock} = await import(module);
  const lock = new TenantLock(file, {subject: 'x', waitMs: 30_000});
  await lock.acquire();
  appendFileSync(log, 'in\\n');
  await new Promise(resolve => setTimeout(resolve, 30));
  appendFileSync(log, 'out\\n');
  await lock.release();
`;

test('of many processes that find a stale lock, one at a time holds it', async () => {
  await lockFileWith({pid: 4_000_000, started: '1'});
  const log = join(folder, 'log');
  const module = fileURLToPath(new URL('../../src/engine/lock.ts', import.meta.url));
  const args = ['--import', 'tsx', '--input-type=module', '-e', racer, '--', module, file, log];
  const racers = 8;
  await Promise.all(
    Array.from({length: racers}, () => promisify(execFile)(process.execPath, args)),
  );
  expect(await readFile(log, 'utf8')).toBe('in\nout\n'.repeat(racers));
  expect(await readdir(folder)).toEqual(['log']);
});
