import {isUtf8} from 'node:buffer';
import {Problem} from '../model/errors.js';
import {isNoTenant, noTenant, notAuth0, titleOf} from './foreign-answer.js';
import type {HttpRequest, HttpResponse} from './http-message.js';
import {parseJson} from './json.js';
import {interrupted, networkProblem, redirected, timedOut} from './network-problem.js';
import {type Head, oneRequest} from './one-request.js';
import type {Route} from './proxy.js';
import {secretsSentIn} from './sent-secrets.js';

/** More than a thousand times what Auth0's longest pages have. */
const maxBytes = 64_000_000;

/**
 * Sends a request, once, and reads its answer. The time limit (milliseconds) holds for both: the
 * SDK's own ends at the headers. Redirects are not followed: credentials go nowhere else.
 * Throws `Problem` alone: of the network, redirected, not_auth0, proxy, interrupted.
 */
export async function exchange(
  request: HttpRequest,
  timeout: number,
  route: Route,
): Promise<HttpResponse> {
  const {method, url, headers, body, signal} = request;
  if (signal?.aborted) throw interrupted(request, 'none');
  const abort = new AbortController();
  let interrupt = () => {};
  let timer: NodeJS.Timeout | undefined;
  // Beside the request's own end: not every way in which it can end is told.
  const ended = new Promise<never>((_, reject) => {
    const end = (problem: Problem) => {
      reject(problem);
      abort.abort();
    };
    interrupt = () => end(interrupted(request, effectOf(request)));
    timer = setTimeout(() => end(timedOut(request, timeout, effectOf(request))), timeout);
  });
  signal?.addEventListener('abort', interrupt, {once: true});
  try {
    const attempt = {method, url, headers, ...(body !== undefined && {body}), signal: abort.signal};
    const answer = (async () => {
      const head = await oneRequest(attempt, route.agent);
      return checked(request, head, await bytesOf(request, head));
    })();
    return await Promise.race([answer, ended]);
  } catch (error) {
    throw error instanceof Problem
      ? error
      : networkProblem(error, request, effectOf(request), route.proxy);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', interrupt);
  }
}

async function bytesOf(request: HttpRequest, {body}: Head): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes)
      throw notAuth0(request, 'a response that is too large', effectOf(request));
  }
  return Buffer.concat(chunks);
}

const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * What a success of a request can be. A proxy may answer 200 or 203 in place of what Auth0 says;
 * a part (206), a promise (202) or nothing (204, where something was asked for) is no answer.
 */
const successes: Readonly<Record<string, ReadonlySet<number>>> = {
  DELETE: new Set([200, 203, 204]),
};
const withContent: ReadonlySet<number> = new Set([200, 201, 203]);

/** What is not Auth0's own answer must never look like one: a web page is no empty tenant. */
function checked(request: HttpRequest, {status, headers}: Head, bytes: Buffer): HttpResponse {
  if (redirects.has(status)) throw redirected(request, headers.get('location'));
  if (status === 407) {
    throw new Problem('proxy', {
      message: `A proxy on the way to ${request.url.host} requires credentials (407).`,
      hint: 'Set them in HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT',
      status,
    });
  }
  const text = new TextDecoder().decode(bytes);
  const parsed = isUtf8(bytes) ? parseJson(text) : ({kind: 'none'} as const);
  const foreign = (what: string) => notAuth0(request, what, effectOf(request), status);
  if (status < 400 && !(successes[request.method] ?? withContent).has(status)) {
    throw foreign('an unexpected status');
  }
  const nothing = text === '' && status < 400 && request.method === 'DELETE';
  // A server in trouble, or one in front of it, need not say so in JSON.
  const troubled = status >= 500 || status === 429 || status === 408;
  if (parsed.kind !== 'json' && !nothing && !troubled) {
    if (isNoTenant(status, text)) throw noTenant(request, status);
    if (parsed.kind === 'boundless')
      throw foreign('JSON that is nested too deeply or has too many parts');
    throw foreign(titleOf(text, headers, secretsSentIn(request)));
  }
  return {status, headers, text, json: parsed.kind === 'json' ? parsed.value : undefined};
}

/** Whether the tenant may have handled a request of which no answer of its came. */
export function effectOf({repeat}: Pick<HttpRequest, 'repeat'>): 'none' | 'unknown' {
  return repeat === 'once' ? 'unknown' : 'none';
}
