import type {Problem} from '../model/errors.js';
import type {HttpResponse} from './http-message.js';
import {isQuota, maxWaitMs, resetSlackMs, toldWait} from './rate-limit.js';

/** Including the first attempt. */
const maxAttempts = 4;
/** Milliseconds; doubles with each attempt. */
const firstPauseMs = 500;
const maxPauseMs = 8_000;

export type Result =
  | {readonly kind: 'answer'; readonly answer: HttpResponse}
  | {readonly kind: 'problem'; readonly problem: Problem};

export interface Pause {
  readonly reason: 'rate-limit' | 'retry';
  /** Milliseconds. */
  readonly wait: number;
}

/**
 * The wait before the next attempt. Undefined if the result is final or the wait would be longer
 * than `maxWaitMs`. `now`: milliseconds since 1970.
 */
export function retryAfter(
  result: Result,
  attempt: number,
  {now, random}: {readonly now: number; readonly random: number},
): Pause | undefined {
  if (attempt >= maxAttempts) return undefined;
  if (isRefused(result)) {
    // The application used up its token quota; waiting for the rate limit would not help.
    if (isQuota(result.answer)) return undefined;
    const told = toldWait(result.answer.headers, now);
    if (told !== undefined && told > maxWaitMs) return undefined;
    return {
      reason: 'rate-limit',
      wait: told === undefined ? backOff(attempt, random) : told + resetSlackMs,
    };
  }
  return mayPass(result) ? {reason: 'retry', wait: backOff(attempt, random)} : undefined;
}

/** Milliseconds in which no request may be sent, after a 429. */
export function holdAfter(result: Result, pause: Pause | undefined, now: number): number {
  if (!isRefused(result)) return 0;
  return pause?.wait ?? toldWait(result.answer.headers, now) ?? 0;
}

function isRefused(result: Result): result is Extract<Result, {kind: 'answer'}> {
  return result.kind === 'answer' && result.answer.status === 429;
}

function mayPass(result: Result): boolean {
  if (result.kind === 'answer') return isTenantInTrouble(result.answer);
  const {code} = result.problem;
  return code === 'connection_lost' || code === 'timeout';
}

const troubles = new Set(['server_error', 'temporarily_unavailable']);

/**
 * Whether the failure is Auth0's. The token endpoint reports some of them with 401 and 403. With
 * 400 and a description, the same codes come from an Action that denies the token [docs].
 */
export function isTenantInTrouble({status, json}: Pick<HttpResponse, 'status' | 'json'>): boolean {
  if (status >= 500 || status === 408) return true;
  if (status < 400 || typeof json !== 'object' || json === null || !('error' in json)) return false;
  const {error} = json;
  const isReasoned = 'error_description' in json && json.error_description !== '';
  return typeof error === 'string' && troubles.has(error) && (status !== 400 || !isReasoned);
}

/** Exponential, with jitter so that concurrent runs don't retry at the same moment. */
function backOff(attempt: number, random: number): number {
  return Math.round(Math.min(maxPauseMs, firstPauseMs * 2 ** (attempt - 1)) * (0.75 + random / 2));
}
