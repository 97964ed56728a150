import type {Clock} from './clock.js';
import {Pace} from './pace.js';
import type {RateLimit} from './rate-limit.js';
import {maxWaitMs} from './rate-limit.js';

/** Whether a request was let in; where it was not, the milliseconds until it may be. */
export type Entry = 'in' | {readonly notFor: number};

interface Waiting {
  readonly settle: (entry: Entry) => void;
  readonly onPause: (ms: number) => void;
  /** Later than this it does not go any more. */
  readonly leaveBy: number;
  /** Until when it was told to wait. */
  toldUntil: number;
}

/** Ends of a wait that are no further apart, in milliseconds, are the same. */
const sameWithinMs = 20;

/** Milliseconds beyond the longest wait that a tenant's whole seconds may add. */
const maxRoundingMs = 1_000;

/** Where requests queue, first come, first served, until the pace lets them go. */
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
   * Resolves when the request may go; every one that is let in needs one `leave`. It is not let in
   * where the limit holds it back for longer than a minute, or where its turn comes later than
   * within `leaveWithinMs`. `onPause` hears how many milliseconds the limit holds it back.
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

  /** `hold`: milliseconds for which nobody may go, since the tenant refused this one with 429. */
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
