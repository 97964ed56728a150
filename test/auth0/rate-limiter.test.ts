import {describe, expect, it} from 'vitest';
import {RateLimiter} from '../../src/auth0/rate-limiter.js';
import {FakeClock} from './support/fake-clock.js';

function setUp() {
  const clock = new FakeClock();
  const limiter = new RateLimiter(clock);
  const log: string[] = [];
  const acquire = (name: string, signal?: AbortSignal) =>
    limiter
      .acquire(signal, ms => log.push(`${name} waits ${ms}`))
      .then(
        () => log.push(`${name} in`),
        () => log.push(`${name} gave up`),
      );
  return {clock, limiter, log, acquire};
}

const settled = () => new Promise(resolve => setImmediate(resolve));
const exhausted = {limit: 2, remaining: 0, resetInMs: 1_000};

describe('RateLimiter', () => {
  it('lets in first who came first, when the limit allows, and says once how long it takes', async () => {
    const {clock, limiter, log, acquire} = setUp();
    await acquire('a');
    limiter.release(exhausted);
    const waiting = [acquire('b'), acquire('c')];
    clock.advance(1_000);
    await settled();
    expect(log).toEqual(['a in', 'b waits 1050', 'c waits 1050']);
    clock.advance(50);
    await settled();
    expect(log.at(-1)).toBe('b in');
    limiter.release({limit: 2, remaining: 1, resetInMs: 500});
    await Promise.all(waiting);
    expect(log.at(-1)).toBe('c in');
    expect(clock.pending).toBe(0);
  });

  it('holds all back after a refusal', async () => {
    const {clock, limiter, log, acquire} = setUp();
    await acquire('a');
    limiter.release(undefined, 3_000);
    const waiting = acquire('b');
    clock.advance(2_999);
    await settled();
    expect(log).toEqual(['a in', 'b waits 3000']);
    clock.advance(1);
    await waiting;
    expect(log.at(-1)).toBe('b in');
  });

  it('forgets at once who gives up, and leaves no timer behind', async () => {
    const {clock, limiter, log, acquire} = setUp();
    await acquire('a');
    limiter.release(exhausted);
    const abort = new AbortController();
    const waiting = acquire('b', abort.signal);
    expect(clock.pending).toBe(1);
    abort.abort();
    await waiting;
    expect(log.at(-1)).toBe('b gave up');
    expect(clock.pending).toBe(0);
    await acquire('c', AbortSignal.abort());
    expect(log.at(-1)).toBe('c gave up');
  });

  it('gives the turn of one that gave up to the next', async () => {
    const {clock, limiter, log, acquire} = setUp();
    await acquire('a');
    limiter.release(exhausted);
    const abort = new AbortController();
    const waiting = [acquire('b', abort.signal), acquire('c')];
    abort.abort();
    clock.advance(1_050);
    await Promise.all(waiting);
    expect(log.slice(-2)).toEqual(['b gave up', 'c in']);
  });
});
