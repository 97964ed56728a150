import {visible} from '../text/escape.js';
import {withoutSecrets} from './sent-secrets.js';

const maxLength = 300;
/** Characters that are looked at: whoever sends more has nothing to say. */
const maxRead = 20 * maxLength;

/**
 * The tenant's own words, to be quoted: in one line, nothing unseen in them, not without end, and
 * without secrets, should it have echoed one. `sent`: those that the request carried.
 */
export function quoted(text: string, sent: readonly string[]): string {
  const masked = withoutSecrets(text.slice(0, maxRead), sent);
  const line = visible(masked.replaceAll(/\s+/g, ' ').trim());
  return line.length <= maxLength ? line : `${line.slice(0, maxLength)}…`;
}
