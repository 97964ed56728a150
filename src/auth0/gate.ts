import type {Clock} from './clock.js';
import {Pace} from './pace.js';
import type {RateLimit} from './rate-limit.js';

interface Waiting {
  readonly enter: () => void;
  readonly onPause: (ms: number) => void;
  /** Until when it was told to wait. */
  toldUntil: number;
}

/** Ends of a wait that are no further apart, in milliseconds, are the same. */
const alike = 20;

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
   * Resolves when the request may go; every entry needs one `leave`. `onPause` hears how many
   * milliseconds the limit holds it back. Rejects with the signal's reason.
   */
  async enter(signal: AbortSignal | undefined, onPause: (ms: number) => void): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const abort = () => {
        this.#queue.delete(waiting);
        if (this.#queue.size === 0) this.#stopWaiting();
        reject(signal?.reason);
      };
      const waiting: Waiting = {
        enter() {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
        onPause,
        toldUntil: 0,
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
      const admission = this.#pace.admit(this.#clock.now());
      if (admission === 'busy') return;
      if (admission !== 'go') {
        this.#pause(admission);
        return;
      }
      this.#pace.start();
      this.#queue.delete(waiting);
      waiting.enter();
    }
  }

  #pause(ms: number): void {
    this.#calledOff = this.#clock.after(ms, () => this.#letIn());
    const until = this.#clock.now() + ms;
    for (const waiting of this.#queue) {
      if (until <= waiting.toldUntil + alike) continue;
      waiting.toldUntil = until;
      waiting.onPause(ms);
    }
  }

  #stopWaiting(): void {
    this.#calledOff?.();
    this.#calledOff = undefined;
  }
}
