import type {Clock} from './clock.js';
import {maxWaitMs, type RateLimit, resetSlackMs} from './retry.js';

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
   * sent by `leaveBy` on the clock. `onPause` gets the milliseconds of each wait for the limit.
   * Rejects with the signal's reason.
   */
  async acquire(
    signal: AbortSignal | undefined,
    onPause: (ms: number) => void,
    leaveBy = Number.POSITIVE_INFINITY,
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
        leaveBy,
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

/** Concurrent requests until Auth0 states its limit: as many as the first batch has. */
const initialConcurrency = 4;
const maxConcurrency = 10;

/** `busy`: wait for a response. A number: milliseconds to wait. */
type PaceDecision = 'go' | 'busy' | number;

/**
 * Decides from Auth0's rate limit headers when a request may be sent: never more in flight than the
 * limit, none while nothing remains, and a single probe after a reset. The caller passes the time
 * in milliseconds, from any origin.
 */
export class RequestPacer {
  #maxInFlight: number;
  #inFlight = 0;
  /** Requests left before the next reset; undefined until Auth0 states it. */
  #remaining: number | undefined;
  #resetAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #probing = false;

  /** `limit`: the tenant's limit as an earlier run saw it. */
  constructor(limit = initialConcurrency) {
    this.#maxInFlight = Math.max(1, Math.min(initialConcurrency, limit));
  }

  admit(now: number): PaceDecision {
    if (now < this.#pausedUntil) return this.#pausedUntil - now;
    if (this.#inFlight >= (this.#probing ? 1 : this.#maxInFlight)) return 'busy';
    if (this.#remaining === undefined || this.#remaining > 0) return 'go';
    if (this.#inFlight > 0) return 'busy';
    return now < this.#resetAt ? this.#resetAt - now : 'go';
  }

  /** Call after `admit` returned `go`. Every `start` needs one `end`. */
  start(): void {
    this.#inFlight += 1;
    if (this.#remaining === undefined) return;
    this.#probing = this.#remaining <= 0;
    this.#remaining -= 1;
  }

  /** `rateLimit`: the response's rate limit; undefined if there was no response. */
  end(rateLimit: RateLimit | undefined, now: number): void {
    this.#inFlight -= 1;
    this.#probing = false;
    const {limit, remaining, resetInMs} = rateLimit ?? {};
    if (limit !== undefined) this.#maxInFlight = Math.max(1, Math.min(maxConcurrency, limit));
    if (remaining === undefined) return;
    // Auth0 may not have counted the requests in flight when it sent this response.
    this.#remaining = Math.max(0, remaining - this.#inFlight);
    this.#resetAt = now + (resetInMs ?? 0) + resetSlackMs;
  }

  /** After a 429, nothing is sent for `ms`, whatever other responses report; then a single probe. */
  pause(ms: number, now: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, now + ms);
    this.#remaining = 0;
  }
}
