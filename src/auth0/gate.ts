import type {Clock} from './clock.js';
import {Pace} from './pace.js';
import type {RateLimit} from './rate-limit.js';
import {maxWaitMs} from './rate-limit.js';

/** Whether the request may be sent; if not, the milliseconds until it could be. */
export type Entry = 'in' | {readonly notFor: number};

interface Waiting {
  readonly settle: (entry: Entry) => void;
  readonly onPause: (ms: number) => void;
  /** On the clock (ms): a request that cannot leave by then is turned away. */
  readonly leaveBy: number;
  /** On the clock (ms): the end of the wait that `onPause` last reported. */
  toldUntil: number;
}

/** A wait whose end moves by less than this (ms) is not reported again. */
const sameWithinMs = 20;

/** A reset in whole seconds may exceed the maximum wait by this much (ms). */
const maxRoundingMs = 1_000;

/** A first-come, first-served queue of requests, paced by the tenant's rate limit. */
export class Gate {
  readonly #clock: Clock;
  readonly #pace: Pace;
  readonly #queue = new Set<Waiting>();
  #calledOff: (() => void) | undefined;

  constructor(clock: Clock, limit?: number) {
    this.#clock = clock;
    this.#pace = new Pace(limit);
  }

  /**
   * Resolves with `in` when the request may be sent; each such request must call `leave` once.
   * Turns the request away if the rate limit blocks it for more than a minute, or if it cannot be
   * sent within `leaveWithinMs`. `onPause` gets the milliseconds of each wait for the limit.
   * Rejects with the signal's reason.
   */
  async enter(
    signal: AbortSignal | undefined,
    onPause: (ms: number) => void,
    leaveWithinMs = Number.POSITIVE_INFINITY,
  ): Promise<Entry> {
    signal?.throwIfAborted();
    return await new Promise<Entry>((resolve, reject) => {
      const abort = () => {
        this.#queue.delete(waiting);
        if (this.#queue.size === 0) this.#stopWaiting();
        reject(signal?.reason);
      };
      const waiting: Waiting = {
        settle(entry) {
          signal?.removeEventListener('abort', abort);
          resolve(entry);
        },
        onPause,
        leaveBy: this.#clock.now() + leaveWithinMs,
        toldUntil: Number.NEGATIVE_INFINITY,
      };
      signal?.addEventListener('abort', abort, {once: true});
      this.#queue.add(waiting);
      this.#letIn();
    });
  }

  /** `hold`: milliseconds in which no request may be sent, after a 429. */
  leave(answer: RateLimit | undefined, hold = 0): void {
    const now = this.#clock.now();
    this.#pace.end(answer, now);
    if (hold > 0) this.#pace.hold(hold, now);
    this.#letIn();
  }

  #letIn(): void {
    this.#stopWaiting();
    for (const waiting of this.#queue) {
      const now = this.#clock.now();
      const admission = this.#pace.admit(now);
      if (admission === 'busy') return;
      if (admission !== 'go') {
        this.#pause(admission, now);
        return;
      }
      this.#queue.delete(waiting);
      if (now > waiting.leaveBy) {
        waiting.settle({notFor: 0});
        continue;
      }
      this.#pace.start();
      waiting.settle('in');
    }
  }

  #pause(ms: number, now: number): void {
    const until = now + ms;
    for (const waiting of this.#queue) {
      if (ms > maxWaitMs + maxRoundingMs || until > waiting.leaveBy) {
        this.#queue.delete(waiting);
        waiting.settle({notFor: ms});
      } else if (until > waiting.toldUntil + sameWithinMs) {
        waiting.toldUntil = until;
        waiting.onPause(ms);
      }
    }
    if (this.#queue.size > 0) this.#calledOff = this.#clock.after(ms, () => this.#letIn());
  }

  #stopWaiting(): void {
    this.#calledOff?.();
    this.#calledOff = undefined;
  }
}
