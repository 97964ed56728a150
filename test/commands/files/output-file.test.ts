import {execFileSync} from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {replaceFile, writeAtomically} from '../../../src/commands/files/output-file.js';
import {openDebugLog} from '../../../src/commands/output/debug-log.js';

let folder: string;
let shared: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'timesheets-setup-out-'));
  shared = join(folder, 'shared');
  mkdirSync(shared);
  chmodSync(shared, 0o1777);
});

afterEach(() => rmSync(folder, {recursive: true, force: true}));

const stranger = 4242;
const around = {now: () => new Date(), stderr: {write: () => {}}};
const ways = {
  'check --out': (path: string) => writeAtomically(path, 'ours', 'everyone'),
  'export env --out': (path: string) => writeAtomically(path, 'ours', 'owner'),
  '--debug': async (path: string) => openDebugLog(path, around).close(),
} as const;

test('replaces a file atomically, leaves no temporary file, and restricts its mode', async () => {
  const path = join(folder, 'file');
  writeFileSync(path, 'old', {mode: 0o666});
  expect(await writeAtomically(path, 'new', 'owner')).toEqual({path, via: 'name'});
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).sort()).toEqual(['file', 'shared']);
});

test('a temporary file’s name starts with the target’s, so that .env* in .gitignore covers it', async () => {
  const path = join(folder, '.env');
  mkdirSync(path);
  writeFileSync(join(path, 'x'), '');
  const seen = new Set<string>();
  const watcher = setInterval(() => {
    for (const name of readdirSync(folder)) seen.add(name);
  });
  await expect(replaceFile(path, 'x'.repeat(30_000_000), 0o600)).rejects.toThrow();
  clearInterval(watcher);
  expect([...seen].filter(name => name !== 'shared' && !name.startsWith('.env'))).toEqual([]);
  expect(readdirSync(folder).sort()).toEqual(['.env', 'shared']);
});

test('a link of the same user is followed and reported', async () => {
  const path = join(folder, 'link');
  const target = join(folder, 'target');
  symlinkSync('target', path);
  expect(await writeAtomically(path, 'one', 'everyone')).toEqual({path: target, via: 'link'});
  expect(await writeAtomically(path, 'two', 'everyone')).toEqual({path: target, via: 'link'});
  expect(readFileSync(target, 'utf8')).toBe('two');
});

test('a cycle of links is refused', async () => {
  const path = join(folder, 'circle');
  symlinkSync('circle', path);
  await expect(writeAtomically(path, 'x', 'everyone')).rejects.toMatchObject({
    code: 'file_unwritable',
    message: expect.stringContaining('circle'),
  });
});

describe.skipIf(process.getuid?.() !== 0)('as root, which can act as another user,', () => {
  const traps = {
    'another user’s link in a shared folder': () => {
      const path = join(shared, 'plan.json');
      symlinkSync(join(folder, 'victim'), path);
      lchownSync(path, stranger, stranger);
      return path;
    },
    'a folder that is another user’s link in a shared folder': () => {
      symlinkSync(folder, join(shared, 'out'));
      lchownSync(join(shared, 'out'), stranger, stranger);
      return join(shared, 'out', 'victim');
    },
    'an own link to another user’s file': () => {
      writeFileSync(join(folder, 'theirs'), 'theirs');
      chownSync(join(folder, 'theirs'), stranger, stranger);
      symlinkSync('theirs', join(folder, 'own'));
      return join(folder, 'own');
    },
    'an own dangling link into a shared folder': () => {
      symlinkSync(join(shared, 'none'), join(folder, 'own'));
      return join(folder, 'own');
    },
    'an own link into a folder where others can replace files': () => {
      chmodSync(shared, 0o777);
      writeFileSync(join(shared, 'file'), 'old');
      symlinkSync(join(shared, 'file'), join(folder, 'own'));
      return join(folder, 'own');
    },
    'another user’s pipe in a shared folder': () => {
      const path = join(shared, 'pipe');
      execFileSync('mkfifo', [path]);
      chownSync(path, stranger, stranger);
      return path;
    },
  } as const;

  for (const [trap, set] of Object.entries(traps)) {
    test.each(Object.entries(ways))(`${trap} is refused: %s`, async (_, write) => {
      writeFileSync(join(folder, 'victim'), 'precious');
      const path = set();
      await expect(write(path)).rejects.toMatchObject({
        code: 'file_unwritable',
        message: expect.stringContaining(path),
      });
      expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('precious');
      if (trap.includes('another user’s file')) {
        expect(readFileSync(join(folder, 'theirs'), 'utf8')).toBe('theirs');
      }
    });
  }

  test('a log file that another user created in a shared folder is not written to', () => {
    const path = join(shared, 'log');
    writeFileSync(path, '');
    chownSync(path, stranger, stranger);
    expect(() => openDebugLog(path, around)).toThrow('belongs to another user');
  });
});

test('a log to a pipe without a reader is refused without waiting', () => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  expect(() => openDebugLog(path, around)).toThrow('nothing reads from this pipe');
});

test('writing to a pipe without a reader can be interrupted', async () => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const interruption = new AbortController();
  setTimeout(() => interruption.abort(), 100);
  await expect(writeAtomically(path, 'x', 'everyone', interruption.signal)).rejects.toMatchObject({
    code: 'interrupted',
  });
});
