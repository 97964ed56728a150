import type {TokenQuota} from './records.js';

const hour = 3600;
const day = 24 * hour;

interface Bucket {
  readonly name: 'per_hour' | 'per_day';
  readonly quota: number;
  readonly remaining: number;
  /** Seconds until it starts anew. */
  readonly resetsIn: number;
}

/**
 * How many tokens each application got in this UTC hour and this UTC day
 * [docs: "Fine-Grained Machine-to-Machine Token Quotas"].
 */
export class TokenCounts {
  readonly #counts = new Map<string, {window: number; count: number}>();

  /** Counts tokens of the application as issued at that time (milliseconds since the epoch). */
  add(clientId: string, now: number, tokens = 1): void {
    for (const seconds of [hour, day]) {
      const count = this.#countIn(clientId, seconds, now) + tokens;
      this.#counts.set(`${seconds} ${clientId}`, {window: windowOf(seconds, now), count});
    }
  }

  buckets(clientId: string, {client_credentials}: TokenQuota, now: number): readonly Bucket[] {
    const {per_hour, per_day} = client_credentials;
    const bucket = (name: Bucket['name'], quota: number | undefined, seconds: number) =>
      quota === undefined
        ? []
        : {
            name,
            quota,
            remaining: Math.max(0, quota - this.#countIn(clientId, seconds, now)),
            resetsIn: Math.ceil((windowOf(seconds, now) + 1) * seconds - now / 1000),
          };
    return [bucket('per_hour', per_hour, hour), bucket('per_day', per_day, day)].flat();
  }

  #countIn(clientId: string, seconds: number, now: number): number {
    const counted = this.#counts.get(`${seconds} ${clientId}`);
    return counted?.window === windowOf(seconds, now) ? counted.count : 0;
  }
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

/** The one that is used up; of two, the one that takes longer [unverified]. */
export function exhausted(buckets: readonly Bucket[]): Bucket | undefined {
  return buckets
    .filter(({remaining}) => remaining === 0)
    .toSorted((one, other) => other.resetsIn - one.resetsIn)[0];
}
