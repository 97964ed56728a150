import {RESPONSE_ALREADY_SENT} from '@hono/node-server/utils/response';
import type {Context, MiddlewareHandler, Next} from 'hono';
import {insufficientScopeBody, managementBody, unauthorizedBody} from './errors.js';
import type {FaultInjector, FaultRule} from './faults.js';
import {type AppEnv, jsonResponse, sleep} from './http.js';
import {setRateHeaders, tooManyOAuthRequests, tooManyRequests} from './limits.js';
import {expiredTokenMessage} from './permission.js';

/** Applies the first matching fault rule, before or after the request is handled. */
export function faultMiddleware(faults: FaultInjector): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const rule = faults.match(c.req.method, new URL(c.req.url).pathname);
    if (rule === undefined) return await next();
    const response = await applyFault(rule, c, next);
    if (response !== undefined) c.res = response;
  };
}

/** Returns what replaces the tenant's own response. */
async function applyFault(
  rule: FaultRule,
  c: Context<AppEnv>,
  next: Next,
): Promise<Response | undefined> {
  const {incoming, outgoing} = c.env;
  const {delayMs = 1000, seconds} = rule;
  switch (rule.kind) {
    case '429-reset':
    case '429-retry-after':
    case '429-bare':
      return tooManyRequestsAnswer(rule, c.req.path);
    case '500':
      return jsonResponse(500, managementBody(500));
    case '503':
      return jsonResponse(503, managementBody(503));
    case '502-html':
      return htmlPage(502, '502 Bad Gateway');
    case 'html-200':
      return htmlPage(200, 'Sign in to the network');
    case 'token-expired':
      return jsonResponse(401, unauthorizedBody(expiredTokenMessage));
    case 'permission-withdrawn':
      return jsonResponse(403, insufficientScopeBody(rule.scopes ?? [requiredScope(c)]));
    case 'answer':
      return customAnswer(rule.answer ?? {});
    case 'hang':
      return RESPONSE_ALREADY_SENT;
    case 'reset-before':
      incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    // The client already got an error or a closed connection, but the request is still handled.
    case 'late-after-reset':
      incoming.socket.destroy();
      await sleep(delayMs);
      await next();
      return RESPONSE_ALREADY_SENT;
    case 'late-after-504':
      outgoing.writeHead(504, {'content-type': 'application/json; charset=utf-8'});
      outgoing.end(JSON.stringify(managementBody(504)));
      await sleep(delayMs);
      await next();
      return RESPONSE_ALREADY_SENT;
    case 'reset-after':
      await next();
      incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    case 'truncated':
    case 'stalled':
      await next();
      await sendHalf(c);
      if (rule.kind === 'truncated') incoming.socket.destroySoon();
      return RESPONSE_ALREADY_SENT;
    case 'slow':
      await sleep(delayMs);
      await next();
      return undefined;
    case 'store-differently':
      c.set('storeOverride', rule.fields);
      await next();
      return undefined;
    case 'used-up':
      await next();
      setExhaustedLimit(c.res, seconds);
      return undefined;
  }
}

/** An arbitrary response, as a proxy or a bug could send it. */
function customAnswer({status = 200, body, headers}: NonNullable<FaultRule['answer']>): Response {
  const isText = body === undefined || typeof body === 'string';
  const bodyless = body === undefined || [204, 205, 304].includes(status);
  return new Response(bodyless ? null : isText ? body : JSON.stringify(body), {
    status,
    headers: {
      ...(!bodyless && {'content-type': isText ? 'text/plain' : 'application/json; charset=utf-8'}),
      ...headers,
    },
  });
}

async function sendHalf({env: {outgoing}, res}: Context<AppEnv>): Promise<void> {
  const whole = Buffer.from(await res.arrayBuffer());
  if (whole.length === 0) return;
  const headers = {...Object.fromEntries(res.headers), 'content-length': whole.length};
  outgoing.writeHead(res.status, headers);
  outgoing.write(whole.subarray(0, Math.floor(whole.length / 2)));
}

function tooManyRequestsAnswer({kind, seconds = 1}: FaultRule, path: string): Response {
  const response = jsonResponse(
    429,
    path === '/oauth/token' ? tooManyOAuthRequests : tooManyRequests,
  );
  if (kind === '429-retry-after') response.headers.set('retry-after', String(seconds));
  if (kind === '429-reset') setExhaustedLimit(response, seconds);
  return response;
}

/** Keeps the response, but its headers report an exhausted rate limit for `seconds`. */
function setExhaustedLimit({headers}: Response, seconds = 1): void {
  setRateHeaders(headers, 50, 0, Math.ceil(Date.now() / 1000) + seconds);
}

/** The kind of page that a proxy or a captive portal sends. */
function htmlPage(status: number, title: string): Response {
  const html = `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return new Response(html, {status, headers: {'content-type': 'text/html; charset=utf-8'}});
}

const verbs: {readonly [method: string]: string} = {
  GET: 'read',
  POST: 'create',
  PATCH: 'update',
  DELETE: 'delete',
};

/** The scope that this request needs, for example `update:client_grants`. */
function requiredScope(c: Context<AppEnv>): string {
  const collection = new URL(c.req.url).pathname.split('/')[3] ?? '';
  return `${verbs[c.req.method] ?? 'read'}:${collection.replaceAll('-', '_')}`;
}
