import {type Check, type Claims, formatClaim} from './proof.js';

const seconds = {day: 86_400, hour: 3_600, minute: 60} as const;

/** How far the clocks of an API and of Auth0 may differ, in ms: RFC 7519, section 4.1.4. */
const toleratedSkewMs = 300_000;

/** In seconds: the longest `token_lifetime` that Auth0 accepts. */
const maxLifetime = 30 * seconds.day;

/** The latest time that a `Date` can represent. */
const maxEpochSeconds = 8.64e12;

export interface Clocks {
  /** Milliseconds since the epoch, by the clock of this machine. */
  readonly now: number;
  /** How far Auth0's clock is ahead of this machine's, in ms, if known. */
  readonly serverAheadMs?: number;
}

/** The token's lifetime, and its other claims that depend on a clock. */
export function timeChecks(
  claims: Claims,
  clocks: Clocks,
  lifetime: number | undefined,
): readonly Check[] {
  return [
    lifetimeCheck(claims, clocks, lifetime),
    ...pastTimeCheck('iat', claims.iat, clocks),
    ...pastTimeCheck('nbf', claims.nbf, clocks),
  ];
}

function lifetimeCheck({iat, exp}: Claims, clocks: Clocks, wanted: number | undefined): Check {
  const name = 'lifetime';
  const failedCheck = (found: string, expected: string): Check => {
    return {name, result: 'failed', found, expected};
  };
  for (const [claim, value] of Object.entries({exp, iat})) {
    const meaning = claim === 'exp' ? 'expiration' : 'issue';
    const expected = `an ${meaning} time in seconds`;
    if (!isTime(value)) return failedCheck(`${claim} ${formatClaim(value)}`, expected);
  }
  if (!isTime(exp) || !isTime(iat)) return failedCheck('none', 'an expiration time');
  const found = exp - iat;
  if (found <= 0) return failedCheck('none', 'an expiration time after the issue time');
  if (exp * 1_000 < clocks.now - toleratedSkewMs) {
    const expected = 'a time in the future (by this machine’s clock)';
    return failedCheck(`expired at ${formatIso(exp)}${skewNote(clocks)}`, expected);
  }
  if (wanted !== undefined && wanted !== found)
    return failedCheck(formatDuration(found), formatDuration(wanted));
  if (found > maxLifetime)
    return failedCheck(formatDuration(found), `at most ${formatDuration(maxLifetime)}`);
  return {name, result: 'passed', found: `${formatDuration(found)}${skewNote(clocks)}`};
}

/** The claim must not be in the future. An absent claim is left to other checks. */
function pastTimeCheck(name: 'iat' | 'nbf', value: unknown, clocks: Clocks): readonly Check[] {
  if (value === undefined) return [];
  if (!isTime(value)) {
    // The lifetime check already reports an invalid `iat`.
    return name === 'iat'
      ? []
      : [{name, result: 'failed', found: formatClaim(value), expected: 'a time in seconds'}];
  }
  const aheadMs = value * 1_000 - clocks.now;
  if (aheadMs <= toleratedSkewMs) return [];
  const found = `${formatIso(value)}, ${formatRoughly(aheadMs)} from now${skewNote(clocks)}`;
  return [{name, result: 'failed', found, expected: 'a time in the past'}];
}

/** A wrong clock makes a good token fail more often than a token is bad. */
function skewNote({serverAheadMs: ahead = 0}: Clocks): string {
  // `Date` counts whole seconds and the response took time, so less than a minute means nothing.
  if (Math.abs(ahead) < 60_000) return '';
  const side = ahead > 0 ? 'behind' : 'ahead of';
  return ` (this machine’s clock is ${formatRoughly(Math.abs(ahead))} ${side} Auth0’s)`;
}

/** A NumericDate (RFC 7519, section 2) that a `Date` can represent. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= maxEpochSeconds;
}

function formatIso(epochSeconds: number): string {
  return new Date(epochSeconds * 1_000).toISOString();
}

function formatDuration(total: number): string {
  if (total % seconds.day === 0 && total > seconds.day) return `${total / seconds.day} days`;
  if (total % seconds.hour === 0) return `${total / seconds.hour} h`;
  if (total % seconds.minute === 0) return `${total / seconds.minute} min`;
  return `${total} s`;
}

/** The difference between two clocks, in the largest unit that fits. */
function formatRoughly(ms: number): string {
  const total = ms / 1_000;
  if (total >= 2 * seconds.day) return `${Math.round(total / seconds.day)} days`;
  if (total >= 2 * seconds.hour) return `${Math.round(total / seconds.hour)} hours`;
  const minutes = Math.round(total / seconds.minute);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
