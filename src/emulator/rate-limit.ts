import type {MiddlewareHandler} from 'hono';
import {managementBody} from './errors.js';
import {answer, type DemoContext, type DemoEnv} from './http.js';
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

  secondsUntilFull(now: number): number {
    this.#refill(now);
    return (this.size - this.#content) / this.#perSecond;
  }

  /** When the bucket is full again, in whole seconds since the epoch. */
  reset(now: number): number {
    return Math.ceil(now / 1000 + this.secondsUntilFull(now));
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

/** OAuth's shape; the description is not captured (section 2.1). */
export const tooManyTokens: JsonObject = {
  error: 'too_many_requests',
  error_description: 'Global limit has been reached',
};

export interface ManagementLimit {
  /** Comes before anything that takes time. */
  readonly atOnce: MiddlewareHandler<DemoEnv>;
  /** Puts its headers on every answer, 429 where the bucket is empty. */
  readonly overTime: MiddlewareHandler<DemoEnv>;
}

/** The Management API's global limit. */
export function managementLimit({plan, retryAfter}: TenantSettings): ManagementLimit {
  const bucket = new TokenBucket(plan.burst, plan.perSecond, Date.now());
  let underWay = 0;

  const mark = (c: DemoContext, remaining: number) => {
    c.header('x-ratelimit-limit', String(plan.burst));
    c.header('x-ratelimit-remaining', String(remaining));
    c.header('x-ratelimit-reset', String(bucket.reset(Date.now())));
  };
  const refuse = (c: DemoContext) => {
    c.res = answer(429, tooManyRequests);
    mark(c, 0);
    if (retryAfter === 'present') {
      c.header('retry-after', String(Math.ceil(bucket.secondsUntilFull(Date.now()))));
    }
  };

  return {
    async atOnce(c, next) {
      if (underWay >= plan.atOnce) return refuse(c);
      underWay += 1;
      try {
        await next();
      } finally {
        underWay -= 1;
      }
    },
    async overTime(c, next) {
      if (!bucket.take(Date.now())) return refuse(c);
      const remaining = bucket.remaining(Date.now());
      await next();
      mark(c, remaining);
    },
  };
}

/** `/oauth/token` has a limit of its own, and OAuth's shape (sections 2.1 and 10). */
export function tokenLimit(settings: TenantSettings): MiddlewareHandler<DemoEnv> {
  const {tokensPerSecond} = settings.plan;
  const bucket = new TokenBucket(tokensPerSecond, tokensPerSecond, Date.now());
  return async (c, next) => {
    const free = bucket.take(Date.now());
    if (free) await next();
    else c.res = answer(429, tooManyTokens);
    // An application's own quota speaks for itself.
    if (c.res.headers.has('x-ratelimit-limit')) return;
    c.header('x-ratelimit-limit', String(tokensPerSecond));
    c.header('x-ratelimit-remaining', String(bucket.remaining(Date.now())));
    c.header('x-ratelimit-reset', String(bucket.reset(Date.now())));
  };
}
