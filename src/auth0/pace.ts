import {type RateLimit, resetSlackMs} from './rate-limit.js';

/** Concurrent requests until Auth0 states its limit: as many as the first batch has. */
const beforeKnown = 4;
const maxConcurrent = 10;

/** `busy`: wait for a response. A number: milliseconds to wait. */
export type Admission = 'go' | 'busy' | number;

/**
 * Decides from Auth0's rate limit headers when a request may be sent: never more in flight than the
 * limit, none while nothing remains, and a single probe after a reset. The caller passes the time
 * in milliseconds, from any origin.
 */
export class Pace {
  #atOnce: number;
  #underWay = 0;
  /** Requests left before the next reset; undefined until Auth0 states it. */
  #remaining: number | undefined;
  #resetAt = Number.NEGATIVE_INFINITY;
  #heldUntil = Number.NEGATIVE_INFINITY;
  #probing = false;

  /** `limit`: the tenant's limit as an earlier run saw it. */
  constructor(limit = beforeKnown) {
    this.#atOnce = Math.max(1, Math.min(beforeKnown, limit));
  }

  admit(now: number): Admission {
    if (now < this.#heldUntil) return this.#heldUntil - now;
    if (this.#underWay >= (this.#probing ? 1 : this.#atOnce)) return 'busy';
    if (this.#remaining === undefined || this.#remaining > 0) return 'go';
    if (this.#underWay > 0) return 'busy';
    return now < this.#resetAt ? this.#resetAt - now : 'go';
  }

  /** Call after `admit` returned `go`. Every `start` needs one `end`. */
  start(): void {
    this.#underWay += 1;
    if (this.#remaining === undefined) return;
    this.#probing = this.#remaining <= 0;
    this.#remaining -= 1;
  }

  /** `answer`: the response's rate limit; undefined if there was no response. */
  end(answer: RateLimit | undefined, now: number): void {
    this.#underWay -= 1;
    this.#probing = false;
    const {limit, remaining, resetIn} = answer ?? {};
    if (limit !== undefined) this.#atOnce = Math.max(1, Math.min(maxConcurrent, limit));
    if (remaining === undefined) return;
    // Auth0 may not have counted the requests in flight when it sent this response.
    this.#remaining = Math.max(0, remaining - this.#underWay);
    this.#resetAt = now + (resetIn ?? 0) + resetSlackMs;
  }

  /** After a 429, nothing is sent for `ms`, whatever other responses report; then a single probe. */
  hold(ms: number, now: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, now + ms);
    this.#remaining = 0;
  }
}
