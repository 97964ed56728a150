import {
  appendCharacter,
  type ByteStream,
  copyByte,
  createStream,
  encodeUtf8,
  isInvisible,
} from './byte-stream.js';

const maxLevels = 4;

/** The raw text and each level of unescaping, with and without the HTML tags. */
export function decodeAll(text: string): readonly ByteStream[] {
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

/** Removes invisible characters that were escaped byte by byte, which `appendCharacter` can't recognize. */
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
