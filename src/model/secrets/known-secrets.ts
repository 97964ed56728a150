import {decodeAll} from './decode-escapes.js';
import {fold} from './folding.js';
import {minFoldedLength, minPartLength, type Range, SecretIndex} from './secret-index.js';
import {findSecretLookingRanges} from './secret-looks.js';

/** Printed in place of a secret. */
export const secretMask = '••••••••';

/**
 * How to mask the secrets of this process in a text. The search works on bytes, with escapes
 * decoded level by level (percent, JSON and HTML, in any nesting) and invisible characters removed,
 * because a server may echo a secret in any form.
 */
export interface MaskOptions {
  /** How many consecutive bytes of a secret are masked; a shorter secret is masked as a whole. */
  readonly minLength: number;
  /** More secrets to mask, of any length: those that a request carried. */
  readonly additionalSecrets?: readonly string[];
}

/** For text from elsewhere: even a part of a secret must not show. */
export const foreignTextMinLength = minPartLength;
/** For this program's own text, which may contain words that also occur in a secret. */
export const ownTextMinLength = 32;
/** In a name, folded text must agree with a whole secret of this length: random, and no phrase. */
const minFoldedLengthInNames = 32;
/** For names of objects, which are rejected if they contain a secret, not masked. */
export const wholeSecretOnly = Number.POSITIVE_INFINITY;

/** Shorter ones would mask ordinary words. `additionalSecrets` masks them in the response to their request. */
const minSecretLength = 8;

/** Secrets to search for. Extended one by one: a new index each time would take quadratic time. */
class SecretRegister {
  readonly #secrets = new Set<string>();
  #index: SecretIndex | undefined;

  add(secret: string): void {
    if (secret.length < minSecretLength || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    this.#index?.add(secret);
  }

  has(secret: string): boolean {
    return this.#secrets.has(secret);
  }

  /** Built when first needed: most runs search for nothing. */
  get index(): SecretIndex {
    this.#index ??= new SecretIndex(this.#secrets);
    return this.#index;
  }
}

const knownSecrets = new SecretRegister();
const possibleSecrets = new SecretRegister();

/** Masks the secret in all further output of this process. */
export function registerSecret(secret: string): void {
  knownSecrets.add(secret);
}

/**
 * Masks the text as if it were a secret. It may be none, for example a Client ID in the variable for
 * the secret, so a response that contains it is not refused.
 */
export function registerPossibleSecret(text: string): void {
  possibleSecrets.add(text);
}

/**
 * Masks secrets in any of their forms, and what looks like a secret without being known. Takes time
 * linear in the length of the text.
 */
export function maskSecrets(
  text: string,
  {minLength, additionalSecrets = []}: MaskOptions,
): string {
  const others = additionalSecrets.filter(secret => secret !== '' && !knownSecrets.has(secret));
  const indexes = [knownSecrets.index, possibleSecrets.index];
  if (others.length > 0) indexes.push(new SecretIndex(others));
  const ranges = mergeRanges([
    ...findRanges(text, minLength, indexes),
    ...findSecretLookingRanges(text),
  ]);
  if (ranges.length === 0) return text;
  let result = '';
  let at = 0;
  for (const [start, end] of ranges) {
    result += text.slice(at, start) + secretMask;
    at = end;
  }
  return result + text.slice(at);
}

/** Whether the text contains a whole registered secret, in any of its forms. */
export function containsSecret(text: string): boolean {
  return findRanges(text, wholeSecretOnly, [knownSecrets.index]).length > 0;
}

/**
 * Whether the text is a known secret, or contains what looks like one. Not whether it contains a
 * known one: a short secret may be part of an ordinary name.
 */
export function looksSecret(text: string): boolean {
  return (
    findSecretLookingRanges(text).length > 0 ||
    maskSecrets(text, {minLength: wholeSecretOnly}) === secretMask
  );
}

function findRanges(
  text: string,
  minLength: number,
  indexes: readonly SecretIndex[],
): readonly Range[] {
  const searched = indexes.filter(
    index => text.length >= Math.min(minLength, index.minPatternLength),
  );
  if (searched.length === 0) return [];
  const found: Range[] = [];
  for (const stream of decodeAll(text)) {
    for (const index of searched) index.search(stream, minLength, found);
    const folded = fold(stream);
    // A word in another case is another name, so a short secret is compared as it is.
    const least = minLength === wholeSecretOnly ? minFoldedLengthInNames : 0;
    if (folded.bytes.length < least) continue;
    for (const {folded: index} of searched) {
      index.search(folded, Math.max(minLength, minFoldedLength), found, least);
    }
  }
  return found;
}

function mergeRanges(ranges: readonly Range[]): readonly Range[] {
  const result: [number, number][] = [];
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
