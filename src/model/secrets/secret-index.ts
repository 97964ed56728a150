import {type ByteStream, encodeUtf8} from './byte-stream.js';
import {decodeAll} from './decode-escapes.js';
import {fold, foldedForms} from './folding.js';

/** A part of a text. */
export type Range = readonly [start: number, end: number];

/** Any so many consecutive bytes of a secret are found. */
export const minPartLength = 8;
/** Folded text is less specific, so more of it must agree. */
export const minFoldedLength = 12;
/** Longer ones (tokens, keys) are base64 already: no search for their base64 or hex form. */
const maxDerivedLength = 512;

/** A place in a pattern, found by the bytes there. */
interface Anchor {
  readonly pattern: readonly number[];
  readonly offset: number;
}

/**
 * The width of an anchor, in bytes. With one anchor every `stride` bytes, any eight consecutive
 * bytes of a secret contain a whole anchor, and an index holds only a quarter of the places.
 */
const anchorWidth = 5;
const anchorStride = 4;
/** Per key: a repetitive secret has the same bytes in many places. Each pattern's first is kept. */
const maxAnchorsPerKey = 16;

/** Finds all secrets in one pass, in every form other than escapes. */
export class SecretIndex {
  minPatternLength = Number.POSITIVE_INFINITY;
  readonly #secrets: string[] = [];
  #folded: SecretIndex | undefined;
  readonly #anchors = new Map<number, Anchor[]>();
  /** Pairs of adjacent bytes in any pattern. Most text has none of them and is skipped quickly. */
  readonly #pairs = new Uint8Array(65_536);
  readonly #short: (readonly number[])[] = [];

  readonly #buildPatterns: (secret: string) => readonly (readonly number[])[];

  constructor(secrets: Iterable<string>, build = buildPatterns) {
    this.#buildPatterns = build;
    for (const secret of secrets) this.add(secret);
  }

  /** The same secrets, for folded text. Built when first needed: most runs mask nothing. */
  get folded(): SecretIndex {
    this.#folded ??= new SecretIndex(this.#secrets, buildFoldedPatterns);
    return this.#folded;
  }

  add(secret: string): void {
    this.#secrets.push(secret);
    this.#folded?.add(secret);
    for (const pattern of this.#buildPatterns(secret)) {
      this.minPatternLength = Math.min(this.minPatternLength, pattern.length);
      if (pattern.length < minPartLength) this.#short.push(pattern);
      else this.#addPattern(pattern);
    }
  }

  #addPattern(pattern: readonly number[]): void {
    for (let at = 1; at < pattern.length; at += 1) this.#pairs[pairKey(pattern, at)] = 1;
    for (let offset = 0; offset + anchorWidth <= pattern.length; offset += anchorStride) {
      const key = anchorKey(pattern, offset);
      const anchors = this.#anchors.get(key) ?? [];
      if (offset === 0 || anchors.length < maxAnchorsPerKey)
        this.#anchors.set(key, [...anchors, {pattern, offset}]);
    }
  }

  search(stream: ByteStream, minLength: number, found: Range[], minPatternLength = 0): void {
    const {bytes} = stream;
    for (const pattern of this.#short) searchShort(pattern, stream, found);
    if (this.#anchors.size === 0) return;
    let pairs = 0;
    for (let at = 1; at < bytes.length; at += 1) {
      pairs = this.#pairs[pairKey(bytes, at)] === 1 ? pairs + 1 : 0;
      if (pairs < anchorWidth - 1) continue;
      const start = at - anchorWidth + 1;
      for (const anchor of this.#anchors.get(anchorKey(bytes, start)) ?? []) {
        const run = matchAround(bytes, start, anchor);
        const {length} = anchor.pattern;
        const agreed = run.last - run.first + 1;
        if (length < minPatternLength || agreed < Math.min(minLength, length)) continue;
        found.push([stream.starts[run.first] ?? 0, stream.ends[run.last] ?? 0]);
        // Skip the match, but not its last bytes: another secret may start there.
        at = Math.max(at, run.last - 1);
      }
    }
  }
}

function searchShort(pattern: readonly number[], stream: ByteStream, found: Range[]): void {
  const {bytes, starts, ends} = stream;
  for (let at = 0; at + pattern.length <= bytes.length; at += 1) {
    if (!pattern.every((byte, index) => bytes[at + index] === byte)) continue;
    found.push([starts[at] ?? 0, ends[at + pattern.length - 1] ?? 0]);
  }
}

/** How far text and pattern agree to both sides of an anchor. */
function matchAround(bytes: readonly number[], at: number, {pattern, offset}: Anchor) {
  let before = 0;
  while (before < Math.min(at, offset) && bytes[at - before - 1] === pattern[offset - before - 1]) {
    before += 1;
  }
  let length = anchorWidth;
  while (offset + length < pattern.length && bytes[at + length] === pattern[offset + length]) {
    length += 1;
  }
  return {first: at - before, last: at + length - 1};
}

function pairKey(bytes: readonly number[], at: number): number {
  return ((bytes[at - 1] ?? 0) << 8) | (bytes[at] ?? 0);
}

function anchorKey(bytes: readonly number[], at: number): number {
  let key = 0;
  for (let index = at; index < at + anchorWidth; index += 1) key = key * 256 + (bytes[index] ?? 0);
  return key;
}

/** The secret as is, with its own escapes decoded, in base64 at any alignment, and in hex. */
function buildPatterns(secret: string): readonly (readonly number[])[] {
  const text = removeArmor(secret);
  const asForm = text.includes(' ') ? [text.replaceAll(' ', '+')] : [];
  const plainForms = [text, ...asForm].flatMap(decodeAll);
  const derived =
    text.length >= minPartLength && text.length <= maxDerivedLength
      ? encodedForms(Buffer.from(text))
      : [];
  const patterns = [...plainForms, ...derived.map(encodeUtf8)].map(({bytes}) => bytes);
  // A long secret may decode to something as short as an ordinary word: skip that.
  const least = Math.min(minPartLength, text.length);
  return patterns.filter(({length}, index) => length > 0 && (index === 0 || length >= least));
}

function buildFoldedPatterns(secret: string): readonly (readonly number[])[] {
  const text = removeArmor(secret);
  const patterns = [fold(encodeUtf8(text)).bytes];
  if (text.length <= maxDerivedLength) {
    const base64 = Buffer.from(text).toString('base64');
    const encoded = [text, base64].flatMap(each => encodedForms(Buffer.from(each)));
    patterns.push(...foldedForms(text, encoded).map(form => encodeUtf8(form).bytes));
  }
  return patterns.filter(({length}) => length >= minFoldedLength);
}

/** The first and last lines of a PEM are the same for every key. */
function removeArmor(secret: string): string {
  return secret.replaceAll(/-----[A-Z ]+-----/g, '');
}

function encodedForms(bytes: Buffer): readonly string[] {
  const hex = bytes.toString('hex');
  const encoded = [0, 1, 2].map(before => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const text = whole.toString('base64').replace(/=+$/, '');
    // The first and last characters also encode bits of neighboring bytes.
    return text.slice(before === 0 ? 0 : before + 1, whole.length % 3 === 0 ? undefined : -1);
  });
  const forUrls = encoded.map(text => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [hex, hex.toUpperCase(), ...new Set([...encoded, ...forUrls])];
}
