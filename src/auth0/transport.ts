import type {OnCall} from '../engine/call.js';
import {Problem, type Retry, withRetry} from '../model/errors.js';
import {type Clock, sleep, systemClock} from './clock.js';
import {exchange} from './exchange.js';
import {rateLimitProblem} from './management-problem.js';
import {interruptedProblem} from './network-problem.js';
import {type Environment, type Route, selectRoute} from './proxy.js';
import {RateLimiter} from './rate-limiter.js';
import type {HttpRequest, HttpResponse} from './raw-request.js';
import {collectSentSecrets, maskSentSecrets, redact} from './redact.js';
import {
  type AttemptResult,
  computeLimiterPauseMs,
  computePause,
  maxWaitMs,
  type Pause,
  parseRateLimit,
  type RateLimit,
} from './retry.js';

export interface TransportOptions {
  readonly onCall?: OnCall;
  /** Milliseconds for a whole response, including its body. */
  readonly timeoutMs?: number;
  /** The environment with the proxy variables. */
  readonly env?: Environment;
  readonly clock?: Clock;
  /** The tenant's rate limit as an earlier run saw it. */
  readonly limit?: number;
}

/** A request and how to send it. */
export interface OutgoingRequest extends HttpRequest {
  /** Whether it counts toward the Management API's rate limit. */
  readonly countsTowardLimit: boolean;
  /** Builds a new body for each retry, because a client assertion is accepted only once. */
  readonly buildRetryBody?: () => Promise<string>;
  /** The body as the live log shows it. */
  readonly loggedBody?: unknown;
  /** For a write: milliseconds within which it must leave; otherwise it is not sent. */
  readonly leaveWithinMs?: number;
  /** For a write: the failed attempt that this one repeats. */
  readonly after?: Retry;
}

/** A response; for a refused write that may be retried, with `retry`. */
export interface TransportResponse extends HttpResponse {
  readonly retry?: Retry;
  /** The request's id in the log, and its attempt. */
  readonly call: Pick<Retry, 'call' | 'attempt'>;
}

const defaultTimeoutMs = 15_000;
/** Marks that there is no listener, so that bodies need not be redacted. */
const noListener: OnCall = () => {};
/** Shared by all transports, because one log shows the calls of several. */
let lastCallId = 0;
/** Milliseconds for all attempts of one read, without the waits for the rate limit. */
const maxReadTotalMs = 60_000;

/**
 * Sends requests to a tenant: paces them, retries reads and reports each to `onCall`. A write is
 * sent at most once: after any wait its values may be stale, so the caller has to compute it again.
 * Adds what the SDK lacks: a timeout for whole responses, no redirects, only JSON, and waits that
 * can be aborted.
 */
export class Transport {
  readonly #onCall: OnCall;
  readonly #timeoutMs: number;
  readonly #env: Environment;
  readonly #clock: Clock;
  readonly #rateLimiter: RateLimiter;
  #requestCount = 0;
  #requestLimit: number | undefined;

  constructor(options: TransportOptions = {}) {
    this.#onCall = options.onCall ?? noListener;
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    this.#env = options.env ?? process.env;
    this.#clock = options.clock ?? systemClock;
    this.#rateLimiter = new RateLimiter(this.#clock, options.limit);
  }

  /** Management API requests sent, including retries. */
  get requestCount(): number {
    return this.#requestCount;
  }

  /** The rate limit that Auth0 last stated. */
  get requestLimit(): number | undefined {
    return this.#requestLimit;
  }

