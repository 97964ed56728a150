import {type ByteStream, fold, foldedForms} from './folding.js';
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
export const foreignTextMinLength = 8;
/** For this program's own text, which may contain words that also occur in a secret. */
export const ownTextMinLength = 32;
/** For names of objects, which are rejected if they contain a secret, not masked. */
export const wholeSecretOnly = Number.POSITIVE_INFINITY;

/** Shorter ones would mask ordinary words. `additionalSecrets` masks them in the response to their request. */
const minSecretLength = 8;
/** Folded text is less specific, so more of it must agree. */
const minFoldedLength = 12;
/** In a name, folded text must agree with a whole secret of this length: random, and no phrase. */
const minFoldedLengthInNames = 32;
/** Longer ones (tokens, keys) are base64 already: no search for their base64 or hex form. */
const maxDerivedLength = 512;
const maxLevels = 4;

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

type Range = readonly [start: number, end: number];

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

const createStream = (): ByteStream => ({bytes: [], starts: [], ends: []});

/** The raw text and each level of unescaping, with and without the HTML tags. */
function decodeAll(text: string): readonly ByteStream[] {
  const raw = encodeUtf8(text);
  const streams = decodeLevels(raw);
  if (!text.includes('<')) return streams;
  return [...streams, ...decodeLevels(removeTags(raw))];
}

function decodeLevels(raw: ByteStream): readonly ByteStream[] {
  const levels = [raw];
  let current = raw;
  while (levels.length <= maxLevels) {
    const next = unescapeOnce(current);
    if (next === undefined) break;
    levels.push(next);
    current = next;
  }
  return levels;
}

/** White space, control and invisible characters, any of which may appear inside a secret. */
function isInvisible(code: number): boolean {
  if (code <= 0x20) return true;
  if (code < 0x7f) return false;
  return (
    code <= 0xa0 ||
    code === 0xad ||
    code === 0x061c ||
    code === 0x180e ||
    (code >= 0x2000 && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202f) ||
    (code >= 0x205f && code <= 0x206f) ||
    code === 0x3000 ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0xfeff ||
    (code >= 0xe0000 && code <= 0xe01ef)
  );
}

/** Appends a character as UTF-8, unless it is invisible. */
function appendCharacter(
  {bytes, starts, ends}: ByteStream,
  code: number,
  start: number,
  end: number,
): void {
  if (isInvisible(code)) return;
  const add = (byte: number) => {
    bytes.push(byte);
    starts.push(start);
    ends.push(end);
  };
  if (code < 0x80) {
    add(code);
    return;
  }
  if (code < 0x800) add(0xc0 | (code >> 6));
  else {
    if (code < 0x10000) add(0xe0 | (code >> 12));
    else {
      add(0xf0 | (code >> 18));
      add(0x80 | ((code >> 12) & 0x3f));
    }
    add(0x80 | ((code >> 6) & 0x3f));
  }
  add(0x80 | (code & 0x3f));
}

function encodeUtf8(text: string): ByteStream {
  const stream = createStream();
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) ?? 0;
    const end = at + (code > 0xffff ? 2 : 1);
    appendCharacter(stream, code, at, end);
    at = end;
  }
  return stream;
}

const codeOfAscii = (letter: string) => letter.charCodeAt(0);
const [percent, backslash, ampersand, less, greater] = ['%', '\\', '&', '<', '>'].map(codeOfAscii);
const maxTagLength = 80;

/** The index of the `>` that ends the tag at `start`, or -1 if another `<` comes first. */
function findTagEnd(bytes: readonly number[], start: number): number {
  for (let at = start + 1; at < Math.min(bytes.length, start + maxTagLength); at += 1) {
    if (bytes[at] === greater) return at;
    if (bytes[at] === less) return -1;
  }
  return -1;
}

function removeTags({bytes, starts, ends}: ByteStream): ByteStream {
  const stream = createStream();
  for (let at = 0; at < bytes.length; at += 1) {
    const close = bytes[at] === less ? findTagEnd(bytes, at) : -1;
    if (close > 0) at = close;
    else copyByte({bytes, starts, ends}, at, stream);
  }
  return stream;
}

