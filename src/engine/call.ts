import type {ProblemCode} from '../model/errors.js';

/** What the live log shows of a request. All events of one request share its `id`. */
export type CallEvent =
  | {
      readonly type: 'sent';
      readonly id: number;
      readonly method: string;
      readonly path: string;
      readonly attempt: number;
      readonly body?: unknown;
    }
  | {
      readonly type: 'waiting';
      readonly id: number;
      readonly method: string;
      readonly path: string;
      readonly reason: 'rate-limit' | 'retry';
      /** Milliseconds until the request is sent, or sent again. */
      readonly ms: number;
      readonly attempt: number;
    }
  /** A write's wait is over: its object is read again before the write is retried. */
  | {readonly type: 'waited'; readonly id: number}
  | {
      readonly type: 'answered';
      readonly id: number;
      readonly status: number;
      readonly ms: number;
      readonly body?: unknown;
    }
  | {readonly type: 'failed'; readonly id: number; readonly code: ProblemCode; readonly ms: number};

/** Secrets are removed from bodies before this is called. */
export type OnCall = (event: CallEvent) => void;
