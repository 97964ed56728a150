import type {ByteStream} from './byte-stream.js';

/**
 * Only the letters and digits, in lower case and ASCII: finds a secret whatever its letters are
 * separated by, and in another case or width. `foldedForms` makes the patterns to search for.
 */
export function fold({bytes, starts, ends}: ByteStream): ByteStream {
  const folded: ByteStream = {bytes: [], starts: [], ends: []};
  for (let at = 0; at < bytes.length; ) {
    const length = byteLengthOf(bytes[at] ?? 0);
    for (const byte of foldCharacter(bytes, at, length)) {
      folded.bytes.push(byte);
      folded.starts.push(starts[at] ?? 0);
      folded.ends.push(ends[Math.min(at + length, ends.length) - 1] ?? 0);
    }
    at += length;
  }
  return folded;
}

/** Of a character in UTF-8, by its first byte. */
function byteLengthOf(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

function foldCharacter(bytes: readonly number[], at: number, length: number): readonly number[] {
  const first = bytes[at] ?? 0;
  if (length === 1) {
    const lower = first >= 0x41 && first <= 0x5a ? first + 0x20 : first;
    const isKept = (lower >= 0x61 && lower <= 0x7a) || (lower >= 0x30 && lower <= 0x39);
    return isKept ? [lower] : [];
  }
  // Full-width and mathematical letters, and letters with an accent.
  const character = Buffer.from(bytes.slice(at, at + length)).toString();
  return [...Buffer.from(foldText(character.normalize('NFKD')))];
}

function foldText(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/**
 * The forms of a secret that a program could print in an error, folded: its bytes as numbers (a
 * Node buffer, a C string), also in UTF-16, in base64 and base32, and reversed. `encoded` are those
 * in base64.
 */
export function foldedForms(secret: string, encoded: readonly string[]): readonly string[] {
  const bytes = [...Buffer.from(secret)];
  const joined = (radix: number, digits = 0, before = '') =>
    bytes.map(byte => before + byte.toString(radix).padStart(digits, '0')).join('');
  const hex = joined(16, 2);
  const utf16 = Buffer.from(secret, 'utf16le');
  return [
    reverse(secret),
    joined(10),
    hex,
    reverse(hex),
    Buffer.from(reverse(secret)).toString('hex'),
    joined(16, 2, '0x'),
    joined(16, 4),
    joined(16, 4, 'U+'),
    joined(8, 3),
    joined(8),
    joined(2, 8),
    base32(bytes),
    utf16.toString('hex'),
    utf16.toString('base64'),
    ...encoded,
    ...encoded.map(reverse),
  ].map(foldText);
}

function reverse(text: string): string {
  return [...text].reverse().join('');
}

/** RFC 4648, section 6. */
function base32(bytes: readonly number[]): string {
  const bits = bytes.map(byte => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{5}/g) ?? [];
  return groups
    .map(group => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(group, 2)])
    .join('');
}
