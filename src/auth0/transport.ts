import type {OnCall} from '../engine/call.js';
import {Problem} from '../engine/problem.js';
import type {Answer, Ask} from './ask.js';
import {type Clock, sleep, wallClock} from './clock.js';
import {exchange} from './exchange.js';
import {Gate} from './gate.js';
import {interrupted} from './network-problem.js';
import {type Environment, type Route, routeTo} from './proxy.js';
import {type RateLimit, rateLimitOf} from './rate-limit.js';
import {redact} from './redact.js';
import {type Result, retryAfter} from './retry.js';
import {secretsSentIn, withoutSecrets} from './sent-secrets.js';

export interface TransportOptions {
  readonly onCall?: OnCall;
  /** Milliseconds for a whole answer, its body included. */
  readonly timeoutMs?: number;
  /** Where the proxy variables are looked for. */
  readonly env?: Environment;
  readonly clock?: Clock;
  /** Requests at once that the tenant allowed the last time. */
  readonly limit?: number;
}

/** What is sent, and how it is treated on the way. */
export interface Sending extends Ask {
  /** Whether the limit of the Management API holds for it. */
  readonly limited: 'management' | 'apart';
  /** What the live log shows of the body. */
  readonly shown?: unknown;
}

const defaultTimeout = 15_000;
/** Nobody listens: then no body is made fit to be shown. */
const unheard: OnCall = () => {};
/** Of all ways to a tenant: one log tells of the calls of several. */
let calls = 0;
/** Milliseconds that all tries of one request may take, once its turn has come. */
const mostTime = 60_000;

/**
 * The way to a tenant: paces and repeats requests, and tells of each. Closes what the SDK leaves
 * open: a time limit on whole answers, no redirects, nothing but JSON, waits that can be broken
 * off, and no write sent twice.
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
    this.#clock = options.clock ?? wallClock;
    this.#gate = new Gate(this.#clock, options.limit);
  }

  /** Management API requests that were sent, each try counted. */
  get requests(): number {
    return this.#requests;
  }

  /** What the tenant said last of how many it takes at once. */
  get limit(): number | undefined {
    return this.#limit;
  }

  /**
   * The tenant's answer, whatever its status. Throws `Problem` alone: of the network, redirected,
   * not_auth0, proxy, interrupted.
   */
  async send(sending: Sending): Promise<Answer> {
    calls += 1;
    // Part of it, `from` of a page, is the tenant's.
    const path = withoutSecrets(pathOf(sending.url), secretsSentIn(sending));
    const call = {id: calls, method: sending.method, path};
    const route = routeTo(sending.url, this.#env);
    let spent = 0;
    for (let attempt = 1; ; attempt += 1) {
      await this.#enter(sending, {...call, attempt});
      const startedAt = this.#clock.now();
      const timeout = Math.min(this.#timeout, Math.max(1_000, mostTime - spent));
      const result = await this.#try(sending, {...call, attempt}, timeout, route);
      const now = this.#clock.now();
      const retry = retryAfter(sending, result, attempt, {now, random: Math.random()});
      const hold = retry?.reason === 'rate-limit' ? retry.wait : 0;
      if (sending.limited === 'management') {
        const told = limitOf(result, now);
        this.#limit = told?.limit ?? this.#limit;
        this.#gate.leave(told, hold);
      }
      spent += now - startedAt + (retry?.wait ?? 0);
      if (retry === undefined || spent > mostTime) return settle(result);
      // For the limit all wait in the gate, this one among them: it tells when its turn comes.
      if (hold > 0 && sending.limited === 'management') continue;
      const {reason, wait: ms} = retry;
      this.#onCall({type: 'waiting', ...call, reason, ms, attempt: attempt + 1});
      await this.#patiently(sending, sleep(this.#clock, ms, sending.signal));
    }
  }

  async #try(sending: Sending, call: Call, timeout: number, route: Route): Promise<Result> {
    const {id} = call;
    const startedAt = this.#clock.now();
    const bodyOf = this.#onCall === unheard ? () => ({}) : redacted;
    const elapsed = () => this.#clock.now() - startedAt;
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

  async #enter(sending: Sending, call: Call): Promise<void> {
    if (sending.limited === 'apart') return;
    const told = (ms: number) =>
      this.#onCall({type: 'waiting', ...call, reason: 'rate-limit', ms: Math.ceil(ms)});
    await this.#patiently(sending, this.#gate.enter(sending.signal, told));
  }

  /** A wait that is broken off: nothing is under way then. */
  async #patiently(sending: Sending, wait: Promise<void>): Promise<void> {
    try {
      await wait;
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

function settle(result: Result): Answer {
  if (result.kind === 'problem') throw result.problem;
  return result.answer;
}
