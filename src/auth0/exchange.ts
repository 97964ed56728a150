import {isUtf8} from 'node:buffer';
import {Problem} from '../model/errors.js';
import {isNoTenant, noTenant, notAuth0, titleOf} from './foreign-answer.js';
import type {HttpRequest, HttpResponse} from './http-message.js';
import {parseJson} from './json.js';
import {interrupted, networkProblem, redirected, timedOut} from './network-problem.js';
import {type Head, oneRequest} from './one-request.js';
import type {Route} from './proxy.js';
import {secretsSentIn} from './sent-secrets.js';

/** More than a thousand times Auth0's longest pages. */
const maxBytes = 64_000_000;

/**
 * Sends a request once and reads its response. The timeout (milliseconds) covers the body too,
 * while the SDK's ends at the headers. Redirects are not followed, so credentials reach no other
 * host. Throws only `Problem`: redirected, not_auth0, proxy, interrupted, or a network problem.
 */
export async function exchange(
  request: HttpRequest,
  timeout: number,
  route: Route,
): Promise<HttpResponse> {
  const {method, url, headers, body, signal, mayLeave} = request;
  if (signal?.aborted) throw interrupted(request, 'none');
  const abort = new AbortController();
  let interrupt = () => {};
  let timer: NodeJS.Timeout | undefined;
  // Raced against the request, because Node does not report every way in which a request can end.
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
    const attempt = {
      method,
      url,
      headers,
      ...(body !== undefined && {body}),
      ...(mayLeave !== undefined && {mayLeave}),
      signal: abort.signal,
    };
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
 * The success statuses that can carry Auth0's response. A proxy may replace Auth0's status with 200
 * or 203. 206 (part of a body), 202 (not done yet) and, where content is expected, 204 are
 * rejected.
 */
const successes: Readonly<Record<string, ReadonlySet<number>>> = {
  DELETE: new Set([200, 203, 204]),
};
const withContent: ReadonlySet<number> = new Set([200, 201, 203]);

/**
 * Rejects anything that is not an Auth0 response; a captive portal's page must not read as an empty
 * list.
 */
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
  // A failing server, or a proxy in front of it, may not answer in JSON.
  const troubled = status >= 500 || status === 429 || status === 408;
  if (parsed.kind !== 'json' && !nothing && !troubled) {
    if (isNoTenant(status, text)) throw noTenant(request, status);
    if (parsed.kind === 'boundless')
      throw foreign('JSON that is nested too deeply or has too many parts');
    throw foreign(titleOf(text, headers, secretsSentIn(request)));
  }
  return {status, headers, text, json: parsed.kind === 'json' ? parsed.value : undefined};
}

/** The effect of a request that got no response from Auth0: a write may have been handled. */
export function effectOf({repeat}: Pick<HttpRequest, 'repeat'>): 'none' | 'unknown' {
  return repeat === 'once' ? 'unknown' : 'none';
}
