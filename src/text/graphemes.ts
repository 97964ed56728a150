/**
 * Latin letters, common punctuation, arrows, box drawing, Braille, and this program's symbols: each
 * is one column wide and never combines with its neighbors.
 */
const singleWidthPattern =
  /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2200-\u22ff\u23ce\u2500-\u257f\u25a0-\u25fc\u26a0\u2714\u2716\u276e\u276f\u2800-\u28ff]*$/;

/**
 * Whether every character is one grapheme and one column wide. Answers without the Unicode tables,
 * which take longer to load than everything else before the first frame.
 */
export function isSingleWidth(text: string): boolean {
  return singleWidthPattern.test(text);
}

export interface Grapheme {
  readonly segment: string;
  readonly index: number;
}

let known: Intl.Segmenter | undefined;

function segmenter(): Intl.Segmenter {
  // `globalThis.` is needed: the bundler replaces a bare `Intl.Segmenter` with `LateSegmenter`.
  known ??= new globalThis.Intl.Segmenter();
  return known;
}

/** The graphemes of a text that may contain escape codes. */
export function graphemesOf(text: string): Iterable<Grapheme> {
  if (isSingleWidth(text.replaceAll('\u001b', ''))) {
    return Array.from(text, (segment, index) => ({segment, index}));
  }
  return segmenter().segment(text);
}

/**
 * Replaces `Intl.Segmenter` in the bundle, also inside Ink: loads the Unicode tables only when
 * needed.
 */
export class LateSegmenter {
  segment(text: string) {
    return {
      [Symbol.iterator]: () => graphemesOf(text)[Symbol.iterator](),
      containing: (index?: number) => segmenter().segment(text).containing(index),
    };
  }
}