function copyByte({bytes, starts, ends}: ByteStream, at: number, to: ByteStream): void {
  to.bytes.push(bytes[at] ?? 0);
  to.starts.push(starts[at] ?? 0);
  to.ends.push(ends[at] ?? 0);
}

/** Decodes each escape once; undefined if there is none. */
function unescapeOnce(from: ByteStream): ByteStream | undefined {
  const {bytes, starts, ends} = from;
  const stream = createStream();
  let changed = false;
  for (let at = 0; at < bytes.length; ) {
    const found = parseEscape(bytes, at);
    if (found === undefined) {
      copyByte(from, at, stream);
      at += 1;
      continue;
    }
    changed = true;
    const last = at + found.length - 1;
    const [start, end] = [starts[at] ?? 0, ends[last] ?? 0];
    if (found.byte !== undefined) {
      if (found.byte > 0x20 && found.byte !== 0x7f) {
        stream.bytes.push(found.byte);
        stream.starts.push(start);
        stream.ends.push(end);
      }
    } else appendCharacter(stream, found.code, start, end);
    at = last + 1;
  }
  return changed ? removeInvisibleBytes(stream) : undefined;
}

/** Removes invisible characters that were escaped byte by byte, which `push` can't recognize. */
function removeInvisibleBytes(from: ByteStream): ByteStream {
  const {bytes} = from;
  const stream = createStream();
  for (let at = 0; at < bytes.length; at += 1) {
    const [first = 0, second = 0, third = 0] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    if (first === 0xc2 && isInvisible(second)) at += 1;
    else if ((first & 0xf0) === 0xe0 && isInvisible(decodeThreeBytes(first, second, third)))
      at += 2;
    else copyByte(from, at, stream);
  }
  return stream;
}

