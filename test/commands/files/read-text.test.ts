import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {appendFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {
  decodeText,
  readInput,
  readText,
  UnreadableFileError,
} from '../../../src/commands/files/read-text.js';
import {requireOneStandardInput} from '../../../src/commands/options.js';

const text = fc
  .string({unit: 'binary', maxLength: 40})
  .map(each => each.replaceAll('\0', '').replace(/^\uFEFF+/, ''));

const bigEndian = (content: string) => Buffer.from(content, 'utf16le').swap16();

describe('decodeText', () => {
  test('decodes UTF-8, and UTF-16 with a byte order mark, which is dropped', () => {
    fc.assert(
      fc.property(text, content => {
        expect(decodeText(Buffer.from(content))).toBe(content);
        expect(decodeText(Buffer.from(`\uFEFF${content}`))).toBe(content);
        expect(decodeText(Buffer.from(`\uFEFF${content}`, 'utf16le'))).toBe(content);
        expect(decodeText(bigEndian(`\uFEFF${content}`))).toBe(content);
      }),
      {numRuns: 500},
    );
  });

  test('never returns a replacement character', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 40}), bytes => {
        let content: string;
        try {
          content = decodeText(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableFileError);
          return;
        }
        expect(content).not.toContain('\0');
        const encoded = [
          Buffer.from(content),
          Buffer.from(`\uFEFF${content}`),
          Buffer.from(`\uFEFF${content}`, 'utf16le'),
          bigEndian(`\uFEFF${content}`),
        ];
        expect(encoded.some(each => each.equals(bytes))).toBe(true);
      }),
      {numRuns: 2_000},
    );
  });

  test.each([
    ['Latin-1', Buffer.from('J\u00fcrgen', 'latin1'), 'UTF-8'],
    ['UTF-16 without a mark', Buffer.from('acme', 'utf16le'), 'UTF-8'],
    ['half a character of UTF-16', Buffer.from([0xff, 0xfe, 0x41]), 'UTF-16LE'],
    ['half a pair of UTF-16', Buffer.from('\uFEFF\uD800x', 'utf16le'), 'UTF-16LE'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]), 'UTF-16LE'],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]), 'UTF-8'],
    ['a surrogate in UTF-8', Buffer.from([0xed, 0xa0, 0x80]), 'UTF-8'],
    ['an overlong form', Buffer.from([0xc0, 0xaf]), 'UTF-8'],
  ])('refuses %s', (_, bytes, name) => {
    expect(() => decodeText(bytes)).toThrow(`it is not ${name} text`);
  });
});

describe('readText', () => {
  const around = {stdin: process.stdin, signal: new AbortController().signal};
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'timesheets-setup-read-'));
  });
  afterEach(() => rmSync(folder, {recursive: true, force: true}));

  function pipe(): string {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    return path;
  }

  test('reading a pipe without a writer can be interrupted', async () => {
    const interruption = new AbortController();
    setTimeout(() => interruption.abort(), 100);
    await expect(readText(pipe(), {...around, signal: interruption.signal})).rejects.toMatchObject({
      code: 'interrupted',
    });
  });

  test('a pipe is read to its end', async () => {
    const path = pipe();
    setTimeout(() => void appendFile(path, 'late'), 200);
    expect(await readText(path, around)).toBe('late');
  });

  test('an endless file is refused', async () => {
    await expect(readText('/dev/zero', around)).rejects.toThrow('longer than 16 MB');
  });

  test('/dev/null is empty', async () => {
    expect(await readText('/dev/null', around)).toBe('');
  });

  test.each([
    ['blueprint', 'invalid_blueprint'],
    ['plan', 'invalid_plan'],
    ['tenants', 'usage'],
  ] as const)('--%s with a file that is not text fails with %s', async (option, code) => {
    const path = join(folder, 'latin1');
    writeFileSync(path, Buffer.from('{"name": "J\u00fcrgen"}', 'latin1'));
    await expect(readInput(path, option, around)).rejects.toMatchObject({
      code,
      message: `--${option}: ${path} can’t be read (it is not UTF-8 text).`,
      hint: expect.stringContaining('UTF-8'),
    });
    await expect(readInput(join(folder, 'none'), option, around)).rejects.toMatchObject({
      code: 'usage',
    });
    await expect(readInput(folder, option, around)).rejects.toMatchObject({code: 'usage'});
  });

  test('standard input can be read by one option only', () => {
    expect(() => requireOneStandardInput({blueprint: '-', tenants: '-'})).toThrow(
      '--blueprint - and --tenants - both read standard input.',
    );
    expect(() => requireOneStandardInput({blueprint: '-', tenants: 'file'})).not.toThrow();
  });
});
