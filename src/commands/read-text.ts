import {closeSync, constants, fstatSync, openSync, read, readSync} from 'node:fs';
import {Socket} from 'node:net';
import type {Readable} from 'node:stream';
import {setTimeout as pause} from 'node:timers/promises';
import {isatty, ReadStream} from 'node:tty';
import {promisify} from 'node:util';
import {hasCode, Problem} from '../model/errors.js';

/** More than any file that this program reads: what is longer is something else. */
const maxBytes = 16 * 1024 * 1024;
const chunkBytes = 64 * 1024;
const pollMs = 50;
/** A pipe without a writer, or a terminal, must not block the thread that reads it. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A file that can't be used, as the end of a sentence: “it is not UTF-8”. */
export class Unreadable extends Error {}

const encodings = [
  {mark: [0xef, 0xbb, 0xbf], name: 'utf-8'},
  {mark: [0xff, 0xfe], name: 'utf-16le'},
  {mark: [0xfe, 0xff], name: 'utf-16be'},
] as const;

/** The encoding that a byte order mark names. */
export function markOf(bytes: Uint8Array): (typeof encodings)[number]['name'] | undefined {
  return encodings.find(({mark}) => mark.every((byte, index) => bytes[index] === byte))?.name;
}

/**
 * Text in UTF-8, or in UTF-16 by its byte order mark, which is dropped. A replacement character in
 * place of what can't be decoded would end up in the tenant. Throws `Unreadable`.
 */
export function decodeText(bytes: Uint8Array): string {
  const encoding = markOf(bytes) ?? 'utf-8';
  const name = encoding.toUpperCase();
  let text: string;
  try {
    text = new TextDecoder(encoding, {fatal: true}).decode(bytes);
  } catch {
    throw new Unreadable(`it is not ${name} text`);
  }
  if (text.includes('\0')) throw new Unreadable(`it is not ${name} text: it holds NUL characters`);
  return text;
}

/**
 * Reads a text file, a pipe or a device; `-` is standard input. Can be interrupted at any moment.
 * Throws `Unreadable`, `Problem` interrupted, or what the file system throws.
 */
export async function readText(path: string, signal?: AbortSignal): Promise<string> {
  return decodeText(path === '-' ? await readStandardInput(signal) : await readPath(path, signal));
}

let standardInput: Promise<Buffer> | undefined;

/** Can be read only once, and several tenants may share a blueprint. */
async function readStandardInput(signal: AbortSignal | undefined): Promise<Buffer> {
  standardInput ??= readStream(process.stdin, signal);
  return await standardInput;
}

async function readPath(path: string, signal: AbortSignal | undefined): Promise<Buffer> {
  const fd = openSync(path, openFlags);
  // A stream waits for a pipe's writer without blocking, and closes what it reads.
  if (fstatSync(fd).isFIFO()) {
    return await readStream(new Socket({fd, readable: true, writable: false}), signal);
  }
  if (isatty(fd)) return await readStream(new ReadStream(fd), signal);
  try {
    return await readDescriptor(fd, signal);
  } finally {
    closeSync(fd);
  }
}

async function readDescriptor(fd: number, signal: AbortSignal | undefined): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    if (signal?.aborted) throw interrupted(signal.reason);
    const chunk = Buffer.alloc(chunkBytes);
    const count = await readInto(fd, chunk);
    if (count === 'nothing-yet') {
      await pause(pollMs);
      continue;
    }
    if (count === 0) return Buffer.concat(chunks);
    length += count;
    if (length > maxBytes) throw tooLong();
    chunks.push(chunk.subarray(0, count));
  }
}

async function readInto(fd: number, chunk: Buffer): Promise<number | 'nothing-yet'> {
  try {
    return (await promisify(read)(fd, chunk, 0, chunk.length, null)).bytesRead;
  } catch (error) {
    if (hasCode(error, 'EAGAIN')) return 'nothing-yet';
    throw error;
  }
}

async function readStream(stream: Readable, signal: AbortSignal | undefined): Promise<Buffer> {
  const stop = () => stream.destroy();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, {once: true});
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk);
      length += bytes.length;
      if (length > maxBytes) throw tooLong();
      chunks.push(bytes);
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    stream.destroy();
  }
  if (signal?.aborted) throw interrupted(signal.reason);
  return Buffer.concat(chunks);
}

/** The bytes of a regular file, at once. Throws `Unreadable`, or what the file system throws. */
export function readFileBytes(path: string): Buffer {
  const fd = openSync(path, openFlags);
  try {
    const about = fstatSync(fd);
    if (!about.isFile()) throw new Unreadable('it is no file');
    const chunks: Buffer[] = [];
    let length = 0;
    for (;;) {
      const chunk = Buffer.alloc(chunkBytes);
      const count = readSync(fd, chunk);
      if (count === 0) return Buffer.concat(chunks);
      length += count;
      if (length > maxBytes) throw tooLong();
      chunks.push(chunk.subarray(0, count));
    }
  } finally {
    closeSync(fd);
  }
}

function tooLong(): Unreadable {
  return new Unreadable(`it is longer than ${maxBytes / 1024 / 1024} MB`);
}

function interrupted(cause: unknown): Problem {
  return new Problem('interrupted', {
    message: 'Interrupted while reading a file.',
    hint: 'Nothing was changed.',
    cause,
  });
}
