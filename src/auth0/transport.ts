import type {OnCall} from '../engine/call.js';
import {Problem} from '../engine/problem.js';
import {visible} from '../engine/visible.js';
import {serverProblem} from './answer-problem.js';
import {interrupted, networkProblem, redirected, timedOut} from './network-problem.js';
import {Pace, type PaceClock, type RateLimit, wallClock} from './pace.js';
import {redact} from './redact.js';
import {resetOf, waitBefore} from './retry.js';

export interface TransportOptions {
  readonly onCall?: OnCall;
  /** Milliseconds for a whole answer, its body included. */
  readonly timeoutMs?: number;
  readonly clock?: PaceClock;
}

const defaultTimeout = 15_000;
/** Requests that change nothing are tried this often in all. */
const mostTries = 4;
/** Milliseconds that all tries of one request may take. */
const mostTime = 90_000;

/**
 * A `fetch` that closes the SDK's gaps: a time limit on the whole answer, no redirects, no HTML
 * in place of JSON, waits that can be broken off, and every call told as it happens.
 * Rejects with `Problem` alone.
 */
export class Transport {
  readonly #onCall: OnCall;
  readonly #timeout: number;
  readonly #clock: PaceClock;
  readonly #pace: Pace;
  #calls = 0;
  #requests = 0;

  constructor({
    onCall = () => {},
    timeoutMs = defaultTimeout,
    clock = wallClock,
  }: TransportOptions) {
    this.#onCall = onCall;
    this.#timeout = timeoutMs;
    this.#clock = clock;
    this.#pace = new Pace(clock);
  }

  /** Management API requests that were sent, tries that failed included. */
  get requests(): number {
    return this.#requests;
  }

  readonly fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const request = new OutgoingRequest(input, init);
    this.#calls += 1;
    const id = this.#calls;
    const startedAt = this.#clock.now();
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#try(request, id, attempt);
      if (!('problem' in answer) && answer.status !== 429 && answer.status < 500) return answer;
      const wait = waitBefore(attempt, answer, this.#clock.now());
      const spent = this.#clock.now() - startedAt;
      if (!mayTryAgain(request, answer, attempt) || spent + wait > mostTime) return settle(answer);
      const reason = 'problem' in answer || answer.status !== 429 ? 'retry' : 'rate-limit';
      const {method, path} = request;
      this.#onCall({type: 'waiting', id, method, path, reason, ms: wait, attempt});
      await this.#rest(wait, request.signal);
    }
  };

  async #try(request: OutgoingRequest, id: number, attempt: number): Promise<Result> {
    const {method, path, signal, managed} = request;
    if (managed) await this.#enter(request, id, attempt);
    let limit: RateLimit | undefined;
    const sentAt = this.#clock.now();
    try {
      this.#onCall({type: 'sent', id, method, path, attempt, ...bodyOf(redact(request.json))});
      if (managed) this.#requests += 1;
      const response = await request.send(this.#timeout);
      limit = limitOf(response);
      const {status} = response;
      const ms = this.#clock.now() - sentAt;
      const body = redact(parsed(await response.clone().text()));
      this.#onCall({type: 'answered', id, status, ms, ...bodyOf(body)});
      return response;
    } catch (error) {
      if (signal?.aborted) throw interrupted();
      const problem =
        error instanceof Problem ? error : networkProblem(error, request.host, request.effect);
      this.#onCall({type: 'failed', id, code: problem.code, ms: this.#clock.now() - sentAt});
      return {problem};
    } finally {
      if (managed) this.#pace.leave(limit);
    }
  }

  async #enter(
    {method, path, signal}: OutgoingRequest,
    id: number,
    attempt: number,
  ): Promise<void> {
    try {
      await this.#pace.enter(signal, ms =>
        this.#onCall({type: 'waiting', id, method, path, reason: 'rate-limit', ms, attempt}),
      );
    } catch {
      throw interrupted();
    }
  }

  async #rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#clock.sleep(ms, signal);
    } catch {
      throw interrupted();
    }
  }
}

