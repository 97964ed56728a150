import type {MiddlewareHandler} from 'hono';
import type {AppEnv} from './http.js';
import {attempt} from './records.js';
import type {Store} from './store.js';

export interface RecordedRequest {
  readonly method: string;
  /** Including the query. */
  readonly path: string;
  /** 0 if there is no response, or none yet. */
  readonly status: number;
  /** Milliseconds since the tenant started. */
  readonly atMs: number;
  /** For a write: the parsed JSON, or else the text. */
  readonly body?: unknown;
}

/** Lets a test change the store around a request, as a second admin would. */
export interface RequestHooks {
  onRequest?: (request: RecordedRequest, store: Store) => void | Promise<void>;
  /** Runs after the request was handled and before its response is sent. */
  afterRequest?: (request: RecordedRequest, store: Store) => void | Promise<void>;
}

type Entry = {-readonly [key in keyof RecordedRequest]: RecordedRequest[key]};

/** Records every request in order of arrival and runs the hooks. */
export function recordRequests(
  log: Entry[],
  hooks: RequestHooks,
  store: Store,
): MiddlewareHandler<AppEnv> {
  const started = performance.now();
  return async (c, next) => {
    const {pathname, search} = new URL(c.req.url);
    const atMs = performance.now() - started;
    const entry: Entry = {method: c.req.method, path: pathname + search, status: 0, atMs};
    log.push(entry);
    const text = c.req.method === 'GET' ? '' : await c.req.text();
    const json: unknown = attempt(() => JSON.parse(text));
    if (text !== '') entry.body = json === undefined ? text : json;
    await hooks.onRequest?.(entry, store);
    await next();
    if (!c.res.headers.has('x-hono-already-sent')) entry.status = c.res.status;
    await hooks.afterRequest?.(entry, store);
  };
}
