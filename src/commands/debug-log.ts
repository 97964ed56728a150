import {closeSync, openSync, writeSync} from 'node:fs';
import type {CallEvent, OnCall} from '../engine/call.js';
import {Problem} from '../engine/problem.js';

export interface DebugLog {
  readonly onCall: OnCall;
  close(): void;
}

/**
 * `--debug FILE`: every request and answer, a JSON line each, fit to attach to a bug report:
 * events carry no headers, and secrets are taken out of bodies before they become events. Written
 * at once, so that a crash loses nothing. Throws `Problem` file_unwritable.
 */
export function openDebugLog(file: string, now: () => Date = () => new Date()): DebugLog {
  let handle: number;
  try {
    handle = openSync(file, 'a', 0o600);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Problem('file_unwritable', {
      message: `--debug: ${file} can't be written (${reason}).`,
      hint: 'Name a file that may be written.',
      cause,
    });
  }
  return {
    onCall: (event: CallEvent) => {
      writeSync(handle, `${JSON.stringify({at: now().toISOString(), ...event})}\n`);
    },
    close: () => closeSync(handle),
  };
}
