import type {Clock} from '../../../src/auth0/clock.js';

/** A clock that jumps to the end of every wait. */
export class LeapingClock implements Clock {
  #leapt = 0;

  now(): number {
    return Date.now() + this.#leapt;
  }

  date(): number {
    return this.now();
  }

  schedule(ms: number, run: () => void): () => void {
    const end = this.now() + ms;
    const timer = setImmediate(() => {
      this.#leapt += Math.max(0, end - this.now());
      run();
    });
    return () => clearImmediate(timer);
  }
}
