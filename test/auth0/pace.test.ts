import {describe, expect, it} from 'vitest';
import {Pace} from '../../src/auth0/pace.js';

/** Starts requests as long as it may; what stopped it, and how many went. */
function flood(pace: Pace, now: number, most = 20) {
  for (let started = 0; ; started += 1) {
    const admission = started === most ? 'enough' : pace.admit(now);
    if (admission !== 'go') return {started, admission};
    pace.start();
  }
}

const enterprise = {limit: 50, remaining: 40, resetIn: 3_000};

describe('Pace', () => {
  it('lets four go until it knows the limit', () => {
    expect(flood(new Pace(), 0)).toEqual({started: 4, admission: 'busy'});
    // As an earlier run was told.
    expect(flood(new Pace(2), 0)).toEqual({started: 2, admission: 'busy'});
    expect(flood(new Pace(50), 0)).toEqual({started: 4, admission: 'busy'});
  });

  it('then lets as many go at once as the limit is, and at most ten', () => {
    const pace = new Pace();
    pace.start();
    pace.end(enterprise, 0);
    expect(flood(pace, 0)).toEqual({started: 10, admission: 'busy'});
    const small = new Pace();
    small.start();
    small.end({limit: 2, remaining: 2, resetIn: 1_000}, 0);
    expect(flood(small, 0)).toEqual({started: 2, admission: 'busy'});
  });

  it('goes no further than what remains, and then waits for the reset', () => {
    const pace = new Pace();
    pace.start();
    pace.end({limit: 50, remaining: 3, resetIn: 3_000}, 100);
    expect(flood(pace, 100)).toEqual({started: 3, admission: 'busy'});
    for (const remaining of [2, 1, 0]) pace.end({limit: 50, remaining, resetIn: 3_000}, 200);
    expect(pace.admit(200)).toBe(3_050);
    expect(pace.admit(3_249)).toBe(1);
    expect(pace.admit(3_250)).toBe('go');
  });

  it('sends one alone after a reset, and as many as remain after that', () => {
    const pace = new Pace();
    pace.start();
    pace.end({limit: 50, remaining: 0, resetIn: 1_000}, 0);
    expect(flood(pace, 1_050)).toEqual({started: 1, admission: 'busy'});
    pace.end({limit: 50, remaining: 5, resetIn: 1_000}, 1_100);
    expect(flood(pace, 1_100)).toEqual({started: 5, admission: 'busy'});
  });

  it('sends one alone again where the first came back without headers', () => {
    const pace = new Pace();
    pace.start();
    pace.end({limit: 50, remaining: 0, resetIn: 1_000}, 0);
    flood(pace, 1_050);
    pace.end(undefined, 2_000);
    expect(flood(pace, 2_000)).toEqual({started: 1, admission: 'busy'});
  });

  it('counts those under way as not yet counted', () => {
    const pace = new Pace();
    for (let n = 0; n < 3; n += 1) pace.start();
    pace.end({limit: 10, remaining: 2, resetIn: 1_000}, 0);
    expect(pace.admit(0)).toBe('busy');
    pace.end({limit: 10, remaining: 2, resetIn: 1_000}, 0);
    expect(flood(pace, 0)).toEqual({started: 1, admission: 'busy'});
  });

  it('holds everybody after a 429, whatever others are told meanwhile, then sends one', () => {
    const pace = new Pace();
    pace.start();
    pace.start();
    pace.end(undefined, 0);
    pace.hold(2_000, 0);
    pace.end({limit: 50, remaining: 0, resetIn: 0}, 10);
    expect(pace.admit(10)).toBe(1_990);
    expect(flood(pace, 2_000)).toEqual({started: 1, admission: 'busy'});
  });

  it('goes on without headers, as emulators answer', () => {
    const pace = new Pace();
    pace.start();
    pace.end({limit: undefined, remaining: undefined, resetIn: undefined}, 0);
    expect(flood(pace, 0)).toEqual({started: 4, admission: 'busy'});
  });

  it('lets one go where the limit is said to be none', () => {
    const pace = new Pace();
    pace.start();
    pace.end({limit: 0, remaining: 0, resetIn: 0}, 0);
    expect(flood(pace, 50)).toEqual({started: 1, admission: 'busy'});
  });

  it('meets a token bucket of two a second, two at once, with at most one refusal', () => {
    // The Free plan: https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations
    const pace = new Pace();
    let content = 2;
    let filledAt = 0;
    let refused = 0;
    let now = 300;
    let left = 12;
    while (left > 0) {
      const batch = flood(pace, now, left).started;
      let underWay = 0;
      const answers = Array.from({length: batch}, () => {
        content = Math.min(2, content + ((now - filledAt) / 1_000) * 2);
        filledAt = now;
        underWay += 1;
        const full = now + ((2 - content) / 2) * 1_000;
        const served = content >= 1 && underWay <= 2;
        if (served) content -= 1;
        const remaining = served ? Math.floor(content) : 0;
        return {served, remaining, resetIn: Math.ceil(full / 1_000 + 0.5) * 1_000 - now};
      });
      now += 20;
      for (const {served, remaining, resetIn} of answers) {
        pace.end({limit: 2, remaining, resetIn}, now);
        if (served) left -= 1;
        else {
          refused += 1;
          pace.hold(resetIn, now);
        }
      }
      const admission = pace.admit(now);
      if (typeof admission === 'number') now += admission;
    }
    expect(refused).toBeLessThanOrEqual(2);
    expect(now).toBeLessThan(15_000);
  });
});
