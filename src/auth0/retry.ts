/** Milliseconds of a first pause; each further one is twice as long. */
const firstPause = 500;
const longestPause = 60_000;
/** Servers' clocks and ours differ: a little is added to what they say. */
const grace = 100;

/** When the bucket is full again, in milliseconds since 1970; the header counts seconds. */
export function resetOf(headers: Headers): number | undefined {
  const value = headers.get('x-ratelimit-reset');
  return value === null || !/^\d+$/.test(value) ? undefined : Number(value) * 1_000;
}

/**
 * Milliseconds before the next try: what Retry-After says, else until the reset, else twice as
 * long each time, with jitter so that several runs don't come back together.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function waitBefore(
  attempt: number,
  answer: {readonly headers: Headers} | {readonly problem: unknown},
  now: number,
  random: () => number = Math.random,
): number {
  const told = 'headers' in answer ? toldWait(answer.headers, now) : undefined;
  const backOff = firstPause * 2 ** (attempt - 1) * (0.5 + random());
  return Math.min(longestPause, Math.max(0, Math.round(told ?? backOff)));
}

function toldWait(headers: Headers, now: number): number | undefined {
  const after = headers.get('retry-after');
  if (after !== null && /^\d+$/.test(after)) return Number(after) * 1_000 + grace;
  const date = after === null ? Number.NaN : Date.parse(after);
  if (!Number.isNaN(date)) return date - now + grace;
  const reset = resetOf(headers);
  return reset === undefined || reset <= now ? undefined : reset - now + grace;
}
