import {type Check, type Claims, say} from './proof.js';

const seconds = {day: 86_400, hour: 3_600, minute: 60} as const;

/** Milliseconds by which the clocks of an API and of Auth0 may differ: RFC 7519, section 4.1.4. */
const toleratedSkewMs = 300_000;

/** Seconds: Auth0 accepts no longer `token_lifetime`. */
const maxLifetime = 30 * seconds.day;

/** The furthest time that a `Date` can hold. */
const maxEpochSeconds = 8.64e12;

export interface Clocks {
  /** Milliseconds since the epoch, by the clock of this machine. */
  readonly now: number;
  /** Milliseconds by which Auth0's clock is ahead of it, where that is known. */
  readonly serverAheadMs?: number;
}

/** The life of the token, and what else in it depends on a clock. */
export function timeChecks(
  claims: Claims,
  clocks: Clocks,
  lifetime: number | undefined,
): readonly Check[] {
  return [
    lifetimeCheck(claims, clocks, lifetime),
    ...notBefore('iat', claims.iat, clocks),
    ...notBefore('nbf', claims.nbf, clocks),
  ];
}

function lifetimeCheck({iat, exp}: Claims, clocks: Clocks, wanted: number | undefined): Check {
  const name = 'lifetime';
  const failed = (found: string, expected: string): Check => {
    return {name, result: 'failed', found, expected};
  };
  for (const [claim, value] of Object.entries({exp, iat})) {
    const meaning = claim === 'exp' ? 'expiration' : 'issue';
    const expected = `an ${meaning} time in seconds`;
    if (!isTime(value)) return failed(`${claim} ${say(value)}`, expected);
  }
  if (!isTime(exp) || !isTime(iat)) return failed('none', 'an expiration time');
  const found = exp - iat;
  if (found <= 0) return failed('none', 'an expiration time after the issue time');
  if (exp * 1_000 < clocks.now - toleratedSkewMs) {
    const expected = 'a time in the future (by this machine’s clock)';
    return failed(`expired at ${iso(exp)}${skewNote(clocks)}`, expected);
  }
  if (wanted !== undefined && wanted !== found) return failed(duration(found), duration(wanted));
  if (found > maxLifetime) return failed(duration(found), `at most ${duration(maxLifetime)}`);
  return {name, result: 'passed', found: `${duration(found)}${skewNote(clocks)}`};
}

/** A claim that must not lie ahead. Its absence is for others to judge. */
function notBefore(name: 'iat' | 'nbf', value: unknown, clocks: Clocks): readonly Check[] {
  if (value === undefined) return [];
  if (!isTime(value)) {
    // What `iat` lacks, the lifetime says already.
    return name === 'iat'
      ? []
      : [{name, result: 'failed', found: say(value), expected: 'a time in seconds'}];
  }
  const aheadMs = value * 1_000 - clocks.now;
  if (aheadMs <= toleratedSkewMs) return [];
  const found = `${iso(value)}, ${rough(aheadMs)} from now${skewNote(clocks)}`;
  return [{name, result: 'failed', found, expected: 'a time in the past'}];
}

/** A clock that is wrong is why a good token fails, more often than a bad token is. */
function skewNote({serverAheadMs: ahead = 0}: Clocks): string {
  // The header counts seconds and the answer took its time: less than a minute says nothing.
  if (Math.abs(ahead) < 60_000) return '';
  const side = ahead > 0 ? 'behind' : 'ahead of';
  return ` (this machine’s clock is ${rough(Math.abs(ahead))} ${side} Auth0’s)`;
}

/** A NumericDate that a calendar has: RFC 7519, section 2. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= maxEpochSeconds;
}

function iso(epochSeconds: number): string {
  return new Date(epochSeconds * 1_000).toISOString();
}

function duration(total: number): string {
  if (total % seconds.day === 0 && total > seconds.day) return `${total / seconds.day} days`;
  if (total % seconds.hour === 0) return `${total / seconds.hour} h`;
  if (total % seconds.minute === 0) return `${total / seconds.minute} min`;
  return `${total} s`;
}

/** A distance between two clocks in the unit that fits it. */
function rough(ms: number): string {
  const total = ms / 1_000;
  if (total >= 2 * seconds.day) return `${Math.round(total / seconds.day)} days`;
  if (total >= 2 * seconds.hour) return `${Math.round(total / seconds.hour)} hours`;
  const minutes = Math.round(total / seconds.minute);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
