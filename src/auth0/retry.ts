import type {Problem} from '../engine/problem.js';
import type {Answer, Ask} from './ask.js';
import {toldWait} from './rate-limit.js';

/** Requests are tried this often in all. */
const mostTries = 4;
/** Milliseconds of a first pause; each further one is twice as long. */
const firstPause = 500;
const longestPause = 8_000;
/** Milliseconds added to what the tenant says: its seconds are whole, and clocks differ. */
const grace = 50;

export type Result =
  | {readonly kind: 'answer'; readonly answer: Answer}
  | {readonly kind: 'problem'; readonly problem: Problem};

export interface Retry {
  readonly reason: 'rate-limit' | 'retry';
  /** Milliseconds. */
  readonly wait: number;
}

/**
 * Whether a request is sent again, and after which wait; nothing where its result stands. One
 * that may have changed something is sent again only after 429: the tenant did not handle it.
 */
export function retryAfter(
  {repeat}: Pick<Ask, 'repeat'>,
  result: Result,
  attempt: number,
  {now, random}: {readonly now: number; readonly random: number},
): Retry | undefined {
  if (attempt >= mostTries) return undefined;
  if (result.kind === 'answer' && result.answer.status === 429) {
    const told = toldWait(result.answer.headers, now);
    const wait = told === undefined ? backOff(attempt, random) : told + grace;
    return {reason: 'rate-limit', wait};
  }
  if (repeat === 'once' || !mayPass(result)) return undefined;
  return {reason: 'retry', wait: backOff(attempt, random)};
}

function mayPass(result: Result): boolean {
  if (result.kind === 'answer') return result.answer.status >= 500 || result.answer.status === 408;
  const {code} = result.problem;
  return code === 'connection_lost' || code === 'timeout';
}

/** Twice as long each time, with jitter so that several runs don't come back together. */
function backOff(attempt: number, random: number): number {
  return Math.round(Math.min(longestPause, firstPause * 2 ** (attempt - 1)) * (0.75 + random / 2));
}
