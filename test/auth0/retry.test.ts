import {describe, expect, it} from 'vitest';
import {type Result, retryAfter} from '../../src/auth0/retry.js';
import {Problem, type ProblemCode} from '../../src/engine/problem.js';

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
    expect(retryAfter({repeat: 'safe'}, answered(status), 1, at)).toBeUndefined();
  });

  it.each([408, 500, 502, 503, 504, 524])('tries a read again after %i, a write never', status => {
    const result = answered(status);
    expect(retryAfter({repeat: 'safe'}, result, 1, at)).toEqual({reason: 'retry', wait: 500});
    expect(retryAfter({repeat: 'once'}, result, 1, at)).toBeUndefined();
  });

  it.each(['connection_lost', 'timeout'] as const)('tries a read again after %s', code => {
    expect(retryAfter({repeat: 'safe'}, failed(code), 2, at)).toEqual({
      reason: 'retry',
      wait: 1_000,
    });
    expect(retryAfter({repeat: 'once'}, failed(code), 2, at)).toBeUndefined();
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
    expect(retryAfter({repeat: 'safe'}, failed(code), 1, at)).toBeUndefined(),
  );

  it('tries writes again after 429, when the tenant says', () => {
    const result = answered(429, {'retry-after': '2'});
    expect(retryAfter({repeat: 'once'}, result, 1, at)).toEqual({
      reason: 'rate-limit',
      wait: 2_050,
    });
  });

  it('waits twice as long each time, with jitter, and not without end', () => {
    const waits = [1, 2, 3].map(n => retryAfter({repeat: 'safe'}, answered(429), n, at)?.wait);
    expect(waits).toEqual([500, 1_000, 2_000]);
    const spread = [0, 1].map(
      random => retryAfter({repeat: 'safe'}, answered(500), 1, {now: 0, random})?.wait,
    );
    expect(spread).toEqual([375, 625]);
    expect(retryAfter({repeat: 'safe'}, answered(429), 4, at)).toBeUndefined();
  });
});
