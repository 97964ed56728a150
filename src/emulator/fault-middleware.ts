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
    if (rule === undefined) await next();
    else await applyFault(rule, c, next);
  };
}

async function applyFault(rule: FaultRule, c: Context<AppEnv>, next: Next): Promise<void> {
  const {incoming} = c.env;
  switch (rule.kind) {
    case '429-reset':
    case '429-retry-after':
    case '429-bare':
      c.res = tooManyRequestsAnswer(rule, c.req.path);
      return;
    case 'used-up':
      await next();
      setExhaustedLimit(c.res, rule.seconds);
      return;
    case '500':
      c.res = jsonResponse(500, managementBody(500, 'Internal Server Error'));
      return;
    case '503':
      c.res = jsonResponse(503, managementBody(503, 'Service Unavailable'));
      return;
    case '502-html':
      c.res = htmlPage(502, '502 Bad Gateway');
      return;
    case 'html-200':
      c.res = htmlPage(200, 'Sign in to the network');
      return;
    case 'token-expired':
      c.res = jsonResponse(401, unauthorizedBody(expiredTokenMessage));
      return;
    case 'permission-withdrawn':
      c.res = jsonResponse(403, insufficientScopeBody(rule.scopes ?? [requiredScope(c)]));
      return;
    case 'reset-before':
      incoming.socket.destroy();
      c.res = RESPONSE_ALREADY_SENT;
      return;
    case 'hang':
      c.res = RESPONSE_ALREADY_SENT;
      return;
    case 'slow':
      await sleep(rule.delayMs ?? 1000);
      await next();
      return;
    case 'store-differently':
      c.set('storeOverride', rule.fields);
      await next();
      return;
    case 'answer':
      c.res = customAnswer(rule.answer ?? {});
      return;
    case 'late-after-reset':
      incoming.socket.destroy();
      await handleAfterDelay(rule, c, next);
      return;
    case 'late-after-504': {
      const body = JSON.stringify(managementBody(504, 'Gateway Timeout'));
      c.env.outgoing.writeHead(504, {'content-type': 'application/json; charset=utf-8'});
      c.env.outgoing.end(body);
      await handleAfterDelay(rule, c, next);
      return;
    }
    case 'reset-after':
      await next();
      incoming.socket.destroy();
      c.res = RESPONSE_ALREADY_SENT;
      return;
    case 'truncated':
    case 'stalled':
      await next();
      await sendHalf(rule.kind, c);
      c.res = RESPONSE_ALREADY_SENT;
      return;
  }
}

/** The client already got an error or a closed connection, but the request is still handled. */
async function handleAfterDelay(
  {delayMs = 1000}: FaultRule,
  c: Context<AppEnv>,
  next: Next,
): Promise<void> {
  await sleep(delayMs);
  await next();
  c.res = RESPONSE_ALREADY_SENT;
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

/** Sends headers and half the body, then closes the connection or stalls. */
async function sendHalf(ending: 'truncated' | 'stalled', c: Context<AppEnv>): Promise<void> {
  const {incoming, outgoing} = c.env;
  const whole = Buffer.from(await c.res.arrayBuffer());
  if (whole.length > 0) {
    const headers = {...Object.fromEntries(c.res.headers), 'content-length': whole.length};
    outgoing.writeHead(c.res.status, headers);
    outgoing.write(whole.subarray(0, Math.floor(whole.length / 2)));
  }
  if (ending === 'truncated') incoming.socket.destroySoon();
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
