import type {CallEvent} from '../engine/call.js';
import type {ProblemCode} from '../model/errors.js';

export type Progress =
  | {readonly kind: 'sent'}
  | {
      readonly kind: 'waiting';
      readonly reason: 'rate-limit' | 'retry';
      /** Milliseconds since 1970. */
      readonly until: number;
    }
  | {readonly kind: 'answered'; readonly status: number; readonly ms: number}
  | {readonly kind: 'failed'; readonly code: ProblemCode; readonly ms: number}
  /** Interrupted while waiting. */
  | {readonly kind: 'canceled'};

export interface Call {
  readonly id: number;
  readonly method: string;
  readonly path: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly progress: Progress;
  /** The previous attempt's outcome, while a retry waits. */
  readonly ended?: Progress;
  readonly sent?: unknown;
  readonly received?: unknown;
}

/** Bounds the log of a run that pages through a large tenant. */
const maxCalls = 200;

export function logCall(calls: readonly Call[], event: CallEvent, now: number): readonly Call[] {
  const earlier = calls.find(({id}) => id === event.id);
  // A first attempt that only waited was never sent: `sent` will add it again.
  if (event.type === 'waited' && earlier?.ended === undefined) {
    return calls.filter(call => call !== earlier);
  }
  const call = nextCall(earlier, event, now);
  if (call === undefined) return calls;
  if (earlier === undefined) return [...calls, call].slice(-maxCalls);
  return calls.map(each => (each === earlier ? call : each));
}

function nextCall(earlier: Call | undefined, event: CallEvent, now: number): Call | undefined {
  switch (event.type) {
    case 'sent':
      return {
        id: event.id,
        method: event.method,
        path: event.path,
        attempt: event.attempt,
        progress: {kind: 'sent'},
        ...(event.body === undefined ? {} : {sent: event.body}),
      };
    case 'waiting':
      return {
        ...earlier,
        id: event.id,
        method: event.method,
        path: event.path,
        attempt: event.attempt,
        progress: {kind: 'waiting', reason: event.reason, until: now + event.ms},
        ...(earlier !== undefined && isOver(earlier.progress) && {ended: earlier.progress}),
      };
    case 'waited':
      return earlier?.ended && {...earlier, progress: earlier.ended};
    case 'answered':
      return (
        earlier && {
          ...earlier,
          progress: {kind: 'answered', status: event.status, ms: event.ms},
          ...(event.body === undefined ? {} : {received: event.body}),
        }
      );
    case 'failed':
      return earlier && {...earlier, progress: {kind: 'failed', code: event.code, ms: event.ms}};
  }
}

function isOver({kind}: Progress): boolean {
  return kind === 'answered' || kind === 'failed';
}

export function waitingCall(calls: readonly Call[]): Call | undefined {
  return calls.findLast(({progress}) => progress.kind === 'waiting');
}

/** Ends the countdown of every waiting call, after an interrupt. */
export function cancelWaits(calls: readonly Call[]): readonly Call[] {
  return calls.map(call =>
    call.progress.kind === 'waiting' ? {...call, progress: {kind: 'canceled'}} : call,
  );
}

/** Whether the call changed the tenant. */
export function isWrite({method, path, progress}: Call): boolean {
  return (
    method !== 'GET' &&
    path.startsWith('/api/v2/') &&
    progress.kind === 'answered' &&
    progress.status < 400
  );
}
