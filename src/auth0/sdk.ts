import type {PerformOptions} from '../engine/tenant.js';
import {type Problem, retriable} from '../model/errors.js';
import type {TenantAddress} from './address.js';
import {notAuth0} from './foreign-answer.js';
import type {HttpResponse} from './http-message.js';
import {managementProblem} from './management-problem.js';
import type {TokenSource} from './token-source.js';
import type {Sending, Transport} from './transport.js';

/** The options of the SDK's sub-clients. */
export interface SdkOptions {
  readonly baseUrl: string;
  readonly token: () => Promise<string>;
  readonly fetch: typeof globalThis.fetch;
  readonly maxRetries: 0;
  readonly timeoutInSeconds: number;
}

/**
 * Seconds. Effectively off: the transport has its own, shorter timeout, which covers the body too.
 */
const sdkTimeout = 24 * 60 * 60;

/**
 * Runs SDK calls over our transport. Each call gets its own `fetch`, which passes on the call's
 * signal (the SDK would never remove its listener from it) and keeps the error that was thrown.
 */
export class Sdk {
  readonly #address: TenantAddress;
  readonly #transport: Transport;
  readonly #tokens: TokenSource;

  constructor(address: TenantAddress, transport: Transport, tokens: TokenSource) {
    this.#address = address;
    this.#transport = transport;
    this.#tokens = tokens;
  }

  /** Waits until a write may be retried. Rejects once aborted. */
  wait(...waiting: Parameters<Transport['wait']>): Promise<void> {
    return this.#transport.wait(...waiting);
  }

  /** Runs one SDK request. Throws `Problem`. */
  async call<Result>(
    options: PerformOptions,
    run: (options: SdkOptions) => PromiseLike<Result>,
  ): Promise<Result> {
    let failure: {readonly error: unknown} | undefined;
    const fetch: SdkOptions['fetch'] = async (input, init) => {
      try {
        return responseOf(await this.#send(input, init, options));
      } catch (error) {
        failure = {error};
        // If its fetch throws, the SDK leaves a timer running that keeps the process alive.
        return responseOf({status: 500, text: '{}'});
      }
    };
    try {
      return await run({
        baseUrl: `${this.#address.origin}/api/v2`,
        token: () => this.#tokens.token(),
        fetch,
        maxRetries: 0,
        timeoutInSeconds: sdkTimeout,
      });
    } catch (error) {
      // The SDK's own error is dropped, because it holds the request's headers.
      throw failure === undefined ? error : failure.error;
    }
  }

  async #send(
    input: string | URL | Request,
    init: RequestInit = {},
    options: PerformOptions,
  ): Promise<HttpResponse> {
    const sending = sendingOf(input, init, options);
    const {authorization = ''} = sending.headers;
    const answer = await this.#transport.send(sending);
    if (answer.status < 400) return answer;
    const problem = this.#problemOf(sending, answer);
    if (answer.retry !== undefined) throw retriable(problem, answer.retry);
    if (problem.code !== 'expired_token') throw problem;
    const token = await this.#tokens.renew(authorization.replace(/^Bearer /, ''));
    if (token === undefined) throw problem;
    // Auth0 did not handle the write, but its values may be stale after the renewal, so the caller
    // has to read again.
    if (sending.repeat === 'once') {
      throw retriable(problem, {...answer.call, reason: 'retry', afterMs: 0});
    }
    const headers = {...sending.headers, authorization: `Bearer ${token}`};
    const second = await this.#transport.send({...sending, headers});
    if (second.status >= 400) throw this.#problemOf(sending, second);
    return second;
  }

  #problemOf(sending: Sending, answer: HttpResponse): Problem {
    // A 404 from another server must not read as a missing object.
    if (answer.status === 404 && !isAuth0s(answer.json)) {
      return notAuth0(sending, 'unexpected JSON', 'none', answer.status);
    }
    return managementProblem(this.#address, sending, answer);
  }
}

function isAuth0s(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'statusCode' in json && 'error' in json;
}

function sendingOf(
  input: string | URL | Request,
  init: RequestInit,
  {signal, leaveWithinMs, after}: PerformOptions,
): Sending {
  const method = init.method ?? 'GET';
  const body = typeof init.body === 'string' ? init.body : undefined;
  return {
    method,
    url: new URL(typeof input === 'object' && 'url' in input ? input.url : input),
    headers: {...headersOf(init.headers), accept: 'application/json'},
    ...(body !== undefined && {body, shown: JSON.parse(body)}),
    repeat: method === 'GET' ? 'safe' : 'once',
    limited: 'management',
    ...(signal !== undefined && {signal}),
    ...(leaveWithinMs !== undefined && {leaveWithinMs}),
    ...(after !== undefined && {after}),
  };
}

function headersOf(given: RequestInit['headers'] = {}): Record<string, string> {
  const pairs = Symbol.iterator in given ? [...given] : Object.entries(given);
  return Object.fromEntries(
    pairs.map(([name, value]) => [String(name).toLowerCase(), String(value)]),
  );
}

interface ReadOfResponse extends Pick<Response, 'status' | 'text'> {
  readonly headers: Pick<Headers, 'get'>;
}

/**
 * The part of a response that the SDK reads. Not Node's `Response`: loading it costs more than the
 * rest of the SDK.
 */
function responseOf(answer: Pick<HttpResponse, 'status' | 'text'>): Response;
function responseOf({status, text}: Pick<HttpResponse, 'status' | 'text'>): ReadOfResponse {
  return {status, headers: {get: () => null}, text: async () => text};
}
