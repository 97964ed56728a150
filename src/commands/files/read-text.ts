import {closeSync, constants, fstatSync, openSync, read, readSync} from 'node:fs';
import {Socket} from 'node:net';
import type {Readable} from 'node:stream';
import {setTimeout as pause} from 'node:timers/promises';
import {isatty, ReadStream} from 'node:tty';
import {promisify} from 'node:util';
import {hasCode, Problem, type ProblemCode, systemReasonOf} from '../../model/errors.js';
import type {Io} from '../command.js';
import {type InputOption, usageProblem} from '../options.js';

/** More than any file that this program reads needs. */
const maxBytes = 16 * 1024 * 1024;
const chunkBytes = 64 * 1024;
const pollMs = 50;
/** Opening a pipe without a writer, or a terminal, must not block the process. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A file that can't be used. The message ends a sentence: “it is not UTF-8”. */
export class UnreadableFileError extends Error {}

const encodings = [
  {mark: [0xef, 0xbb, 0xbf], name: 'utf-8'},
  {mark: [0xff, 0xfe], name: 'utf-16le'},
  {mark: [0xfe, 0xff], name: 'utf-16be'},
] as const;

export function detectByteOrderMark(
  bytes: Uint8Array,
): (typeof encodings)[number]['name'] | undefined {
  return encodings.find(({mark}) => mark.every((byte, index) => bytes[index] === byte))?.name;
}

/**
 * Decodes UTF-8, or UTF-16 with a byte order mark, which is dropped. Strict: a replacement
 * character would end up in the tenant. Throws `UnreadableFileError`.
 */
export function decodeText(bytes: Uint8Array): string {
  const encoding = detectByteOrderMark(bytes) ?? 'utf-8';
  const name = encoding.toUpperCase();
  let text: string;
  try {
    text = new TextDecoder(encoding, {fatal: true}).decode(bytes);
  } catch {
    throw new UnreadableFileError(`it is not ${name} text`);
  }
  if (text.includes('\0'))
    throw new UnreadableFileError(`it is not ${name} text: it holds NUL characters`);
  return text;
}

/**
 * Reads a file, a pipe, a device, or standard input (`-`). Can be interrupted at any time. Throws
 * `UnreadableFileError`, `Problem` interrupted, or the file system's error.
 */
export async function readText(path: string, {stdin, signal}: InputSource): Promise<string> {
  return decodeText(
    path === '-' ? await readStandardInput(stdin, signal) : await readPath(path, signal),
  );
}

type InputSource = Pick<Io, 'stdin' | 'signal'>;

const standardInputs = new WeakMap<Readable, Promise<Buffer>>();

/** Standard input can be read only once, but several tenants may share a blueprint. */
function readStandardInput(stdin: Readable, signal: AbortSignal): Promise<Buffer> {
  const reading = standardInputs.get(stdin) ?? readStream(stdin, signal);
  standardInputs.set(stdin, reading);
  return reading;
}

/** The error code if an option's file isn't text. */
const notTextCodes: Readonly<Record<InputOption, ProblemCode>> = {
  blueprint: 'invalid_blueprint',
  plan: 'invalid_plan',
  tenants: 'usage',
};

/**
 * Reads an option's file, pipe, or standard input (`-`). Throws `Problem` usage or interrupted; if
 * the content isn't text, invalid_blueprint or invalid_plan.
 */
export async function readInput(
  file: string,
  option: InputOption,
  from: InputSource,
): Promise<string> {
  try {
    return await readText(file, from);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    const message = `--${option}: ${inputName(file)} can’t be read (${systemReasonOf(cause)}).`;
    if (!(cause instanceof UnreadableFileError))
      throw usageProblem(message, 'Check the path.', cause);
    throw new Problem(notTextCodes[option], {
      message,
      hint: 'It must be text of at most 16 MB, in UTF-8, or in UTF-16 with a byte order mark.',
      cause,
    });
  }
}

/** The file's name for messages. */
export function inputName(file: string): string {
  return file === '-' ? 'Standard input' : file;
}

async function readPath(path: string, signal: AbortSignal | undefined): Promise<Buffer> {
  const fd = openSync(path, openFlags);
  // A stream waits for a pipe's writer without blocking, and closes the descriptor.
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
    if (signal?.aborted) throw interruptedProblem(signal.reason);
    const chunk = Buffer.alloc(chunkBytes);
    const count = await readChunk(fd, chunk);
    if (count === 'would-block') {
      await pause(pollMs);
      continue;
    }
    if (count === 0) return Buffer.concat(chunks);
    length += count;
    if (length > maxBytes) throw tooLongError();
    chunks.push(chunk.subarray(0, count));
  }
}

async function readChunk(fd: number, chunk: Buffer): Promise<number | 'would-block'> {
  try {
    return (await promisify(read)(fd, chunk, 0, chunk.length, null)).bytesRead;
  } catch (error) {
    if (hasCode(error, 'EAGAIN')) return 'would-block';
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
      if (length > maxBytes) throw tooLongError();
      chunks.push(bytes);
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    stream.destroy();
  }
  if (signal?.aborted) throw interruptedProblem(signal.reason);
  return Buffer.concat(chunks);
}

/** Reads a regular file synchronously. Throws `UnreadableFileError`, or the file system's error. */
export function readFileBytes(path: string): Buffer {
  const fd = openSync(path, openFlags);
  try {
    const about = fstatSync(fd);
    if (!about.isFile()) throw new UnreadableFileError('it is no file');
    const chunks: Buffer[] = [];
    let length = 0;
    for (;;) {
      const chunk = Buffer.alloc(chunkBytes);
      const count = readSync(fd, chunk);
      if (count === 0) return Buffer.concat(chunks);
      length += count;
      if (length > maxBytes) throw tooLongError();
      chunks.push(chunk.subarray(0, count));
    }
  } finally {
    closeSync(fd);
  }
}

function tooLongError(): UnreadableFileError {
  return new UnreadableFileError(`it is longer than ${maxBytes / 1024 / 1024} MB`);
}

function interruptedProblem(cause: unknown): Problem {
  return new Problem('interrupted', {
    message: 'Interrupted while reading a file.',
    hint: 'Nothing was changed.',
    cause,
  });
}
