import type {Problem} from '../model/errors.js';
import type {HttpResponse, ResponseHeaders} from './raw-request.js';

/** Including the first attempt. */
const maxAttempts = 4;
/** Milliseconds; doubles with each attempt. */
const firstPauseMs = 500;
const maxPauseMs = 8_000;

export type AttemptResult =
  | {readonly kind: 'response'; readonly response: HttpResponse}
  | {readonly kind: 'problem'; readonly problem: Problem};

export interface Pause {
  readonly reason: 'rate-limit' | 'retry';
  /** Milliseconds. */
  readonly waitMs: number;
}

/**
 * The wait before the next attempt. Undefined if the result is final or the wait would be longer
 * than `maxWaitMs`. `now`: milliseconds since 1970.
 */
export function computePause(
  result: AttemptResult,
  attempt: number,
  {now, random}: {readonly now: number; readonly random: number},
): Pause | undefined {
  if (attempt >= maxAttempts) return undefined;
  if (isRateLimited(result)) {
    // The application used up its token quota; waiting for the rate limit would not help.
    if (isTokenQuotaError(result.response)) return undefined;
    const statedWaitMs = retryAfterMs(result.response.headers, now);
    if (statedWaitMs !== undefined && statedWaitMs > maxWaitMs) return undefined;
    return {
      reason: 'rate-limit',
      waitMs:
        statedWaitMs === undefined ? computeBackoff(attempt, random) : statedWaitMs + resetSlackMs,
    };
  }
  return isTransient(result)
    ? {reason: 'retry', waitMs: computeBackoff(attempt, random)}
    : undefined;
}

/** Milliseconds in which no request may be sent, after a 429. */
export function computeLimiterPauseMs(
  result: AttemptResult,
  pause: Pause | undefined,
  now: number,
): number {
  if (!isRateLimited(result)) return 0;
  return pause?.waitMs ?? retryAfterMs(result.response.headers, now) ?? 0;
}

function isRateLimited(
  result: AttemptResult,
): result is Extract<AttemptResult, {kind: 'response'}> {
  return result.kind === 'response' && result.response.status === 429;
}

function isTransient(result: AttemptResult): boolean {
  if (result.kind === 'response') return isAuth0Failure(result.response);
  const {code} = result.problem;
  return code === 'connection_lost' || code === 'timeout';
}

const failureCodes = new Set(['server_error', 'temporarily_unavailable']);

/**
 * Whether the failure is Auth0's. The token endpoint reports some of them with 401 and 403. With
 * 400 and a description, the same codes come from an Action that denies the token [docs].
 */
export function isAuth0Failure({status, json}: Pick<HttpResponse, 'status' | 'json'>): boolean {
  if (status >= 500 || status === 408) return true;
  if (status < 400 || typeof json !== 'object' || json === null || !('error' in json)) return false;
  const {error} = json;
  const hasDescription = 'error_description' in json && json.error_description !== '';
  return (
    typeof error === 'string' && failureCodes.has(error) && (status !== 400 || !hasDescription)
  );
}

/** Exponential, with jitter so that concurrent runs don't retry at the same moment. */
function computeBackoff(attempt: number, random: number): number {
  return Math.round(Math.min(maxPauseMs, firstPauseMs * 2 ** (attempt - 1)) * (0.75 + random / 2));
}

/** The rate limit headers of a response. */
export interface RateLimit {
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  /** Milliseconds until the token bucket is full again. */
  readonly resetInMs: number | undefined;
}

/**
 * The longest wait (ms) for a rate limit; with a longer one, the run ends and says when to
 * continue.
 */
export const maxWaitMs = 60_000;

/** Added to waits that Auth0 states (ms), because its seconds are whole and clocks differ. */
export const resetSlackMs = 50;

/** Caps `Retry-After`: a longer wait makes no difference, and `Date` could not hold its end. */
const maxRetryAfterSeconds = 1e11;

/** If the clocks differ by more than this (ms), the tenant's `Date` header is used. */
const maxClockSkewMs = 2_000;

