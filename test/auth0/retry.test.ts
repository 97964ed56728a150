import {describe, expect, it} from 'vitest';
import {
  type AttemptResult,
  computePause,
  parseRateLimit,
  retryAfterMs,
} from '../../src/auth0/retry.js';
import {Problem, type ProblemCode} from '../../src/model/errors.js';

const at = {now: 0, random: 0.5};
const responseResult = (status: number, headers: Record<string, string> = {}): AttemptResult => ({
  kind: 'response',
  response: {status, headers: new Headers(headers), text: '', json: undefined},
});
const problemResult = (code: ProblemCode): AttemptResult => ({
  kind: 'problem',
  problem: new Problem(code, {message: '', hint: ''}),
});

describe('computePause', () => {
  it.each([200, 201, 204, 400, 401, 403, 404, 409])('does not retry a response of %i', status => {
    expect(computePause(responseResult(status), 1, at)).toBeUndefined();
  });

  it.each([408, 500, 502, 503, 504, 524])('retries after %i', status => {
    expect(computePause(responseResult(status), 1, at)).toEqual({reason: 'retry', waitMs: 500});
  });

  it.each(['connection_lost', 'timeout'] as const)('retries after %s', code => {
    expect(computePause(problemResult(code), 2, at)).toEqual({reason: 'retry', waitMs: 1_000});
  });

  it.each([
    'dns',
    'unreachable',
    'tls',
    'proxy',
    'redirected',
    'not_auth0',
    'interrupted',
  ] as const)('does not retry after %s', code =>
    expect(computePause(problemResult(code), 1, at)).toBeUndefined(),
  );

  it('retries after a 429 at the time that the tenant names', () => {
    const result = responseResult(429, {'retry-after': '2'});
    expect(computePause(result, 1, at)).toEqual({reason: 'rate-limit', waitMs: 2_050});
  });

  it.each<Record<string, string>>([
    {'retry-after': '61'},
    {'retry-after': '999999999'},
    {'retry-after': '9'.repeat(400)},
    {'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT'},
    {'x-ratelimit-reset': '3600', 'x-ratelimit-remaining': '0'},
  ])('does not wait longer than a minute: %j', headers => {
    expect(computePause(responseResult(429, headers), 1, at)).toBeUndefined();
    expect(computePause(responseResult(429, {'retry-after': '60'}), 1, at)?.waitMs).toBe(60_050);
  });

  it('backs off exponentially with jitter, up to a maximum', () => {
    const waits = [1, 2, 3].map(n => computePause(responseResult(429), n, at)?.waitMs);
    expect(waits).toEqual([500, 1_000, 2_000]);
    const spread = [0, 1].map(
      random => computePause(responseResult(500), 1, {now: 0, random})?.waitMs,
    );
    expect(spread).toEqual([375, 625]);
    expect(computePause(responseResult(429), 4, at)).toBeUndefined();
  });
});

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

  it.each(['', 'soon', '-1', '1e3', 'NaN', '99999999999999'])(
    'ignores the header value %j',
    value => {
      const all = {'x-ratelimit-limit': value, 'x-ratelimit-reset': value};
      expect(parseRateLimit(headers(all), now)).toEqual({});
    },
  );

  it('uses the tenant’s clock if this machine’s is wrong', () => {
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
  ])('for %j is %j', (entries, expected) => {
    expect(retryAfterMs(headers(entries), now)).toBe(expected);
  });
});
