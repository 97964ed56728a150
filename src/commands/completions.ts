import {extraWords} from './help.js';
import {usage} from './options.js';

export function completions(words: readonly string[]): string {
  throw usage(
    `completions of ${words.join(' ')}`,
    `There are: ${extraWords.completions?.join(', ')}.`,
  );
}
