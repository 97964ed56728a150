import type {OnCall} from '../engine/call.js';
import {Problem, type Retry, retriable} from '../model/errors.js';
import {type Clock, sleep, systemClock} from './clock.js';
import {exchange} from './exchange.js';
import {Gate} from './gate.js';
import type {HttpRequest, HttpResponse} from './http-message.js';
import {rateLimited} from './management-problem.js';
import {interrupted} from './network-problem.js';
import {type Environment, type Route, routeTo} from './proxy.js';
import {maxWaitMs, type RateLimit, rateLimitOf} from './rate-limit.js';
import {redact} from './redact.js';
import {holdAfter, type Pause, type Result, retryAfter} from './retry.js';
import {secretsSentIn, withoutSecrets} from './sent-secrets.js';

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
export interface Sending extends HttpRequest {
  /** Whether it counts toward the Management API's rate limit. */
  readonly limited: 'management' | 'apart';
  /** Builds a new body for each retry, because a client assertion is accepted only once. */
  readonly bodyOfNextTry?: () => Promise<string>;
  /** The body as the live log shows it. */
  readonly shown?: unknown;
  /** For a write: milliseconds within which it must leave; otherwise it is not sent. */
  readonly leaveWithinMs?: number;
  /** For a write: the failed attempt that this one repeats. */
  readonly after?: Retry;
}

/** A response; for a refused write that may be retried, with `retry`. */
export interface Answered extends HttpResponse {
  readonly retry?: Retry;
  /** The request's id in the log, and its attempt. */
  readonly call: Pick<Retry, 'call' | 'attempt'>;
}

const defaultTimeout = 15_000;
/** Marks that there is no listener, so that bodies need not be redacted. */
const unheard: OnCall = () => {};
/** Shared by all transports, because one log shows the calls of several. */
let calls = 0;
/** Milliseconds for all attempts of one read, without the waits for the rate limit. */
const maxReadMs = 60_000;

/**
 * Sends requests to a tenant: paces them, retries reads and reports each to `onCall`. A write is
 * sent at most once: after any wait its values may be stale, so the caller has to compute it again.
 * Adds what the SDK lacks: a timeout for whole responses, no redirects, only JSON, and waits that
 * can be aborted.
 */
export class Transport {
  readonly #onCall: OnCall;
  readonly #timeout: number;
  readonly #env: Environment;
  readonly #clock: Clock;
  readonly #gate: Gate;
  #requests = 0;
  #limit: number | undefined;

  constructor(options: TransportOptions = {}) {
    this.#onCall = options.onCall ?? unheard;
    this.#timeout = options.timeoutMs ?? defaultTimeout;
    this.#env = options.env ?? process.env;
    this.#clock = options.clock ?? systemClock;
    this.#gate = new Gate(this.#clock, options.limit);
  }

  /** Management API requests sent, including retries. */
  get requests(): number {
    return this.#requests;
  }

  /** The rate limit that Auth0 last stated. */
  get limit(): number | undefined {
    return this.#limit;
  }

