import {closestMatch} from 'leven';

/** `Did you mean “check”? `, or an empty string when no known word is close. */
export function suggestion(input: string, known: readonly string[]): string {
  const word = nearest(input, known);
  return word === undefined ? '' : `Did you mean “${word}”? `;
}

/**
 * The closest known word, ignoring case. Allows an edit distance of 40% of the input's length, but
 * at least 2, which covers two swapped letters (1 for inputs under 3 letters).
 */
export function nearest(input: string, known: readonly string[]): string | undefined {
  const lower = (word: string) => word.toLowerCase();
  const maxDistance = input.length < 3 ? 1 : Math.max(2, Math.floor(input.length * 0.4));
  const match = closestMatch(lower(input), known.map(lower), {maxDistance});
  return known.find(word => lower(word) === match);
}
