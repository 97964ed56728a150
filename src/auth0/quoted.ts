import {masked} from '../engine/secret.js';
import {visible} from '../engine/visible.js';

const longest = 300;

/**
 * The tenant's own words, to be quoted: in one line, nothing unseen in them, not without end, and
 * without the secrets that were sent, should it have echoed one.
 */
export function quoted(text: string, secrets: readonly string[]): string {
  const hidden = secrets
    .filter(secret => secret !== '')
    .reduce((rest, secret) => rest.replaceAll(secret, masked), text);
  const line = visible(hidden.replaceAll(/\s+/g, ' ').trim());
  return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}
