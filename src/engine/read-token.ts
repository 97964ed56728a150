import {base64url} from 'jose';
import type {Check, Claims} from './proof.js';

export type ReadToken =
  | {readonly kind: 'jwt'; readonly header: Claims; readonly claims: Claims}
  | {readonly kind: 'unreadable'; readonly form: Unreadable; readonly check: Check};

/**
 * `encrypted` for the API (JWE), `opaque` to all but Auth0, or a JWT that parsers may read
 * differently.
 */
export type Unreadable = 'encrypted' | 'opaque' | 'ambiguous';

/** Auth0's own tokens nest three levels deep; recursive parsers fail at some thousands. */
const maxNesting = 64;

/**
 * Header and claims of a signed JWT. Rejects what two correct parsers may read differently: another
 * encoding than RFC 7515's, a duplicate name (RFC 7515, section 4; RFC 7519, section 4), or nesting
 * that overflows the stack of one of them. Nothing from such a token is returned.
 */
export function readToken(jwt: string): ReadToken {
  const parts = jwt.split('.');
  const [head = '', body = '', signature = ''] = parts;
  if (parts.length === 5) {
    const check = unreadableResult('signature', 'an encrypted token (JWE)', 'a signed JWT');
    return {...check, form: 'encrypted'};
  }
  const [headText, bodyText] = [decodePart(head), decodePart(body)];
  if (parts.length !== 3 || headText === undefined || bodyText === undefined) return opaque;
  const outlines = [scanJson(headText), scanJson(bodyText)] as const;
  if (outlines.some(({depth}) => depth > maxNesting)) {
    const expected = 'claims that any JSON parser can read';
    return unreadableResult('claims', `nested more than ${maxNesting} levels deep`, expected);
  }
  const [header, claims] = [parseObject(headText), parseObject(bodyText)];
  if (header === undefined || claims === undefined) return opaque;
  const again = [Buffer.from(headText), Buffer.from(bodyText), Buffer.from(signature, 'base64url')];
  if (again.map(part => part.toString('base64url')).join('.') !== jwt) {
    const expected = 'base64url without padding (RFC 7515), of JSON without a byte order mark';
    return unreadableResult('claims', 'encoded in another way', expected);
  }
  const duplicates = outlines.flatMap(({names}) =>
    names.find((name, i) => names.indexOf(name) < i),
  );
  const [name] = duplicates.filter(each => each !== undefined);
  if (name !== undefined)
    return unreadableResult('claims', `${name} appears twice`, 'each name once');
  return {kind: 'jwt', header, claims};
}

function unreadableResult(name: string, found: string, expected: string) {
  const check = {name, result: 'failed', found, expected} as const;
  return {kind: 'unreadable', form: 'ambiguous', check} as const;
}

const opaque = {
  ...unreadableResult('signature', 'a token that is not a JWT', 'a signed JWT'),
  form: 'opaque',
} as const;

function decodePart(part: string): string | undefined {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(base64url.decode(part));
  } catch {
    return undefined;
  }
}

function parseObject(text: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? {...value}
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The nesting depth of a JSON text, and the names in its outermost object. Iterative, so that deep
 * nesting can't overflow the stack.
 */
function scanJson(text: string): {readonly depth: number; readonly names: readonly string[]} {
  const names: string[] = [];
  let [depth, deepest] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
    else if (character === '"') {
      const start = at;
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
      if (depth === 1 && isMemberName(text, at + 1))
        names.push(decodeName(text.slice(start, at + 1)));
    }
  }
  return {depth: deepest, names};
}

/** Whether the string that ends there is a name: a colon follows, after any white space. */
function isMemberName(text: string, end: number): boolean {
  const next = /\S/g;
  next.lastIndex = end;
  return next.exec(text)?.[0] === ':';
}

/** Decodes escapes, so that two spellings of the same name are recognized. */
function decodeName(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