  /**
   * Resolves with Auth0's response, whatever its status. Throws only `Problem`: redirected,
   * not_auth0, proxy, rate_limited, interrupted, or a network problem.
   */
  async send(outgoing: OutgoingRequest): Promise<TransportResponse> {
    const route = selectRoute(outgoing.url, this.#env);
    const call = this.#startCall(outgoing);
    return outgoing.repeat === 'once'
      ? await this.#sendOnce(outgoing, call, route)
      : await this.#sendWithRetries(outgoing, call, route);
  }

  /** Waits until a write may be retried, and reports the wait. Rejects once aborted. */
  async wait(
    {call: id, reason, afterMs, attempt}: Retry,
    {method, path}: {readonly method: string; readonly path: string},
    signal?: AbortSignal,
  ): Promise<void> {
    if (afterMs <= 0) return;
    const ms = Math.ceil(afterMs);
    this.#onCall({type: 'waiting', id, method, path, reason, ms, attempt: attempt + 1});
    await sleep(this.#clock, ms, signal);
    this.#onCall({type: 'waited', id});
  }

  async #sendOnce(
    outgoing: OutgoingRequest,
    call: CallInfo,
    route: Route,
  ): Promise<TransportResponse> {
    const {leaveWithinMs = Number.POSITIVE_INFINITY} = outgoing;
    const leaveBy = this.#clock.now() + leaveWithinMs;
    await this.#acquireSlot(outgoing, call, leaveBy);
    const guardedRequest = {...outgoing, shouldSend: () => this.#clock.now() <= leaveBy};
    const {result, pause} = await this.#attempt(guardedRequest, call, this.#timeoutMs, route);
    const callInfo = {call: call.id, attempt: call.attempt};
    const retry = pause && {...callInfo, reason: pause.reason, afterMs: pause.waitMs};
    if (result.kind === 'response')
      return {...result.response, call: callInfo, ...(retry && {retry})};
    throw retry === undefined ? result.problem : withRetry(result.problem, retry);
  }

  async #sendWithRetries(
    outgoing: OutgoingRequest,
    firstCall: CallInfo,
    route: Route,
  ): Promise<TransportResponse> {
    let spentMs = 0;
    for (let call = firstCall; ; call = {...call, attempt: call.attempt + 1}) {
      await this.#acquireSlot(outgoing, call);
      const startedAt = this.#clock.now();
      const timeoutMs = Math.min(this.#timeoutMs, Math.max(1_000, maxReadTotalMs - spentMs));
      const {result, pause} = await this.#attempt(outgoing, call, timeoutMs, route);
      const isRateLimit = pause?.reason === 'rate-limit';
      spentMs += this.#clock.now() - startedAt + (isRateLimit ? 0 : (pause?.waitMs ?? 0));
      if (pause === undefined || spentMs > maxReadTotalMs) {
        if (result.kind === 'problem') throw result.problem;
        return {...result.response, call: {call: call.id, attempt: call.attempt}};
      }
      // The rate limiter holds back every request during a rate limit, including this one, and reports the
      // wait.
      if (isRateLimit && outgoing.countsTowardLimit) continue;
      const {reason, waitMs: ms} = pause;
      this.#onCall({type: 'waiting', ...call, reason, ms, attempt: call.attempt + 1});
      await this.#asInterrupted(outgoing, sleep(this.#clock, ms, outgoing.signal));
    }
  }

  #startCall(outgoing: OutgoingRequest): CallInfo {
    const {method, url, after} = outgoing;
    // The path may hold text from Auth0: `from`, the cursor of the next page.
    const path =
      this.#onCall === noListener
        ? pathWithQuery(url)
        : maskSentSecrets(pathWithQuery(url), collectSentSecrets(outgoing));
    if (after !== undefined) return {id: after.call, method, path, attempt: after.attempt + 1};
    lastCallId += 1;
    return {id: lastCallId, method, path, attempt: 1};
  }

  /** One attempt, and the pause before the next one if another may follow. */
  async #attempt(
    outgoing: OutgoingRequest,
    call: CallInfo,
    timeoutMs: number,
    route: Route,
  ): Promise<{readonly result: AttemptResult; readonly pause: Pause | undefined}> {
    const request =
      call.attempt === 1 || outgoing.buildRetryBody === undefined
        ? outgoing
        : {...outgoing, body: await outgoing.buildRetryBody()};
    const result = await this.#exchange(request, call, timeoutMs, route);
    const date = this.#clock.date();
    const pause = computePause(result, call.attempt, {now: date, random: Math.random()});
    if (outgoing.countsTowardLimit) {
      const rateLimit = readRateLimit(result, date);
      this.#requestLimit = rateLimit?.limit ?? this.#requestLimit;
      this.#rateLimiter.release(rateLimit, computeLimiterPauseMs(result, pause, date));
    }
    return {result, pause};
  }

  async #exchange(
    outgoing: OutgoingRequest,
    call: CallInfo,
    timeoutMs: number,
    route: Route,
  ): Promise<AttemptResult> {
    const {id} = call;
    const startedAt = this.#clock.now();
    const bodyForLog = this.#onCall === noListener ? () => ({}) : redactBody;
    const elapsed = () => Math.round(this.#clock.now() - startedAt);
    this.#onCall({type: 'sent', ...call, ...bodyForLog(outgoing.loggedBody, [])});
    if (outgoing.countsTowardLimit) this.#requestCount += 1;
    try {
      const response = await exchange(outgoing, timeoutMs, route);
      const {status, json} = response;
      const body = bodyForLog(json, collectSentSecrets(outgoing));
      this.#onCall({type: 'answered', id, status, ms: elapsed(), ...body});
      return {kind: 'response', response};
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#onCall({type: 'failed', id, code: error.code, ms: elapsed()});
      return {kind: 'problem', problem: error};
    }
  }

  /** Throws `Problem` rate_limited if the request cannot be sent in time. */
  async #acquireSlot(outgoing: OutgoingRequest, call: CallInfo, leaveBy?: number): Promise<void> {
    if (!outgoing.countsTowardLimit) return;
    const {url, signal, repeat} = outgoing;
    const reportWait = (ms: number) =>
      this.#onCall({type: 'waiting', ...call, reason: 'rate-limit', ms: Math.ceil(ms)});
    const admission = await this.#asInterrupted(
      outgoing,
      this.#rateLimiter.acquire(signal, reportWait, leaveBy),
    );
    if (admission === 'admitted') return;
    const problem = rateLimitProblem(url.host, {waitMs: admission.retryInMs});
    if (repeat !== 'once' || admission.retryInMs > maxWaitMs) throw problem;
    const {id, attempt} = call;
    throw withRetry(problem, {
      reason: 'rate-limit',
      afterMs: admission.retryInMs,
      call: id,
      attempt: attempt - 1,
    });
  }

  /** Turns an aborted wait into `interrupted` with effect `none`: nothing was in flight. */
  async #asInterrupted<Value>(outgoing: OutgoingRequest, wait: Promise<Value>): Promise<Value> {
    try {
      return await wait;
    } catch (error) {
      throw outgoing.signal?.aborted ? interruptedProblem(outgoing, 'none') : error;
    }
  }
}

interface CallInfo {
  readonly id: number;
  readonly method: string;
  readonly path: string;
  readonly attempt: number;
}

function pathWithQuery({pathname, search}: URL): string {
  return pathname + search;
}

function redactBody(body: unknown, secrets: readonly string[]): {readonly body?: unknown} {
  return body === undefined ? {} : {body: redact(body, secrets)};
}

function readRateLimit(result: AttemptResult, now: number): RateLimit | undefined {
  return result.kind === 'response' ? parseRateLimit(result.response.headers, now) : undefined;
}
