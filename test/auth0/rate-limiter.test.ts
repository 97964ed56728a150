import {describe, expect, it} from 'vitest';
import {RateLimiter, RequestPacer} from '../../src/auth0/rate-limiter.js';
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
  it('admits requests in order as the limit allows, and reports each wait once', async () => {
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

  it('delays all requests after a 429', async () => {
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

  it('removes an aborted request at once, and leaves no timer', async () => {
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

  it('gives the slot of an aborted request to the next one', async () => {
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

/** Starts requests while they are allowed. Returns what stopped it, and how many were sent. */
function startAll(pacer: RequestPacer, now: number, max = 20) {
  for (let started = 0; ; started += 1) {
    const admission = started === max ? 'enough' : pacer.admit(now);
    if (admission !== 'go') return {started, admission};
    pacer.start();
  }
}

const enterprise = {limit: 50, remaining: 40, resetInMs: 3_000};

describe('RequestPacer', () => {
  it('allows four concurrent requests until it knows the limit', () => {
    expect(startAll(new RequestPacer(), 0)).toEqual({started: 4, admission: 'busy'});
    // Saved by an earlier run.
    expect(startAll(new RequestPacer(2), 0)).toEqual({started: 2, admission: 'busy'});
    expect(startAll(new RequestPacer(50), 0)).toEqual({started: 4, admission: 'busy'});
  });

  it('then allows as many concurrent requests as the limit, at most ten', () => {
    const pacer = new RequestPacer();
    pacer.start();
    pacer.end(enterprise, 0);
    expect(startAll(pacer, 0)).toEqual({started: 10, admission: 'busy'});
    const small = new RequestPacer();
    small.start();
    small.end({limit: 2, remaining: 2, resetInMs: 1_000}, 0);
    expect(startAll(small, 0)).toEqual({started: 2, admission: 'busy'});
  });

  it('sends no more than the remaining requests, then waits for the reset', () => {
    const pacer = new RequestPacer();
    pacer.start();
    pacer.end({limit: 50, remaining: 3, resetInMs: 3_000}, 100);
    expect(startAll(pacer, 100)).toEqual({started: 3, admission: 'busy'});
    for (const remaining of [2, 1, 0]) pacer.end({limit: 50, remaining, resetInMs: 3_000}, 200);
    expect(pacer.admit(200)).toBe(3_050);
    expect(pacer.admit(3_249)).toBe(1);
    expect(pacer.admit(3_250)).toBe('go');
  });

  it('sends a single request after a reset, then as many as remain', () => {
    const pacer = new RequestPacer();
    pacer.start();
    pacer.end({limit: 50, remaining: 0, resetInMs: 1_000}, 0);
    expect(startAll(pacer, 1_050)).toEqual({started: 1, admission: 'busy'});
    pacer.end({limit: 50, remaining: 5, resetInMs: 1_000}, 1_100);
    expect(startAll(pacer, 1_100)).toEqual({started: 5, admission: 'busy'});
  });

  it('sends a single request again if the first response had no headers', () => {
    const pacer = new RequestPacer();
    pacer.start();
    pacer.end({limit: 50, remaining: 0, resetInMs: 1_000}, 0);
    startAll(pacer, 1_050);
    pacer.end(undefined, 2_000);
    expect(startAll(pacer, 2_000)).toEqual({started: 1, admission: 'busy'});
  });

  it('subtracts requests in flight from the remaining ones', () => {
    const pacer = new RequestPacer();
    for (let n = 0; n < 3; n += 1) pacer.start();
    pacer.end({limit: 10, remaining: 2, resetInMs: 1_000}, 0);
    expect(pacer.admit(0)).toBe('busy');
    pacer.end({limit: 10, remaining: 2, resetInMs: 1_000}, 0);
    expect(startAll(pacer, 0)).toEqual({started: 1, admission: 'busy'});
  });

  it('pauses after a 429, whatever later responses say, then sends a single request', () => {
    const pacer = new RequestPacer();
    pacer.start();
    pacer.start();
    pacer.end(undefined, 0);
    pacer.pause(2_000, 0);
    pacer.end({limit: 50, remaining: 0, resetInMs: 0}, 10);
    expect(pacer.admit(10)).toBe(1_990);
    expect(startAll(pacer, 2_000)).toEqual({started: 1, admission: 'busy'});
  });

  it('continues without rate limit headers', () => {
    const pacer = new RequestPacer();
    pacer.start();
    pacer.end({limit: undefined, remaining: undefined, resetInMs: undefined}, 0);
    expect(startAll(pacer, 0)).toEqual({started: 4, admission: 'busy'});
  });

  it('allows one request if the reported limit is zero', () => {
    const pacer = new RequestPacer();
    pacer.start();
    pacer.end({limit: 0, remaining: 0, resetInMs: 0}, 0);
    expect(startAll(pacer, 50)).toEqual({started: 1, admission: 'busy'});
  });

  it('gets at most one 429 from a token bucket of two per second', () => {
    // The Free plan: https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations
    const pacer = new RequestPacer();
    let content = 2;
    let filledAt = 0;
    let refused = 0;
    let now = 300;
    let pending = 12;
    while (pending > 0) {
      const batch = startAll(pacer, now, pending).started;
      let inFlight = 0;
      const answers = Array.from({length: batch}, () => {
        content = Math.min(2, content + ((now - filledAt) / 1_000) * 2);
        filledAt = now;
        inFlight += 1;
        const full = now + ((2 - content) / 2) * 1_000;
        const served = content >= 1 && inFlight <= 2;
        if (served) content -= 1;
        const remaining = served ? Math.floor(content) : 0;
        return {served, remaining, resetInMs: Math.ceil(full / 1_000 + 0.5) * 1_000 - now};
      });
      now += 20;
      for (const {served, remaining, resetInMs} of answers) {
        pacer.end({limit: 2, remaining, resetInMs}, now);
        if (served) pending -= 1;
        else {
          refused += 1;
          pacer.pause(resetInMs, now);
        }
      }
      const admission = pacer.admit(now);
      if (typeof admission === 'number') now += admission;
    }
    expect(refused).toBeLessThanOrEqual(2);
    expect(now).toBeLessThan(15_000);
  });
});
