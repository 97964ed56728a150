import {setTimeout as sleep} from 'node:timers/promises';

/** What an answer's headers say of the limit. */
export interface RateLimit {
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  /** Milliseconds since 1970 at which the bucket has been filled up. */
  readonly resetAt: number | undefined;
}

export interface PaceClock {
  now(): number;
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

export const wallClock: PaceClock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => await sleep(ms, undefined, signal === undefined ? {} : {signal}),
};

/** As many at once as a first wave has, until the tenant tells its limit. */
const beforeKnown = 4;
const mostAtOnce = 10;

/**
 * Lets requests go at the pace that the tenant's headers set: never more at once than the limit,
 * none while nothing remains, and one alone to see how it stands after a reset.
 * https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy
 */
export class Pace {
  readonly #clock: PaceClock;
  #atOnce = beforeKnown;
  #underWay = 0;
  /** Requests that may still go before the next reset; unlimited until the tenant tells. */
  #remaining = Number.POSITIVE_INFINITY;
  #resetAt = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(clock: PaceClock = wallClock) {
    this.#clock = clock;
  }

  /** Resolves when the request may go; `onWait` hears of pauses. Every entry needs one `leave`. */
  async enter(signal: AbortSignal | undefined, onWait: (ms: number) => void): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      if (this.#underWay >= this.#atOnce) {
        await this.#turn(signal);
        continue;
      }
      if (this.#remaining >= 1) break;
      const pause = this.#resetAt - this.#clock.now();
      if (pause <= 0) {
        this.#remaining = 1;
        break;
      }
      onWait(pause);
      await this.#clock.sleep(pause, signal);
    }
    this.#underWay += 1;
    this.#remaining -= 1;
  }

  /** `limit` is what the answer's headers say; nothing where none came. */
  leave(answer: RateLimit | undefined): void {
    this.#underWay -= 1;
    if (answer?.limit !== undefined) {
      this.#atOnce = Math.max(1, Math.min(mostAtOnce, answer.limit));
    }
    if (answer?.remaining !== undefined) {
      // Those under way were not counted by the tenant when it answered this one.
      this.#remaining = Math.max(0, answer.remaining - this.#underWay);
      this.#resetAt = answer.resetAt ?? this.#clock.now() + 1_000;
    }
    for (const next of this.#waiting.splice(0)) next();
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const abort = () => reject(signal?.reason);
      signal?.addEventListener('abort', abort, {once: true});
      this.#waiting.push(() => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
    });
  }
}
