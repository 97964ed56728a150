import type {HttpResponse} from './http-message.js';
import type {AnswerHeaders} from './one-request.js';

/** What an answer's headers say of the limit. */
export interface RateLimit {
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  /** Milliseconds until the bucket has been filled up. */
  readonly resetIn: number | undefined;
}

/** The longest wait, in milliseconds, that a run sits out: beyond it, it ends and says when to go on. */
export const maxWaitMs = 60_000;

/** Milliseconds added to what the tenant says: its seconds are whole, and clocks differ. */
export const resetSlackMs = 50;

/** A longer wait is as good as this one, and no date can tell it. */
const maxSeconds = 1e11;

/** Clocks that are further apart than this (milliseconds) are not set alike. */
const maxClockSkewMs = 2_000;

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
  if (/^\d+$/.test(after)) return Math.min(Number(after), maxSeconds) * 1_000;
  const until = after === '' ? Number.NaN : Date.parse(after) - theirNow(headers, now);
  if (until > 0) return until;
  const {resetIn} = rateLimitOf(headers, now);
  return resetIn !== undefined && resetIn > 0 ? resetIn : undefined;
}

/** The tenant's clock decides over its dates: this machine's may be wrong by minutes. */
function theirNow(headers: AnswerHeaders, now: number): number {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) || Math.abs(date - now) <= maxClockSkewMs ? now : date;
}

function numberIn(headers: AnswerHeaders, name: string): number | undefined {
  const value = headers.get(name)?.trim() ?? '';
  return /^\d{1,12}$/.test(value) ? Number(value) : undefined;
}

const quotaHeaders = ['auth0-client-quota-limit', 'auth0-organization-quota-limit'];

/**
 * Whether a 429 of the token endpoint is about a quota of tokens, and not about its rate.
 * https://auth0.com/docs/get-started/applications/m2m-token-quotas
 */
export function isQuota({
  status,
  headers,
  json,
}: Pick<HttpResponse, 'status' | 'headers' | 'json'>) {
  if (status !== 429) return false;
  const words = Object(json).error_description;
  return usedUp(headers) !== undefined || (typeof words === 'string' && /\bquota\b/i.test(words));
}

/** The quota that is used up: `10 tokens a day`. */
export function quotaIn(headers: AnswerHeaders): string | undefined {
  const [, unit, quota] = usedUp(headers) ?? [];
  return quota === undefined
    ? undefined
    : `${Number(quota)} tokens ${unit === 'day' ? 'a day' : 'an hour'}`;
}

/** `b=per_hour;q=10;r=0;t=3540,b=per_day;q=50;r=47;t=43200`: of two, the one that takes longer. */
function usedUp(headers: AnswerHeaders): RegExpExecArray | undefined {
  return quotaHeaders
    .flatMap(name => (headers.get(name) ?? '').split(','))
    .map(bucket => /\bb=per_(hour|day);q=(\d{1,12});r=0\b/.exec(bucket))
    .findLast(found => found !== null);
}

/** A wait, rounded up: `12 s`, `5 min`, `23 h 53 min`, `3 days`. */
export function waitInWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  if (hours < 48) return `${hours} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
  const days = Math.ceil(minutes / 1_440);
  return days > 366 ? 'more than a year' : `${days} days`;
}

/** When a wait from `now` on is over, on this machine's clock: `at 10:15`, `on 2026-11-28 at 10:15`. */
export function endInWords(ms: number, now: number): string {
  // Rounded up like the wait: a minute too early is refused again.
  const end = new Date(Math.ceil((now + ms) / 60_000) * 60_000);
  if (Number.isNaN(end.getTime()) || end.getFullYear() > 9_999) return 'later';
  const two = (part: number) => String(part).padStart(2, '0');
  const time = `at ${two(end.getHours())}:${two(end.getMinutes())}`;
  if (end.toDateString() === new Date(now).toDateString()) return time;
  return `on ${end.getFullYear()}-${two(end.getMonth() + 1)}-${two(end.getDate())} ${time}`;
}
