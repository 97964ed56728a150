import {isUtf8} from 'node:buffer';
import {Problem} from '../model/errors.js';
import {
  describeResponse,
  isTenantNotFound,
  notAuth0Problem,
  tenantNotFoundProblem,
} from './foreign-response.js';
import {
  interruptedProblem,
  networkProblem,
  redirectProblem,
  timeoutProblem,
} from './network-problem.js';
import type {Route} from './proxy.js';
import {
  type HttpRequest,
  type HttpResponse,
  type ResponseHead,
  sendRawRequest,
} from './raw-request.js';
import {collectSentSecrets} from './redact.js';

/** More than a thousand times Auth0's longest pages. */
const maxBytes = 64_000_000;

/**
 * Sends a request once and reads its response. The timeout (milliseconds) covers the body too,
 * while the SDK's ends at the headers. Redirects are not followed, so credentials reach no other
 * host. Throws only `Problem`: redirected, not_auth0, proxy, interrupted, or a network problem.
 */
export async function exchange(
  request: HttpRequest,
  timeoutMs: number,
  route: Route,
): Promise<HttpResponse> {
  const {method, url, headers, body, signal, shouldSend} = request;
  if (signal?.aborted) throw interruptedProblem(request, 'none');
  const abort = new AbortController();
  let interrupt = () => {};
  let timer: NodeJS.Timeout | undefined;
  // Raced against the request, because Node does not report every way in which a request can end.
  const cancellation = new Promise<never>((_, reject) => {
    const cancel = (problem: Problem) => {
      reject(problem);
      abort.abort();
    };
    interrupt = () => cancel(interruptedProblem(request, effectWithoutResponse(request)));
    timer = setTimeout(
      () => cancel(timeoutProblem(request, timeoutMs, effectWithoutResponse(request))),
      timeoutMs,
    );
  });
  signal?.addEventListener('abort', interrupt, {once: true});
  try {
    const rawRequest = {
      method,
      url,
      headers,
      ...(body !== undefined && {body}),
      ...(shouldSend !== undefined && {shouldSend}),
      signal: abort.signal,
    };
    const response = (async () => {
      const head = await sendRawRequest(rawRequest, route.agent);
      return validateResponse(request, head, await readBody(request, head));
    })();
    return await Promise.race([response, cancellation]);
  } catch (error) {
    throw error instanceof Problem
      ? error
      : networkProblem(error, request, effectWithoutResponse(request), route.proxy);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', interrupt);
  }
}

async function readBody(request: HttpRequest, {body}: ResponseHead): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes)
      throw notAuth0Problem(
        request,
        'a response that is too large',
        effectWithoutResponse(request),
      );
  }
  return Buffer.concat(chunks);
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/**
 * The success statuses that can carry Auth0's response. A proxy may replace Auth0's status with 200
 * or 203. 206 (part of a body), 202 (not done yet) and, where content is expected, 204 are
 * rejected.
 */
const successStatuses: Readonly<Record<string, ReadonlySet<number>>> = {
  DELETE: new Set([200, 203, 204]),
};
const contentStatuses: ReadonlySet<number> = new Set([200, 201, 203]);

/**
 * Rejects anything that is not an Auth0 response; a captive portal's page must not read as an empty
 * list.
 */
function validateResponse(
  request: HttpRequest,
  {status, headers}: ResponseHead,
  bytes: Buffer,
): HttpResponse {
  if (redirectStatuses.has(status)) throw redirectProblem(request, headers.get('location'));
  if (status === 407) {
    throw new Problem('proxy', {
      message: `A proxy on the way to ${request.url.host} requires credentials (407).`,
      hint: 'Set them in HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT',
      status,
    });
  }
  const text = new TextDecoder().decode(bytes);
  const parsed = isUtf8(bytes) ? parseJson(text) : ({kind: 'invalid'} as const);
  const notFromAuth0 = (what: string) =>
    notAuth0Problem(request, what, effectWithoutResponse(request), status);
  if (status < 400 && !(successStatuses[request.method] ?? contentStatuses).has(status)) {
    throw notFromAuth0('an unexpected status');
  }
  const isEmptyDelete = text === '' && status < 400 && request.method === 'DELETE';
  // A failing server, or a proxy in front of it, may not answer in JSON.
  const isServerFailure = status >= 500 || status === 429 || status === 408;
  if (parsed.kind !== 'json' && !isEmptyDelete && !isServerFailure) {
    if (isTenantNotFound(status, text)) throw tenantNotFoundProblem(request, status);
    if (parsed.kind === 'too-large')
      throw notFromAuth0('JSON that is nested too deeply or has too many parts');
    throw notFromAuth0(describeResponse(text, headers, collectSentSecrets(request)));
  }
  return {status, headers, text, json: parsed.kind === 'json' ? parsed.value : undefined};
}

/** The effect of a request that got no response from Auth0: a write may have been handled. */
export function effectWithoutResponse({repeat}: Pick<HttpRequest, 'repeat'>): 'none' | 'unknown' {
  return repeat === 'once' ? 'unknown' : 'none';
}

/** Levels of nesting; Auth0's responses have a dozen at most. */
const maxDepth = 100;
/** Values in one document; a page from Auth0 has a few thousand. */
const maxValues = 1_000_000;

type JsonResult =
  | {readonly kind: 'json'; readonly value: unknown}
  /** Nested too deeply, or too long, for recursive code to walk. */
  | {readonly kind: 'too-large'}
  | {readonly kind: 'invalid'};

/** Parses JSON from an untrusted server. */
export function parseJson(text: string): JsonResult {
  if (!isBounded(text)) return {kind: 'too-large'};
  try {
    return {kind: 'json', value: JSON.parse(text)};
  } catch {
    return {kind: 'invalid'};
  }
}

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/** Counts brackets and commas, so that an oversized document is never parsed. */
function isBounded(text: string): boolean {
  let depth = 0;
  let values = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote) inString = !inString;
    else if (inString) index += code === backslash ? 1 : 0;
    else if (code === comma) values += 1;
    else if (opening.has(code)) {
      depth += 1;
      values += 1;
    } else if (closing.has(code)) depth -= 1;
    if (depth > maxDepth || values > maxValues) return false;
  }
  return true;
}
