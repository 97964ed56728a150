import type {MiddlewareHandler} from 'hono';
import {managementBody} from './errors.js';
import {answer, type DemoEnv} from './http.js';
import type {JsonObject} from './json.js';
import type {TenantSettings} from './settings.js';

/** Burst = size, sustained = refill (section 10). */
export class TokenBucket {
  readonly size: number;
  readonly #perSecond: number;
  #content: number;
  #at: number;

  constructor(size: number, perSecond: number, now: number) {
    this.size = size;
    this.#perSecond = perSecond;
    this.#content = size;
    this.#at = now;
  }

  take(now: number): boolean {
    this.#refill(now);
    if (this.#content < 1) return false;
    this.#content -= 1;
    return true;
  }

  remaining(now: number): number {
    this.#refill(now);
    return Math.floor(this.#content);
  }

  /** When the bucket is full again, in whole seconds since the epoch. */
  reset(now: number): number {
    this.#refill(now);
    return Math.ceil(now / 1000 + (this.size - this.#content) / this.#perSecond);
  }

  #refill(now: number): void {
    const elapsed = Math.max(0, now - this.#at) / 1000;
    this.#content = Math.min(this.size, this.#content + elapsed * this.#perSecond);
    this.#at = now;
  }
}

export const tooManyRequests: JsonObject = managementBody(
  429,
  'Global limit has been reached',
  'too_many_requests',
);

/** The Management API's global limit: headers on every answer, 429 where it is used up. */
export function managementLimit(settings: TenantSettings): MiddlewareHandler<DemoEnv> {
  const {burst, perSecond, atOnce} = settings.plan;
  const bucket = new TokenBucket(burst, perSecond, Date.now());
  let underWay = 0;
  return async (c, next) => {
    const free = underWay < atOnce && bucket.take(Date.now());
    const remaining = bucket.remaining(Date.now());
    underWay += 1;
    try {
      if (free) await next();
      else c.res = answer(429, tooManyRequests);
    } finally {
      underWay -= 1;
    }
    const reset = bucket.reset(Date.now());
    c.header('x-ratelimit-limit', String(burst));
    c.header('x-ratelimit-remaining', String(free ? remaining : 0));
    c.header('x-ratelimit-reset', String(reset));
    if (!free && settings.retryAfter === 'present') {
      c.header('retry-after', String(Math.max(1, reset - Math.floor(Date.now() / 1000))));
    }
  };
}

/** `/oauth/token` has a limit of its own, and OAuth's shape (sections 2.1 and 10). */
export function tokenLimit(settings: TenantSettings): MiddlewareHandler<DemoEnv> {
  const {tokensPerSecond} = settings.plan;
  const bucket = new TokenBucket(tokensPerSecond, tokensPerSecond, Date.now());
  return async (c, next) => {
    const free = bucket.take(Date.now());
    if (free) await next();
    else {
      const error_description = 'Global limit has been reached';
      c.res = answer(429, {error: 'too_many_requests', error_description});
    }
    c.header('x-ratelimit-limit', String(tokensPerSecond));
    c.header('x-ratelimit-remaining', String(bucket.remaining(Date.now())));
    c.header('x-ratelimit-reset', String(bucket.reset(Date.now())));
  };
}
