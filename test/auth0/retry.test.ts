import {describe, expect, it} from 'vitest';
import {type Result, retryAfter} from '../../src/auth0/retry.js';
import {Problem, type ProblemCode} from '../../src/model/errors.js';

const at = {now: 0, random: 0.5};
const answered = (status: number, headers: Record<string, string> = {}): Result => ({
  kind: 'answer',
  answer: {status, headers: new Headers(headers), text: '', json: undefined},
});
const failed = (code: ProblemCode): Result => ({
  kind: 'problem',
  problem: new Problem(code, {message: '', hint: ''}),
});

describe('retryAfter', () => {
  it.each([200, 201, 204, 400, 401, 403, 404, 409])('lets an answer of %i stand', status => {
    expect(retryAfter(answered(status), 1, at)).toBeUndefined();
  });

  it.each([408, 500, 502, 503, 504, 524])('may try again after %i', status => {
    expect(retryAfter(answered(status), 1, at)).toEqual({reason: 'retry', wait: 500});
  });

  it.each(['connection_lost', 'timeout'] as const)('may try again after %s', code => {
    expect(retryAfter(failed(code), 2, at)).toEqual({reason: 'retry', wait: 1_000});
  });

  it.each([
    'dns',
    'unreachable',
    'tls',
    'proxy',
    'redirected',
    'not_auth0',
    'interrupted',
  ] as const)('does not try again after %s', code =>
    expect(retryAfter(failed(code), 1, at)).toBeUndefined(),
  );

  it('may try again after 429, when the tenant says', () => {
    const result = answered(429, {'retry-after': '2'});
    expect(retryAfter(result, 1, at)).toEqual({reason: 'rate-limit', wait: 2_050});
  });

  it.each<Record<string, string>>([
    {'retry-after': '61'},
    {'retry-after': '999999999'},
    {'retry-after': '9'.repeat(400)},
    {'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT'},
    {'x-ratelimit-reset': '3600', 'x-ratelimit-remaining': '0'},
  ])('does not sit out more than a minute: %j', headers => {
    expect(retryAfter(answered(429, headers), 1, at)).toBeUndefined();
    expect(retryAfter(answered(429, {'retry-after': '60'}), 1, at)?.wait).toBe(60_050);
  });

  it('waits twice as long each time, with jitter, and not without end', () => {
    const waits = [1, 2, 3].map(n => retryAfter(answered(429), n, at)?.wait);
    expect(waits).toEqual([500, 1_000, 2_000]);
    const spread = [0, 1].map(random => retryAfter(answered(500), 1, {now: 0, random})?.wait);
    expect(spread).toEqual([375, 625]);
    expect(retryAfter(answered(429), 4, at)).toBeUndefined();
  });
});
