import {closestMatch} from 'leven';

/** A question in place of a riddle: `Did you mean “check”? `, where a word that is known is close. */
export function suggestion(typed: string, known: readonly string[]): string {
  const near = nearest(typed, known);
  return near === undefined ? '' : `Did you mean “${near}”? `;
}

/**
 * The word that was meant, if one is close, upper case aside: two of five letters wrong, and two
 * that changed places in a short word.
 */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const lower = (word: string) => word.toLowerCase();
  const maxDistance = typed.length < 3 ? 1 : Math.max(2, Math.floor(typed.length * 0.4));
  const match = closestMatch(lower(typed), known.map(lower), {maxDistance});
  return known.find(word => lower(word) === match);
}
