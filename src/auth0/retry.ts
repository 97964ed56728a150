import type {Problem} from '../model/errors.js';
import type {HttpResponse} from './http-message.js';
import {isQuota, maxWaitMs, resetSlackMs, toldWait} from './rate-limit.js';

/** Requests are tried this often in all. */
const maxAttempts = 4;
/** Milliseconds of a first pause; each further one is twice as long. */
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
 * After which wait a request may be tried again; nothing where its result stands, or where the
 * wait would be longer than a run sits out. `now` is the date, in milliseconds since 1970.
 */
export function retryAfter(
  result: Result,
  attempt: number,
  {now, random}: {readonly now: number; readonly random: number},
): Pause | undefined {
  if (attempt >= maxAttempts) return undefined;
  if (isRefused(result)) {
    // It is not the tenant that is busy: the application has had all its tokens.
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

/** How long nobody may send anything: the tenant refused this request with 429. */
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
 * Whether Auth0 failed, which the token endpoint also says with 401 and 403. An Action that denies
 * may use the same words, with 400 and a reason [docs].
 */
export function isTenantInTrouble({status, json}: Pick<HttpResponse, 'status' | 'json'>): boolean {
  if (status >= 500 || status === 408) return true;
  if (status < 400 || typeof json !== 'object' || json === null || !('error' in json)) return false;
  const {error} = json;
  const isReasoned = 'error_description' in json && json.error_description !== '';
  return typeof error === 'string' && troubles.has(error) && (status !== 400 || !isReasoned);
}

/** Twice as long each time, with jitter so that several runs don't come back together. */
function backOff(attempt: number, random: number): number {
  return Math.round(Math.min(maxPauseMs, firstPauseMs * 2 ** (attempt - 1)) * (0.75 + random / 2));
}
