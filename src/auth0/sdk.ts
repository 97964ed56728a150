import type {PerformOptions} from '../engine/tenant.js';
import {type Problem, withRetry} from '../model/errors.js';
import type {Secret} from '../model/secrets/secret.js';
import type {TenantAddress} from './address.js';
import {notAuth0Problem} from './foreign-response.js';
import {managementProblem} from './management-problem.js';
import type {HttpResponse} from './raw-request.js';
import type {OutgoingRequest, Transport} from './transport.js';

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
const sdkTimeoutSeconds = 24 * 60 * 60;

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
  wait(...args: Parameters<Transport['wait']>): Promise<void> {
    return this.#transport.wait(...args);
  }

  /** Runs one SDK request. Throws `Problem`. */
  async call<Result>(
    options: PerformOptions,
    run: (options: SdkOptions) => PromiseLike<Result>,
  ): Promise<Result> {
    let failure: {readonly error: unknown} | undefined;
    const fetch: SdkOptions['fetch'] = async (input, init) => {
      try {
        return toFetchResponse(await this.#send(input, init, options));
      } catch (error) {
        failure = {error};
        // If its fetch throws, the SDK leaves a timer running that keeps the process alive.
        return toFetchResponse({status: 500, text: '{}'});
      }
    };
    try {
      return await run({
        baseUrl: `${this.#address.origin}/api/v2`,
        token: () => this.#tokens.token(),
        fetch,
        maxRetries: 0,
        timeoutInSeconds: sdkTimeoutSeconds,
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
    const request = toOutgoingRequest(input, init, options);
    const {authorization = ''} = request.headers;
    const response = await this.#transport.send(request);
    if (response.status < 400) return response;
    const problem = this.#toProblem(request, response);
    if (response.retry !== undefined) throw withRetry(problem, response.retry);
    if (problem.code !== 'expired_token') throw problem;
    const token = await this.#tokens.renew(authorization.replace(/^Bearer /, ''));
    if (token === undefined) throw problem;
    // Auth0 did not handle the write, but its values may be stale after the renewal, so the caller
    // has to read again.
    if (request.repeat === 'once') {
      throw withRetry(problem, {...response.call, reason: 'retry', afterMs: 0});
    }
    const headers = {...request.headers, authorization: `Bearer ${token}`};
    const retryResponse = await this.#transport.send({...request, headers});
    if (retryResponse.status >= 400) throw this.#toProblem(request, retryResponse);
    return retryResponse;
  }

  #toProblem(request: OutgoingRequest, response: HttpResponse): Problem {
    // A 404 from another server must not read as a missing object.
    if (response.status === 404 && !isAuth0Error(response.json)) {
      return notAuth0Problem(request, 'unexpected JSON', 'none', response.status);
    }
    return managementProblem(this.#address, request, response);
  }
}

function isAuth0Error(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'statusCode' in json && 'error' in json;
}

function toOutgoingRequest(
  input: string | URL | Request,
  init: RequestInit,
  {signal, leaveWithinMs, after}: PerformOptions,
): OutgoingRequest {
  const method = init.method ?? 'GET';
  const body = typeof init.body === 'string' ? init.body : undefined;
  return {
    method,
    url: new URL(typeof input === 'object' && 'url' in input ? input.url : input),
    headers: {...normalizeHeaders(init.headers), accept: 'application/json'},
    ...(body !== undefined && {body, loggedBody: JSON.parse(body)}),
    repeat: method === 'GET' ? 'safe' : 'once',
    countsTowardLimit: true,
    ...(signal !== undefined && {signal}),
    ...(leaveWithinMs !== undefined && {leaveWithinMs}),
    ...(after !== undefined && {after}),
  };
}

function normalizeHeaders(given: RequestInit['headers'] = {}): Record<string, string> {
  const pairs = Symbol.iterator in given ? [...given] : Object.entries(given);
  return Object.fromEntries(
    pairs.map(([name, value]) => [String(name).toLowerCase(), String(value)]),
  );
}

interface FetchResponse extends Pick<Response, 'status' | 'text'> {
  readonly headers: Pick<Headers, 'get'>;
}

/**
 * The part of a response that the SDK reads. Not Node's `Response`: loading it costs more than the
 * rest of the SDK.
 */
function toFetchResponse(response: Pick<HttpResponse, 'status' | 'text'>): Response;
function toFetchResponse({status, text}: Pick<HttpResponse, 'status' | 'text'>): FetchResponse {
  return {status, headers: {get: () => null}, text: async () => text};
}

export interface TokenSource {
  token(): Promise<string>;
  /** Replaces an expired token; undefined if it was pasted. Throws `Problem`. */
  renew(stale: string): Promise<string | undefined>;
}

export function fixedTokenSource(token: Secret): TokenSource {
  return {token: async () => token.reveal(), renew: async () => undefined};
}

/** Concurrent requests that find the token expired share one renewal. */
export function renewableTokenSource(first: Secret, fetch: () => Promise<Secret>): TokenSource {
  let current = first;
  let renewing: Promise<Secret> | undefined;
  return {
    token: async () => current.reveal(),
    async renew(stale) {
      if (renewing === undefined && current.reveal() !== stale) return current.reveal();
      renewing ??= fetch().finally(() => {
        renewing = undefined;
      });
      current = await renewing;
      return current.reveal();
    },
  };
}
