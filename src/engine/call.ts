import type {ProblemCode} from '../model/errors.js';

/** What the live log shows of one request. `id` ties the events of one request together. */
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
      /** Milliseconds until it is sent (again). */
      readonly ms: number;
      readonly attempt: number;
    }
  /** A write's wait is over: what it changes is read again before it is sent again. */
  | {readonly type: 'waited'; readonly id: number}
  | {
      readonly type: 'answered';
      readonly id: number;
      readonly status: number;
      readonly ms: number;
      readonly body?: unknown;
    }
  | {readonly type: 'failed'; readonly id: number; readonly code: ProblemCode; readonly ms: number};

/** Secrets are taken out of bodies before they get here. */
export type OnCall = (event: CallEvent) => void;
