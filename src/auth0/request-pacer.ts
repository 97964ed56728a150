import {type RateLimit, resetSlackMs} from './rate-limit.js';

/** Concurrent requests until Auth0 states its limit: as many as the first batch has. */
const initialConcurrency = 4;
const maxConcurrency = 10;

/** `busy`: wait for a response. A number: milliseconds to wait. */
export type PaceDecision = 'go' | 'busy' | number;

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
