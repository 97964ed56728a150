import {closeSync, constants, openSync, writeSync} from 'node:fs';
import type {CallEvent, OnCall} from '../../engine/call.js';
import {hasCode, Problem, reasonOf} from '../../model/errors.js';
import {visible} from '../../text/escape.js';
import type {Io} from '../command.js';
import {refuseForeignFile, resolveTrusted} from '../files/trusted-path.js';

export interface DebugLog {
  readonly onCall: OnCall;
  close(): void;
}

/**
 * `--debug FILE`: logs each request and response as a JSON line that is safe to attach to a bug
 * report: no headers, and only harmless body fields (see `redact`). Writes synchronously, so that a
 * crash loses nothing. A failing write ends the log but not the run. Throws `Problem`
 * file_unwritable.
 */
export function openDebugLog(file: string, {now, stderr}: Pick<Io, 'now' | 'stderr'>): DebugLog {
  let handle: number;
  try {
    const target = resolveTrusted(file);
    refuseForeignFile(file, target);
    handle = openLog(file);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    const reason = hasCode(cause, 'ENXIO') ? 'nothing reads from this pipe' : reasonOf(cause);
    throw new Problem('file_unwritable', {
      message: `--debug: ${file} can’t be written (${reason}).`,
      hint: 'Choose a file that you can write to.',
      cause,
    });
  }
  let failure: string | undefined;
  return {
    onCall: (event: CallEvent) => {
      if (failure !== undefined) return;
      try {
        writeLine(handle, `${JSON.stringify({at: now().toISOString(), ...event})}\n`);
      } catch (error) {
        failure = reasonOf(error);
      }
    },
    close() {
      closeSync(handle);
      if (failure === undefined) return;
      stderr.write(`⚠ --debug: ${visible(file)} is incomplete (${failure}).\n`);
    },
  };
}

/** How long to wait for a pipe's reader. Short, because the wait blocks the process. */
const readerTimeoutMs = 1_000;
const pollMs = 20;

/** Opens without blocking: a pipe without a reader then fails with ENXIO instead of hanging. */
function openLog(file: string): number {
  const {O_WRONLY, O_CREAT, O_APPEND} = constants;
  const flags = O_WRONLY | O_CREAT | O_APPEND | (constants.O_NONBLOCK ?? 0);
  return retryOn('ENXIO', () => openSync(file, flags, 0o600));
}

function writeLine(handle: number, line: string): void {
  const bytes = Buffer.from(line);
  for (let from = 0; from < bytes.length; ) {
    from += retryOn('EAGAIN', () => writeSync(handle, bytes, from));
  }
}

function retryOn<Result>(code: string, act: () => Result): Result {
  const until = performance.now() + readerTimeoutMs;
  for (;;) {
    try {
      return act();
    } catch (error) {
      if (!hasCode(error, code) || performance.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMs);
    }
  }
}
