/** Levels of nesting; Auth0's responses have a dozen at most. */
const maxDepth = 100;
/** Values in one document; a page from Auth0 has a few thousand. */
const maxValues = 1_000_000;

export type JsonResult =
  | {readonly kind: 'json'; readonly value: unknown}
  /** Nested too deeply, or too long, for recursive code to walk. */
  | {readonly kind: 'too-large'}
  | {readonly kind: 'invalid'};

/** Parses JSON from an untrusted server. */
export function parseJson(text: string): JsonResult {
  if (!isBounded(text)) return {kind: 'too-large'};
  try {
    return {kind: 'json', value: JSON.parse(text)};
  } catch {
    return {kind: 'invalid'};
  }
}

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/** Counts brackets and commas, so that an oversized document is never parsed. */
function isBounded(text: string): boolean {
  let depth = 0;
  let values = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote) inString = !inString;
    else if (inString) index += code === backslash ? 1 : 0;
    else if (code === comma) values += 1;
    else if (opening.has(code)) {
      depth += 1;
      values += 1;
    } else if (closing.has(code)) depth -= 1;
    if (depth > maxDepth || values > maxValues) return false;
  }
  return true;
}
