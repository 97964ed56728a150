import {type RateLimit, resetSlackMs} from './rate-limit.js';

/** As many at once as a first wave has, until the tenant tells its limit. */
const beforeKnown = 4;
const maxConcurrent = 10;

/** Whether a request may go: now, when another has come back, or in so many milliseconds. */
export type Admission = 'go' | 'busy' | number;

/**
 * How fast requests may go, from what the tenant's answers say: never more at once than its limit,
 * none while nothing remains, and one alone to see how things stand after a reset. Time comes
 * from outside, in milliseconds from any start.
 */
export class Pace {
  #atOnce: number;
  #underWay = 0;
  /** How many may go before the next reset; nothing until the tenant tells. */
  #remaining: number | undefined;
  #resetAt = Number.NEGATIVE_INFINITY;
  #heldUntil = Number.NEGATIVE_INFINITY;
  #probing = false;

  /** `limit`: what an earlier run heard of the tenant's. */
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

  /** After `admit` said go. Every start needs one `end`. */
  start(): void {
    this.#underWay += 1;
    if (this.#remaining === undefined) return;
    this.#probing = this.#remaining <= 0;
    this.#remaining -= 1;
  }

  /** `answer` is what its headers say; nothing where no answer came. */
  end(answer: RateLimit | undefined, now: number): void {
    this.#underWay -= 1;
    this.#probing = false;
    const {limit, remaining, resetIn} = answer ?? {};
    if (limit !== undefined) this.#atOnce = Math.max(1, Math.min(maxConcurrent, limit));
    if (remaining === undefined) return;
    // Those under way may not have been counted yet when the tenant wrote this.
    this.#remaining = Math.max(0, remaining - this.#underWay);
    this.#resetAt = now + (resetIn ?? 0) + resetSlackMs;
  }

  /** A 429: nobody goes for so long, whatever other answers say meanwhile; then one alone. */
  hold(ms: number, now: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, now + ms);
    this.#remaining = 0;
  }
}
