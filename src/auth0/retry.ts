import type {Problem} from '../model/errors.js';
import type {HttpResponse} from './http-message.js';
import {isTokenQuotaError, maxWaitMs, resetSlackMs, retryAfterMs} from './rate-limit.js';

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