/** https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy */
export function parseRateLimit(headers: ResponseHeaders, now: number): RateLimit {
  const reset = readNumber(headers, 'x-ratelimit-reset');
  return {
    limit: readNumber(headers, 'x-ratelimit-limit'),
    remaining: readNumber(headers, 'x-ratelimit-remaining'),
    resetInMs:
      reset === undefined ? undefined : Math.max(0, reset * 1_000 - serverNow(headers, now)),
  };
}

/**
 * Milliseconds to wait after a 429: Retry-After (seconds or a date, RFC 9110, section 10.2.3), else
 * until the reset. Undefined if neither is given or both have passed.
 */
export function retryAfterMs(headers: ResponseHeaders, now: number): number | undefined {
  const retryAfter = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(retryAfter)) return Math.min(Number(retryAfter), maxRetryAfterSeconds) * 1_000;
  const untilMs = retryAfter === '' ? Number.NaN : Date.parse(retryAfter) - serverNow(headers, now);
  if (untilMs > 0) return untilMs;
  const {resetInMs} = parseRateLimit(headers, now);
  return resetInMs !== undefined && resetInMs > 0 ? resetInMs : undefined;
}

/** Dates from Auth0 are relative to its clock: this machine's may be wrong by minutes. */
function serverNow(headers: ResponseHeaders, now: number): number {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) || Math.abs(date - now) <= maxClockSkewMs ? now : date;
}

function readNumber(headers: ResponseHeaders, name: string): number | undefined {
  const value = headers.get(name)?.trim() ?? '';
  return /^\d{1,12}$/.test(value) ? Number(value) : undefined;
}

const quotaHeaders = ['auth0-client-quota-limit', 'auth0-organization-quota-limit'];

/**
 * Whether a 429 from the token endpoint is about a token quota instead of the request rate.
 * https://auth0.com/docs/get-started/applications/m2m-token-quotas
 */
export function isTokenQuotaError({
  status,
  headers,
  json,
}: Pick<HttpResponse, 'status' | 'headers' | 'json'>) {
  if (status !== 429) return false;
  const description = Object(json).error_description;
  return (
    findExhaustedQuota(headers) !== undefined ||
    (typeof description === 'string' && /\bquota\b/i.test(description))
  );
}

/** The exhausted quota, for example `10 tokens a day`. */
export function describeExhaustedQuota(headers: ResponseHeaders): string | undefined {
  const [, unit, quota] = findExhaustedQuota(headers) ?? [];
  return quota === undefined
    ? undefined
    : `${Number(quota)} tokens ${unit === 'day' ? 'a day' : 'an hour'}`;
}

/**
 * Parses `b=per_hour;q=10;r=0;t=3540,b=per_day;q=50;r=47;t=43200`. If both are exhausted, the last
 * one wins: the day's takes longer to reset.
 */
function findExhaustedQuota(headers: ResponseHeaders): RegExpExecArray | undefined {
  return quotaHeaders
    .flatMap(name => (headers.get(name) ?? '').split(','))
    .map(bucket => /\bb=per_(hour|day);q=(\d{1,12});r=0\b/.exec(bucket))
    .findLast(found => found !== null);
}

/** Rounds up: `12 s`, `5 min`, `23 h 53 min`, `3 days`. */
export function formatWait(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  if (hours < 48) return `${hours} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
  const days = Math.ceil(minutes / 1_440);
  return days > 366 ? 'more than a year' : `${days} days`;
}

/** The local time at which a wait from `now` ends: `at 10:15`, `on 2026-11-28 at 10:15`. */
export function formatWaitEnd(ms: number, now: number): string {
  // Rounded up, because a request that is a minute early is refused again.
  const end = new Date(Math.ceil((now + ms) / 60_000) * 60_000);
  if (Number.isNaN(end.getTime()) || end.getFullYear() > 9_999) return 'later';
  const padTwo = (part: number) => String(part).padStart(2, '0');
  const time = `at ${padTwo(end.getHours())}:${padTwo(end.getMinutes())}`;
  if (end.toDateString() === new Date(now).toDateString()) return time;
  return `on ${end.getFullYear()}-${padTwo(end.getMonth() + 1)}-${padTwo(end.getDate())} ${time}`;
}
