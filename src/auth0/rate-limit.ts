import type {AnswerHeaders} from './one-request.js';

/** What an answer's headers say of the limit. */
export interface RateLimit {
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  /** Milliseconds until the bucket has been filled up. */
  readonly resetIn: number | undefined;
}

/** Clocks that are further apart than this (milliseconds) are not set alike. */
const tolerated = 2_000;

/** https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy */
export function rateLimitOf(headers: AnswerHeaders, now: number): RateLimit {
  const reset = numberIn(headers, 'x-ratelimit-reset');
  return {
    limit: numberIn(headers, 'x-ratelimit-limit'),
    remaining: numberIn(headers, 'x-ratelimit-remaining'),
    resetIn: reset === undefined ? undefined : Math.max(0, reset * 1_000 - theirNow(headers, now)),
  };
}

/**
 * Milliseconds that a refused request is told to wait: Retry-After (seconds or a date, RFC 9110,
 * section 10.2.3), else until the reset; nothing where neither is said, or has passed.
 */
export function toldWait(headers: AnswerHeaders, now: number): number | undefined {
  const after = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(after)) return Number(after) * 1_000;
  const until = after === '' ? Number.NaN : Date.parse(after) - theirNow(headers, now);
  if (until > 0) return until;
  const {resetIn} = rateLimitOf(headers, now);
  return resetIn !== undefined && resetIn > 0 ? resetIn : undefined;
}

/** The tenant's clock decides over its dates: this machine's may be wrong by minutes. */
function theirNow(headers: AnswerHeaders, now: number): number {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) || Math.abs(date - now) <= tolerated ? now : date;
}

function numberIn(headers: AnswerHeaders, name: string): number | undefined {
  const value = headers.get(name)?.trim() ?? '';
  return /^\d{1,12}$/.test(value) ? Number(value) : undefined;
}
