import type {Hono, MiddlewareHandler, Next} from 'hono';
import {managementBody} from './errors.js';
import {type AppContext, type AppEnv, jsonResponse} from './http.js';
import type {Client, JsonObject} from './records.js';
import type {Rate, TenantSettings} from './settings.js';

/** `size` is the burst, `perSecond` the sustained rate (section 10). */
export class TokenBucket {
  readonly size: number;
  readonly #perSecond: number;
  #tokens: number;
  #refilledAt: number;

  constructor(size: number, perSecond: number, now: number) {
    this.size = size;
    this.#perSecond = perSecond;
    this.#tokens = size;
    this.#refilledAt = now;
  }

  take(now: number): boolean {
    this.#refill(now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  remaining(now: number): number {
    this.#refill(now);
    return Math.floor(this.#tokens);
  }

  secondsUntilFull(now: number): number {
    this.#refill(now);
    return (this.size - this.#tokens) / this.#perSecond;
  }

  /** When the bucket is full again, in seconds since the epoch. */
  reset(now: number): number {
    return Math.ceil(now / 1000 + this.secondsUntilFull(now));
  }

  #refill(now: number): void {
    const elapsed = Math.max(0, now - this.#refilledAt) / 1000;
    this.#tokens = Math.min(this.size, this.#tokens + elapsed * this.#perSecond);
    this.#refilledAt = now;
  }
}

export const tooManyRequests: JsonObject = managementBody(
  429,
  'Global limit has been reached',
  'too_many_requests',
);

/** OAuth's error shape; the description was never recorded (section 2.1). */
export const tooManyOAuthRequests: JsonObject = {
  error: 'too_many_requests',
  error_description: 'Global limit has been reached',
};

/** `reset` in seconds since the epoch [docs]. */
export function setRateHeaders(
  headers: Headers,
  limit: number,
  remaining: number,
  reset: number,
): void {
  headers.set('x-ratelimit-limit', String(limit));
  headers.set('x-ratelimit-remaining', String(remaining));
  headers.set('x-ratelimit-reset', String(reset));
}

export function managementLimit({plan, retryAfter}: TenantSettings) {
  const bucket = new TokenBucket(plan.burst, plan.perSecond, Date.now());
  let inFlight = 0;

  const setHeaders = (c: AppContext, remaining: number) =>
    setRateHeaders(c.res.headers, plan.burst, remaining, bucket.reset(Date.now()));
  const refuse = (c: AppContext) => {
    c.res = jsonResponse(429, tooManyRequests);
    setHeaders(c, 0);
    if (retryAfter === 'present') {
      const seconds = Math.ceil(bucket.secondsUntilFull(Date.now()));
      c.res.headers.set('retry-after', String(seconds));
    }
  };

  return {
    /** Limits requests in flight. Register it before any middleware that takes time. */
    async concurrency(c: AppContext, next: Next) {
      if (inFlight >= plan.maxConcurrent) return refuse(c);
      inFlight += 1;
      try {
        await next();
      } finally {
        inFlight -= 1;
      }
    },
    /** Limits requests per second and sets the rate limit headers on every response. */
    async rate(c: AppContext, next: Next) {
      if (!bucket.take(Date.now())) return refuse(c);
      const remaining = bucket.remaining(Date.now());
      await next();
      setHeaders(c, remaining);
    },
  };
}

/**
 * Limits the Authentication API as a whole and then its endpoints, with OAuth's error shape
 * (sections 2.1 and 10).
 */
export function limitAuthenticationApi(app: Hono<AppEnv>, {plan}: TenantSettings): void {
  const {authentication, tokensPerSecond, jwksPerSecond, registrationsPerSecond} = plan;
  if (authentication !== undefined) {
    const whole = rateLimit(authentication);
    for (const path of ['/oauth/*', '/oidc/*', '/.well-known/*']) app.use(path, whole);
  }
  const endpoints = [
    ['/oauth/token', tokensPerSecond],
    ['/.well-known/jwks.json', jwksPerSecond],
    ['/oidc/register', registrationsPerSecond],
  ] as const;
  for (const [path, perSecond] of endpoints) {
    if (perSecond !== undefined) app.use(path, rateLimit({burst: perSecond, perSecond}));
  }
}

function rateLimit({burst, perSecond}: Rate): MiddlewareHandler<AppEnv> {
  const bucket = new TokenBucket(burst, perSecond, Date.now());
  return async (c, next) => {
    const allowed = bucket.take(Date.now());
    if (allowed) await next();
    else c.res = jsonResponse(429, tooManyOAuthRequests);
    // An exhausted token quota or the endpoint's limit has already set the headers.
    if (c.res.headers.has('x-ratelimit-limit')) return;
    const now = Date.now();
    setRateHeaders(c.res.headers, burst, bucket.remaining(now), bucket.reset(now));
  };
}

/** Of a token quota, in UTC. */
const windows = [
  {name: 'per_hour', seconds: 3600},
  {name: 'per_day', seconds: 86_400},
] as const;

interface Bucket {
  readonly name: 'per_hour' | 'per_day';
  readonly quota: number;
  readonly remaining: number;
  /** Seconds until the count restarts. */
  readonly resetsIn: number;
}

/**
 * Tokens issued to each application in each hour and day
 * [docs: "Fine-Grained Machine-to-Machine Token Quotas"].
 */
export class TokenCounts {
  readonly #counts = new Map<string, number>();

  /** Records tokens as issued at `now` (milliseconds since the epoch). */
  add(clientId: string, now: number, tokens = 1): void {
    for (const {seconds} of windows) {
      const key = keyOf(clientId, seconds, now);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + tokens);
    }
  }

  buckets(
    clientId: string,
    quotas: NonNullable<Client['token_quota']>,
    now: number,
  ): readonly Bucket[] {
    return windows.flatMap(({name, seconds}) => {
      const quota = quotas.client_credentials[name];
      if (quota === undefined) return [];
      const count = this.#counts.get(keyOf(clientId, seconds, now)) ?? 0;
      const resetsIn = Math.ceil((windowOf(seconds, now) + 1) * seconds - now / 1000);
      return {name, quota, remaining: Math.max(0, quota - count), resetsIn};
    });
  }
}

function keyOf(clientId: string, seconds: number, now: number): string {
  return `${clientId} ${seconds} ${windowOf(seconds, now)}`;
}

function windowOf(seconds: number, now: number): number {
  return Math.floor(now / 1000 / seconds);
}

/** `b=per_hour;q=10;r=7;t=3540,b=per_day;q=50;r=47;t=43200` [docs] */
export function quotaHeader(buckets: readonly Bucket[]): string {
  return buckets
    .map(
      ({name, quota, remaining, resetsIn}) => `b=${name};q=${quota};r=${remaining};t=${resetsIn}`,
    )
    .join(',');
}

/** If both buckets are exhausted, the one that resets last counts [unverified]. */
export function exhaustedBucket(buckets: readonly Bucket[]): Bucket | undefined {
  return buckets
    .filter(({remaining}) => remaining === 0)
    .toSorted((one, other) => other.resetsIn - one.resetsIn)[0];
}