function decodeThreeBytes(first: number, second: number, third: number): number {
  return ((first & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f);
}

type Escape =
  | {readonly length: number; readonly byte: number; readonly code?: never}
  | {readonly length: number; readonly code: number; readonly byte?: never};

function parseEscape(bytes: readonly number[], at: number): Escape | undefined {
  switch (bytes[at]) {
    case percent: {
      if (bytes[at + 1] === codeOfAscii('u')) return parseUnicodeEscape(bytes, at, 2);
      const byte = parseHex(bytes, at + 1, 2);
      return byte === undefined ? undefined : {length: 3, byte};
    }
    case backslash:
      return parseBackslashEscape(bytes, at);
    case ampersand:
      return parseEntity(bytes, at);
    default:
      return undefined;
  }
}

/** `\u0041`, or the two such escapes of a surrogate pair. */
function parseUnicodeEscape(
  bytes: readonly number[],
  at: number,
  skip: number,
): Escape | undefined {
  const high = parseHex(bytes, at + skip, 4);
  if (high === undefined) return undefined;
  const next = at + skip + 4;
  const second = bytes[next] === bytes[at] ? parseHex(bytes, next + skip, 4) : undefined;
  const isPair = high >= 0xd800 && high < 0xdc00 && second !== undefined && second >= 0xdc00;
  if (!isPair) return {length: skip + 4, code: high};
  return {length: 2 * (skip + 4), code: 0x10000 + ((high - 0xd800) << 10) + (second - 0xdc00)};
}

const controlEscapes = new Set([...'nrtbfv0'].map(codeOfAscii));

function parseBackslashEscape(bytes: readonly number[], at: number): Escape | undefined {
  const next = bytes[at + 1];
  if (next === undefined) return undefined;
  if (next === codeOfAscii('u')) {
    if (bytes[at + 2] === codeOfAscii('{')) {
      const digits = bytes.slice(at + 3, at + 10).indexOf(codeOfAscii('}'));
      const code = digits > 0 ? parseHex(bytes, at + 3, digits) : undefined;
      if (code !== undefined && code <= 0x10ffff) return {length: digits + 4, code};
    }
    return parseUnicodeEscape(bytes, at, 2) ?? {length: 2, code: next};
  }
  if (next === codeOfAscii('U')) {
    const code = parseHex(bytes, at + 2, 8);
    return code === undefined || code > 0x10ffff ? {length: 2, byte: next} : {length: 10, code};
  }
  if (next === codeOfAscii('x')) {
    const code = parseHex(bytes, at + 2, 2);
    return code === undefined ? {length: 2, code: next} : {length: 4, code};
  }
  return {length: 2, byte: controlEscapes.has(next) ? 0 : next};
}

/**
 * Entities for ASCII characters, and for invisible ones, which become a space.
 * https://html.spec.whatwg.org/entities.json
 */
const entities = new Map(
  Object.entries({
    amp: '&',
    AMP: '&',
    lt: '<',
    LT: '<',
    gt: '>',
    GT: '>',
    quot: '"',
    QUOT: '"',
    apos: "'",
    excl: '!',
    num: '#',
    dollar: '$',
    percnt: '%',
    lpar: '(',
    rpar: ')',
    ast: '*',
    midast: '*',
    plus: '+',
    comma: ',',
    period: '.',
    sol: '/',
    colon: ':',
    semi: ';',
    equals: '=',
    quest: '?',
    commat: '@',
    lsqb: '[',
    lbrack: '[',
    bsol: '\\',
    rsqb: ']',
    rbrack: ']',
    Hat: '^',
    lowbar: '_',
    UnderBar: '_',
    grave: '`',
    lcub: '{',
    lbrace: '{',
    verbar: '|',
    vert: '|',
    VerticalLine: '|',
    rcub: '}',
    rbrace: '}',
    hyphen: '-',
    dash: '-',
    nbsp: ' ',
    Tab: ' ',
    NewLine: ' ',
    shy: ' ',
    zwj: ' ',
    zwnj: ' ',
    ZeroWidthSpace: ' ',
    NoBreak: ' ',
  }),
);
const maxEntityLength = 16;

function parseEntity(bytes: readonly number[], at: number): Escape | undefined {
  const text = String.fromCharCode(...bytes.slice(at + 1, at + 2 + maxEntityLength));
  const [whole, hex, decimal, name] =
    /^(?:#[xX]0*([\da-fA-F]{1,6})|#0*(\d{1,7})|([A-Za-z]+));?/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const length = whole.length + 1;
  if (name !== undefined) {
    const letter = whole.endsWith(';') || name === 'amp' ? entities.get(name) : undefined;
    return letter === undefined ? undefined : {length, code: codeOfAscii(letter)};
  }
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code <= 0x10ffff ? {length, code} : undefined;
}

/** Parses exactly `digits` hexadecimal digits; undefined if there are fewer. */
function parseHex(bytes: readonly number[], at: number, digits: number): number | undefined {
  let value = 0;
  for (let index = at; index < at + digits; index += 1) {
    const byte = bytes[index] ?? 0;
    const lower = byte | 0x20;
    if (byte >= 0x30 && byte <= 0x39) value = value * 16 + byte - 0x30;
    else if (lower >= 0x61 && lower <= 0x66) value = value * 16 + lower - 0x57;
    else return undefined;
  }
  return value;
}

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
/** Per key: a repetitive secret has the same bytes in many places. */
const maxAnchorsPerKey = 16;

/** Finds all secrets in one pass, in every form other than escapes. */
class SecretIndex {
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
      if (pattern.length < foreignTextMinLength) this.#short.push(pattern);
      else this.#addPattern(pattern);
    }
  }

  #addPattern(pattern: readonly number[]): void {
    for (let at = 1; at < pattern.length; at += 1) this.#pairs[pairKey(pattern, at)] = 1;
    for (let offset = 0; offset + anchorWidth <= pattern.length; offset += anchorStride) {
      const key = anchorKey(pattern, offset);
      const anchors = this.#anchors.get(key) ?? [];
      if (anchors.length < maxAnchorsPerKey)
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
    text.length >= foreignTextMinLength && text.length <= maxDerivedLength
      ? encodedForms(Buffer.from(text))
      : [];
  const patterns = [...plainForms, ...derived.map(encodeUtf8)].map(({bytes}) => bytes);
  // A long secret may decode to something as short as an ordinary word: skip that.
  const least = Math.min(foreignTextMinLength, text.length);
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
