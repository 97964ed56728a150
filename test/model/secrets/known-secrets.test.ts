import {randomBytes} from 'node:crypto';
import fc from 'fast-check';
import {afterAll, describe, expect, it} from 'vitest';
import {
  containsSecret,
  foreignTextMinLength,
  maskSecrets,
  ownTextMinLength,
  registerPossibleSecret,
  registerSecret,
  secretMask,
  wholeSecretOnly,
} from '../../../src/model/secrets/known-secrets.js';
import {
  containsPart,
  foldedShapes,
  isRecoverable,
  shapes,
} from '../../engine/support/secret-shapes.js';

const secret = fc.oneof(
  fc.string({unit: fc.constantFrom(...'ABCxyz019_-'), minLength: 24, maxLength: 64}),
  fc.string({unit: fc.constantFrom(...'aB3+/=&%<>"\'\\{};:#?é€😀'), minLength: 24, maxLength: 64}),
  fc.string({unit: 'grapheme-ascii', minLength: 24, maxLength: 64}),
);
/** Like Auth0's: letters and digits, mostly. */
const ordinary = fc.string({
  unit: fc.constantFrom(...'ABCDEFGHIJabcdefghij0123456789_-'),
  minLength: 40,
  maxLength: 64,
});
const around = fc.oneof(
  fc.string({maxLength: 40}),
  fc.constantFrom('', 'You sent ', '%', '\\', '&', '<a href="x?', '">', '{"message":"', '&#x'),
);

let tried = 0;
afterAll(() => console.log(`known secrets: ${tried} texts, ${Object.keys(shapes).length} shapes`));

describe('maskSecrets', () => {
  it.each(Object.entries(shapes))('masks every part of a secret that is %s', (_, shape) => {
    fc.assert(
      fc.property(secret, around, around, (whole, before, after) => {
        fc.pre(!containsPart(before + after, whole));
        const text = `${before}${shape(whole)}${after}`;
        const shown = maskSecrets(text, {
          minLength: foreignTextMinLength,
          additionalSecrets: [whole],
        });
        tried += 1;
        expect(shown).toContain(secretMask);
        expect(isRecoverable(shown, whole)).toBe(false);
      }),
      {numRuns: 60},
    );
  });

  it.each(Object.entries(foldedShapes))('masks a secret that comes %s', (_, shape) => {
    fc.assert(
      fc.property(ordinary, around, around, (whole, before, after) => {
        const shaped = shape(whole);
        const shown = maskSecrets(`${before} ${shaped} ${after}`, {
          minLength: foreignTextMinLength,
          additionalSecrets: [whole],
        });
        // All but the edges: base64 digits there also encode neighboring characters.
        expect(shown).toContain(secretMask);
        expect(containsPart(shown, shaped.slice(12, -12))).toBe(false);
      }),
      {numRuns: 60},
    );
  });

  it('does not mask an ordinary word in another case', () => {
    const additionalSecrets = ['timesheets-import-job-9', 'Import-Job'];
    const mask = (text: string, minLength = foreignTextMinLength) =>
      maskSecrets(text, {minLength, additionalSecrets});
    expect(mask('TIMESHEETS, the import and its JOB')).toBe('TIMESHEETS, the import and its JOB');
    const name = 'TIMESHEETS IMPORT JOB 9';
    expect(mask(name, wholeSecretOnly)).toBe(name);
    expect(mask(name)).toBe(secretMask);
  });

  it('leaves the rest unchanged', () => {
    const additionalSecrets = ['S3CR3T-of-the-tenant', 'pw'];
    const mask = (text: string) =>
      maskSecrets(text, {minLength: foreignTextMinLength, additionalSecrets});
    expect(mask('%41 &amp; \\u0041 <b>bold</b> S3CR3T')).toBe(
      '%41 &amp; \\u0041 <b>bold</b> S3CR3T',
    );
    expect(mask('a S3CR3T-of-the-tenant, then pw.')).toBe(`a ${secretMask}, then ${secretMask}.`);
    expect(mask('')).toBe('');
  });

  it('masks registered secrets in any text', () => {
    const once = 'kept-in-this-process-3f9a7c';
    expect(containsSecret(`?${encodeURIComponent(once)}`)).toBe(false);
    registerSecret(once);
    expect(containsSecret(`?${encodeURIComponent(once)}`)).toBe(true);
    expect(maskSecrets(`x ${once} y`, {minLength: ownTextMinLength})).toBe(`x ${secretMask} y`);
    expect(maskSecrets('this-process', {minLength: ownTextMinLength})).toBe('this-process');
    expect(maskSecrets('this-process', {minLength: foreignTextMinLength})).toBe(secretMask);
  });

  it('finds a secret that contains a tag in text cut by tags', () => {
    const whole = 'aaaaaaaaaaaaaaaaa€<a>bbbbbbb';
    const cut = whole.replaceAll(/(.{6})/gu, '$1<wbr>');
    expect(
      maskSecrets(cut, {minLength: foreignTextMinLength, additionalSecrets: [whole]}),
    ).not.toMatch(/[ab]/);
  });

  it('keeps the PEM header readable, and masks the key', () => {
    const key = `${'QmFzZTY0'.repeat(8)}\n${'a1B2c3D4'.repeat(8)}`;
    const pem = `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`;
    const shown = maskSecrets(`error in ${pem}`, {
      minLength: foreignTextMinLength,
      additionalSecrets: [pem],
    });
    expect(shown).toBe(
      `error in -----BEGIN PRIVATE KEY-----\n${secretMask}\n-----END PRIVATE KEY-----\n`,
    );
  });

  it.each([
    ['letters of the secret', (n: number) => 'aaaaabaaaa'.repeat(n)],
    ['escapes', (n: number) => '%25\\u{\\u00'.repeat(n)],
    ['tags', (n: number) => '<a <a <a <'.repeat(n)],
    ['entities', (n: number) => '&#x&#0;&am'.repeat(n)],
  ])('takes linear time: %s', (_, text) => {
    const additionalSecrets = [
      'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab',
      'ab'.repeat(3_000),
    ];
    // CPU time, which other processes don't affect; the better of two.
    const measure = (n: number) => {
      const started = process.cpuUsage();
      maskSecrets(text(n), {minLength: foreignTextMinLength, additionalSecrets});
      return process.cpuUsage(started).user / 1_000;
    };
    const measureBest = (n: number) => Math.min(measure(n), measure(n));
    measureBest(1_000);
    // For 16 times the text, quadratic time would be 256 times as much.
    expect(measureBest(32_000)).toBeLessThan(80 * Math.max(measureBest(2_000), 5));
  });
});

it.each(Object.entries(foldedShapes))('notices a secret that comes %s in a name', (_, shape) => {
  const whole = randomBytes(32).toString('base64url');
  registerSecret(whole);
  expect(containsSecret(`Job ${shape(whole)} of payroll`)).toBe(true);
});

it('masks a possible secret, but containsSecret ignores it', () => {
  const clientId = randomBytes(16).toString('hex');
  registerPossibleSecret(clientId);
  expect(maskSecrets(`the application ${clientId}`, {minLength: ownTextMinLength})).toBe(
    `the application ${secretMask}`,
  );
  expect(containsSecret(`{"client_id":"${clientId}"}`)).toBe(false);
  registerSecret(clientId);
  expect(containsSecret(`{"client_id":"${clientId}"}`)).toBe(true);
});
