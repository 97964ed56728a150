/**
 * Latin letters, common punctuation, arrows, box drawing, Braille, and the symbols that we use:
 * each is one column wide and never combines with its neighbors.
 */
const narrow =
  /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2200-\u22ff\u23ce\u2500-\u257f\u25a0-\u25fc\u26a0\u2714\u2716\u276e\u276f\u2800-\u28ff]*$/;

/**
 * Whether every character is one grapheme and one column. Avoids loading Unicode's tables, which
 * takes longer than everything else before the first frame.
 */
export function isSingleWidth(text: string): boolean {
  return narrow.test(text);
}

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

/** The graphemes of a text that may contain escape codes. */
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