type Result = Response | {readonly problem: Problem};

/** A write is sent again only where the tenant says that it did not take it. */
function mayTryAgain(request: OutgoingRequest, answer: Result, attempt: number): boolean {
  if (attempt >= mostTries) return false;
  if (!('problem' in answer)) return answer.status === 429 || request.repeatable;
  const {code} = answer.problem;
  return (
    request.repeatable &&
    (code === 'connection_lost' || code === 'timeout' || code === 'tenant_error')
  );
}

function settle(answer: Result): Response {
  if ('problem' in answer) throw answer.problem;
  return answer;
}

/** One request as it is sent, perhaps several times. */
class OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  readonly signal: AbortSignal | undefined;
  readonly #init: RequestInit;

  constructor(input: string | URL | Request, init: RequestInit) {
    this.url = new URL(input instanceof Request ? input.url : input);
    this.method = (init.method ?? 'GET').toUpperCase();
    this.signal = init.signal ?? undefined;
    this.#init = init;
  }

  get host(): string {
    return this.url.host;
  }

  get path(): string {
    return this.url.pathname + this.url.search;
  }

  /** Whether it counts against the Management API's limit. */
  get managed(): boolean {
    return this.url.pathname.startsWith('/api/v2/');
  }

  /** Reading twice, and asking for a token twice, changes nothing. */
  get repeatable(): boolean {
    return this.method === 'GET' || !this.managed;
  }

  get effect(): 'none' | 'unknown' {
    return this.repeatable ? 'none' : 'unknown';
  }

  get json(): unknown {
    return this.managed && typeof this.#init.body === 'string'
      ? parsed(this.#init.body)
      : undefined;
  }

  /** The answer with its body read: what stalls half-way is a time-out too. */
  async send(timeout: number): Promise<Response> {
    const limit = AbortSignal.timeout(timeout);
    const signal = this.signal === undefined ? limit : AbortSignal.any([limit, this.signal]);
    try {
      const response = await globalThis.fetch(this.url, {
        ...this.#init,
        signal,
        redirect: 'manual',
      });
      if (response.status >= 300 && response.status < 400) {
        throw redirected(this.host, response.headers.get('location'));
      }
      const text = await response.text();
      this.#requireJson(response, text);
      const body = response.status === 204 ? null : text;
      return new Response(body, {status: response.status, headers: response.headers});
    } catch (error) {
      if (limit.aborted && !this.signal?.aborted) throw timedOut(this.host, timeout, this.effect);
      throw error;
    }
  }

  #requireJson({status}: Response, text: string): void {
    if (status === 204 || parsed(text) !== undefined) return;
    const request = `${this.method} ${this.url.pathname}`;
    if (status >= 500) {
      const writes = this.repeatable ? 'reads' : 'writes';
      throw serverProblem(
        {host: this.host, request, status, body: undefined, writes},
        titleOf(text),
      );
    }
    if (status === 429) return;
    throw new Problem('not_auth0', {
      message: `${this.host} answered ${request} with something that is not Auth0’s (${status}, ${titleOf(text)}).`,
      hint: 'A proxy or a network’s log-in page may be in between: open a browser and look. Check the domain too.',
      effect: this.effect,
      status,
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function bodyOf(body: unknown): {readonly body?: unknown} {
  return body === undefined ? {} : {body};
}

/** What a page calls itself, or that a JSON text was cut off. */
function titleOf(text: string): string {
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1]?.trim();
  if (title !== undefined && title !== '') return `the page “${visible(title).slice(0, 80)}”`;
  if (/^\s*</.test(text)) return 'a web page';
  return text.trim() === '' ? 'an empty answer' : 'no whole JSON';
}

function limitOf({headers}: Response): RateLimit {
  const number = (name: string) => {
    const value = headers.get(name);
    return value === null || !/^\d+$/.test(value) ? undefined : Number(value);
  };
  return {
    limit: number('x-ratelimit-limit'),
    remaining: number('x-ratelimit-remaining'),
    resetAt: resetOf(headers),
  };
}
