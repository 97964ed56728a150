import type {Clock} from './clock.js';
import type {RateLimit} from './rate-limit.js';
import {maxWaitMs} from './rate-limit.js';
import {RequestPacer} from './request-pacer.js';

/** Whether the request may be sent; if not, the milliseconds until it could be. */
export type Admission = 'admitted' | {readonly retryInMs: number};

interface QueuedRequest {
  readonly resolve: (admission: Admission) => void;
  readonly onPause: (ms: number) => void;
  /** On the clock (ms): a request that cannot leave by then is turned away. */
  readonly leaveBy: number;
  /** On the clock (ms): the end of the wait that `onPause` last reported. */
  reportedUntil: number;
}

/** A wait whose end moves by less than this (ms) is not reported again. */
const minReportedShiftMs = 20;

/** A reset in whole seconds may exceed the maximum wait by this much (ms). */
const maxRoundingMs = 1_000;

/** A first-come, first-served queue of requests, paced by the tenant's rate limit. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #pacer: RequestPacer;
  readonly #queue = new Set<QueuedRequest>();
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, limit?: number) {
    this.#clock = clock;
    this.#pacer = new RequestPacer(limit);
  }

  /**
   * Resolves with `admitted` when the request may be sent; each such request must call `release` once.
   * Turns the request away if the rate limit blocks it for more than a minute, or if it cannot be
   * sent within `leaveWithinMs`. `onPause` gets the milliseconds of each wait for the limit.
   * Rejects with the signal's reason.
   */
  async acquire(
    signal: AbortSignal | undefined,
    onPause: (ms: number) => void,
    leaveWithinMs = Number.POSITIVE_INFINITY,
  ): Promise<Admission> {
    signal?.throwIfAborted();
    return await new Promise<Admission>((resolve, reject) => {
      const abort = () => {
        this.#queue.delete(queued);
        if (this.#queue.size === 0) this.#stopTimer();
        reject(signal?.reason);
      };
      const queued: QueuedRequest = {
        resolve(admission) {
          signal?.removeEventListener('abort', abort);
          resolve(admission);
        },
        onPause,
        leaveBy: this.#clock.now() + leaveWithinMs,
        reportedUntil: Number.NEGATIVE_INFINITY,
      };
      signal?.addEventListener('abort', abort, {once: true});
      this.#queue.add(queued);
      this.#admitQueued();
    });
  }

  /** `pauseMs`: milliseconds in which no request may be sent, after a 429. */
  release(rateLimit: RateLimit | undefined, pauseMs = 0): void {
    const now = this.#clock.now();
    this.#pacer.end(rateLimit, now);
    if (pauseMs > 0) this.#pacer.pause(pauseMs, now);
    this.#admitQueued();
  }

  #admitQueued(): void {
    this.#stopTimer();
    for (const queued of this.#queue) {
      const now = this.#clock.now();
      const decision = this.#pacer.admit(now);
      if (decision === 'busy') return;
      if (decision !== 'go') {
        this.#waitForLimit(decision, now);
        return;
      }
      this.#queue.delete(queued);
      if (now > queued.leaveBy) {
        queued.resolve({retryInMs: 0});
        continue;
      }
      this.#pacer.start();
      queued.resolve('admitted');
    }
  }

  #waitForLimit(ms: number, now: number): void {
    const until = now + ms;
    for (const queued of this.#queue) {
      if (ms > maxWaitMs + maxRoundingMs || until > queued.leaveBy) {
        this.#queue.delete(queued);
        queued.resolve({retryInMs: ms});
      } else if (until > queued.reportedUntil + minReportedShiftMs) {
        queued.reportedUntil = until;
        queued.onPause(ms);
      }
    }
    if (this.#queue.size > 0)
      this.#cancelTimer = this.#clock.schedule(ms, () => this.#admitQueued());
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
