import type {Clock} from '../../../src/auth0/clock.js';

/** A clock that only moves with `advance`. */
export class FakeClock implements Clock {
  #now: number;
  #alarms: {readonly at: number; readonly run: () => void}[] = [];

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  get pending(): number {
    return this.#alarms.length;
  }

  now(): number {
    return this.#now;
  }

  date(): number {
    return this.#now;
  }

  schedule(ms: number, run: () => void): () => void {
    const alarm = {at: this.#now + ms, run};
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter(other => other !== alarm);
    };
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const due = this.#alarms.filter(({at}) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#alarms = this.#alarms.filter(other => other !== due);
      this.#now = due.at;
      due.run();
    }
    this.#now = until;
  }
}
