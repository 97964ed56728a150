import {visible} from '../engine/visible.js';
import {withoutSecrets} from './sent-secrets.js';

const longest = 300;

/**
 * The tenant's own words, to be quoted: in one line, nothing unseen in them, not without end, and
 * without the secrets that were sent, should it have echoed one.
 */
export function quoted(text: string, secrets: readonly string[]): string {
  const line = visible(withoutSecrets(text, secrets).replaceAll(/\s+/g, ' ').trim());
  return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}
