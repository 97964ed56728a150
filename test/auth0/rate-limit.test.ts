import {describe, expect, it} from 'vitest';
import {parseRateLimit, retryAfterMs} from '../../src/auth0/rate-limit.js';

const now = Date.UTC(2026, 0, 1, 12, 0, 0, 250);
const second = Math.floor(now / 1_000);
const headers = (entries: Record<string, string>) => new Headers(entries);

describe('parseRateLimit', () => {
  it('reads the three headers', () => {
    const all = {
      'x-ratelimit-limit': '50',
      'x-ratelimit-remaining': '49',
      'x-ratelimit-reset': String(second + 2),
    };
    expect(parseRateLimit(headers(all), now)).toEqual({limit: 50, remaining: 49, resetInMs: 1_750});
  });

  it.each(['', 'soon', '-1', '1e3', 'NaN', '99999999999999'])('takes %j for no number', value => {
    const all = {'x-ratelimit-limit': value, 'x-ratelimit-reset': value};
    expect(parseRateLimit(headers(all), now)).toEqual({});
  });

  it('goes by the tenant’s clock where this machine’s is wrong', () => {
    const theirs = now + 3_600_000;
    const all = {
      date: new Date(theirs).toUTCString(),
      'x-ratelimit-reset': String(Math.floor(theirs / 1_000) + 2),
    };
    expect(parseRateLimit(headers(all), now).resetInMs).toBe(2_000);
  });
});

describe('retryAfterMs', () => {
  const reset = {'x-ratelimit-reset': String(second + 5)};

  it.each<[Record<string, string>, number | undefined]>([
    [{'retry-after': '3'}, 3_000],
    [{'retry-after': '0'}, 0],
    [{'retry-after': '3', ...reset}, 3_000],
    [{'retry-after': new Date((second + 4) * 1_000).toUTCString()}, 3_750],
    [{'retry-after': 'soon', ...reset}, 4_750],
    [reset, 4_750],
    [{'x-ratelimit-reset': String(second - 5)}, undefined],
    [{}, undefined],
  ])('of %j is %j', (entries, expected) => {
    expect(retryAfterMs(headers(entries), now)).toBe(expected);
  });
});
