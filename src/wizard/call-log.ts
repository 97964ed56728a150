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
  readonly previousOutcome?: Progress;
  readonly requestBody?: unknown;
  readonly responseBody?: unknown;
}

/** Bounds the log of a run that pages through a large tenant. */
const maxCalls = 200;

export function logCall(calls: readonly Call[], event: CallEvent, now: number): readonly Call[] {
  const previous = calls.find(({id}) => id === event.id);
  // A first attempt that only waited was never sent: `sent` will add it again.
  if (event.type === 'waited' && previous?.previousOutcome === undefined) {
    return calls.filter(call => call !== previous);
  }
  const call = applyCallEvent(previous, event, now);
  if (call === undefined) return calls;
  if (previous === undefined) return [...calls, call].slice(-maxCalls);
  return calls.map(each => (each === previous ? call : each));
}

function applyCallEvent(
  previous: Call | undefined,
  event: CallEvent,
  now: number,
): Call | undefined {
  switch (event.type) {
    case 'sent':
      return {
        id: event.id,
        method: event.method,
        path: event.path,
        attempt: event.attempt,
        progress: {kind: 'sent'},
        ...(event.body === undefined ? {} : {requestBody: event.body}),
      };
    case 'waiting':
      return {
        ...previous,
        id: event.id,
        method: event.method,
        path: event.path,
        attempt: event.attempt,
        progress: {kind: 'waiting', reason: event.reason, until: now + event.ms},
        ...(previous !== undefined &&
          isFinished(previous.progress) && {previousOutcome: previous.progress}),
      };
    case 'waited':
      return previous?.previousOutcome && {...previous, progress: previous.previousOutcome};
    case 'answered':
      return (
        previous && {
          ...previous,
          progress: {kind: 'answered', status: event.status, ms: event.ms},
          ...(event.body === undefined ? {} : {responseBody: event.body}),
        }
      );
    case 'failed':
      return previous && {...previous, progress: {kind: 'failed', code: event.code, ms: event.ms}};
  }
}

function isFinished({kind}: Progress): boolean {
  return kind === 'answered' || kind === 'failed';
}

export function findWaitingCall(calls: readonly Call[]): Call | undefined {
  return calls.findLast(({progress}) => progress.kind === 'waiting');
}

/** Ends the countdown of every waiting call, after an interrupt. */
export function cancelWaits(calls: readonly Call[]): readonly Call[] {
  return calls.map(call =>
    call.progress.kind === 'waiting' ? {...call, progress: {kind: 'canceled'}} : call,
  );
}

function isWriteRequest({method, path}: Call): boolean {
  return method !== 'GET' && path.startsWith('/api/v2/');
}

/** Whether the call changed the tenant. */
export function isWrite(call: Call): boolean {
  const {progress} = call;
  return isWriteRequest(call) && progress.kind === 'answered' && progress.status < 400;
}

const unansweredCodes: ReadonlySet<ProblemCode> = new Set([
  'interrupted',
  'timeout',
  'connection_lost',
]);

/** Whether the call was sent and may have changed the tenant, although Auth0 didn't confirm it. */
export function mayHaveWritten(call: Call): boolean {
  const {progress} = call;
  if (!isWriteRequest(call)) return false;
  if (progress.kind === 'failed') return unansweredCodes.has(progress.code);
  return progress.kind === 'sent' || (progress.kind === 'answered' && progress.status >= 500);
}
