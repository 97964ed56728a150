/** The time functions that requests need; tests replace them. */
export interface Clock {
  /**
   * Monotonic milliseconds, for durations: a change to the system clock does not lengthen a wait.
   */
  now(): number;
  /** Milliseconds since 1970, to compare with dates in Auth0's headers. */
  date(): number;
  /** Calls `run` after `ms` milliseconds. The returned function cancels it. */
  schedule(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  schedule(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Rejects with the signal's reason as soon as it is aborted. */
export async function sleep(
  clock: Clock,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const abort = () => {
      cancelTimer();
      reject(signal?.reason);
    };
    const cancelTimer = clock.schedule(ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    signal?.addEventListener('abort', abort, {once: true});
  });
}
