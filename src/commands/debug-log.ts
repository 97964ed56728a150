import {closeSync, openSync, writeSync} from 'node:fs';
import type {CallEvent, OnCall} from '../engine/call.js';
import {Problem, reasonOf} from '../engine/problem.js';
import {visible} from '../engine/visible.js';

export interface DebugLog {
  readonly onCall: OnCall;
  close(): void;
}

/**
 * `--debug FILE`: every request and answer, a JSON line each, fit to attach to a bug report:
 * events carry no headers, and of bodies only what is known to be harmless (`redact`). Written
 * at once, so that a crash loses nothing; a log that can't be written on ends no run. Throws `Problem` file_unwritable.
 */
export function openDebugLog(file: string, now: () => Date = () => new Date()): DebugLog {
  let handle: number;
  try {
    handle = openSync(file, 'a', 0o600);
  } catch (cause) {
    throw new Problem('file_unwritable', {
      message: `--debug: ${file} can't be written (${reasonOf(cause)}).`,
      hint: 'Name a file that may be written.',
      cause,
    });
  }
  let failure: string | undefined;
  return {
    onCall: (event: CallEvent) => {
      if (failure !== undefined) return;
      try {
        writeSync(handle, `${JSON.stringify({at: now().toISOString(), ...event})}\n`);
      } catch (error) {
        failure = reasonOf(error);
      }
    },
    close() {
      closeSync(handle);
      if (failure === undefined) return;
      process.stderr.write(`⚠ --debug: ${visible(file)} breaks off (${failure}).\n`);
    },
  };
}
