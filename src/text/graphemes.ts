/**
 * Latin letters, common punctuation, arrows, box drawing, Braille, and the signs that we use: one
 * column each, and nothing that joins with what is beside it.
 */
const narrow =
  /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2200-\u22ff\u23ce\u2500-\u257f\u25a0-\u25fc\u26a0\u2714\u2716\u276e\u276f\u2800-\u28ff]*$/;

/**
 * Whether a text is as wide as it is long, a character a grapheme. Known without Unicode's tables,
 * whose loading takes longer than all else before the first frame.
 */
export function isSingleWidth(text: string): boolean {
  return narrow.test(text);
}

/** A grapheme, and where in its text it starts. */
export interface Grapheme {
  readonly segment: string;
  readonly index: number;
}

let known: Intl.Segmenter | undefined;

function segmenter(): Intl.Segmenter {
  // In full, since the bundle has `LateSegmenter` where `Intl.Segmenter` is written.
  known ??= new globalThis.Intl.Segmenter();
  return known;
}

/** The graphemes of a text, which may hold escape codes. */
export function graphemesOf(text: string): Iterable<Grapheme> {
  if (isSingleWidth(text.replaceAll('\u001b', ''))) {
    return Array.from(text, (segment, index) => ({segment, index}));
  }
  return segmenter().segment(text);
}

/** Stands for `Intl.Segmenter` in the bundle, Ink's too: loads its table where a text asks for it. */
export class LateSegmenter {
  segment(text: string) {
    return {
      [Symbol.iterator]: () => graphemesOf(text)[Symbol.iterator](),
      containing: (index?: number) => segmenter().segment(text).containing(index),
    };
  }
}