  /**
   * Resolves with Auth0's response, whatever its status. Throws only `Problem`: redirected,
   * not_auth0, proxy, rate_limited, interrupted, or a network problem.
   */
  async send(sending: Sending): Promise<Answered> {
    const route = routeTo(sending.url, this.#env);
    const call = this.#callOf(sending);
    return sending.repeat === 'once'
      ? await this.#sendOnce(sending, call, route)
      : await this.#sendUntilItPasses(sending, call, route);
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

  async #sendOnce(sending: Sending, call: Call, route: Route): Promise<Answered> {
    const {leaveWithinMs = Number.POSITIVE_INFINITY} = sending;
    const leaveBy = this.#clock.now() + leaveWithinMs;
    await this.#enter(sending, call);
    const inTime = {...sending, mayLeave: () => this.#clock.now() <= leaveBy};
    const {result, pause} = await this.#try(inTime, call, this.#timeout, route);
    const sent = {call: call.id, attempt: call.attempt};
    const retry = pause && {...sent, reason: pause.reason, afterMs: pause.wait};
    if (result.kind === 'answer') return {...result.answer, call: sent, ...(retry && {retry})};
    throw retry === undefined ? result.problem : retriable(result.problem, retry);
  }

  async #sendUntilItPasses(sending: Sending, first: Call, route: Route): Promise<Answered> {
    let spent = 0;
    for (let call = first; ; call = {...call, attempt: call.attempt + 1}) {
      await this.#enter(sending, call);
      const startedAt = this.#clock.now();
      const timeout = Math.min(this.#timeout, Math.max(1_000, maxReadMs - spent));
      const {result, pause} = await this.#try(sending, call, timeout, route);
      const forLimit = pause?.reason === 'rate-limit';
      spent += this.#clock.now() - startedAt + (forLimit ? 0 : (pause?.wait ?? 0));
      if (pause === undefined || spent > maxReadMs) {
        if (result.kind === 'problem') throw result.problem;
        return {...result.answer, call: {call: call.id, attempt: call.attempt}};
      }
      // The gate holds back every request during a rate limit, including this one, and reports the
      // wait.
      if (forLimit && sending.limited === 'management') continue;
      const {reason, wait: ms} = pause;
      this.#onCall({type: 'waiting', ...call, reason, ms, attempt: call.attempt + 1});
      await this.#patiently(sending, sleep(this.#clock, ms, sending.signal));
    }
  }

  #callOf(sending: Sending): Call {
    const {method, url, after} = sending;
    // The path may hold text from Auth0: `from`, the cursor of the next page.
    const path = withoutSecrets(pathOf(url), secretsSentIn(sending));
    if (after !== undefined) return {id: after.call, method, path, attempt: after.attempt + 1};
    calls += 1;
    return {id: calls, method, path, attempt: 1};
  }

  /** One attempt, and the pause before the next one if another may follow. */
  async #try(
    sending: Sending,
    call: Call,
    timeout: number,
    route: Route,
  ): Promise<{readonly result: Result; readonly pause: Pause | undefined}> {
    const asked =
      call.attempt === 1 || sending.bodyOfNextTry === undefined
        ? sending
        : {...sending, body: await sending.bodyOfNextTry()};
    const result = await this.#exchange(asked, call, timeout, route);
    const date = this.#clock.date();
    const pause = retryAfter(result, call.attempt, {now: date, random: Math.random()});
    if (sending.limited === 'management') {
      const told = limitOf(result, date);
      this.#limit = told?.limit ?? this.#limit;
      this.#gate.leave(told, holdAfter(result, pause, date));
    }
    return {result, pause};
  }

  async #exchange(sending: Sending, call: Call, timeout: number, route: Route): Promise<Result> {
    const {id} = call;
    const startedAt = this.#clock.now();
    const bodyOf = this.#onCall === unheard ? () => ({}) : redacted;
    const elapsed = () => Math.round(this.#clock.now() - startedAt);
    this.#onCall({type: 'sent', ...call, ...bodyOf(sending.shown, [])});
    if (sending.limited === 'management') this.#requests += 1;
    try {
      const answer = await exchange(sending, timeout, route);
      const {status, json} = answer;
      const body = bodyOf(json, secretsSentIn(sending));
      this.#onCall({type: 'answered', id, status, ms: elapsed(), ...body});
      return {kind: 'answer', answer};
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#onCall({type: 'failed', id, code: error.code, ms: elapsed()});
      return {kind: 'problem', problem: error};
    }
  }

  /** Throws `Problem` rate_limited if the request cannot be sent in time. */
  async #enter(sending: Sending, call: Call): Promise<void> {
    if (sending.limited === 'apart') return;
    const {url, signal, leaveWithinMs, repeat} = sending;
    const told = (ms: number) =>
      this.#onCall({type: 'waiting', ...call, reason: 'rate-limit', ms: Math.ceil(ms)});
    const entry = await this.#patiently(sending, this.#gate.enter(signal, told, leaveWithinMs));
    if (entry === 'in') return;
    const problem = rateLimited(url.host, {wait: entry.notFor});
    if (repeat !== 'once' || entry.notFor > maxWaitMs) throw problem;
    const {id, attempt} = call;
    throw retriable(problem, {
      reason: 'rate-limit',
      afterMs: entry.notFor,
      call: id,
      attempt: attempt - 1,
    });
  }

  /** Turns an aborted wait into `interrupted` with effect `none`: nothing was in flight. */
  async #patiently<Value>(sending: Sending, wait: Promise<Value>): Promise<Value> {
    try {
      return await wait;
    } catch (error) {
      throw sending.signal?.aborted ? interrupted(sending, 'none') : error;
    }
  }
}

interface Call {
  readonly id: number;
  readonly method: string;
  readonly path: string;
  readonly attempt: number;
}

function pathOf({pathname, search}: URL): string {
  return pathname + search;
}

function redacted(body: unknown, secrets: readonly string[]): {readonly body?: unknown} {
  return body === undefined ? {} : {body: redact(body, secrets)};
}

function limitOf(result: Result, now: number): RateLimit | undefined {
  return result.kind === 'answer' ? rateLimitOf(result.answer.headers, now) : undefined;
}
