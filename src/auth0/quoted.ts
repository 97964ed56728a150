import {visible} from '../text/escape.js';
import {withoutSecrets} from './sent-secrets.js';

const maxLength = 300;
/** Characters to read of a message; no real one is that long. */
const maxRead = 20 * maxLength;

/**
 * Makes Auth0's message safe to quote: one line, limited length, no invisible characters, and
 * secrets masked in case Auth0 echoes one. `sent`: the secrets of the request.
 */
export function quoted(text: string, sent: readonly string[]): string {
  const masked = withoutSecrets(text.slice(0, maxRead), sent);
  const line = visible(masked.replaceAll(/\s+/g, ' ').trim());
  return line.length <= maxLength ? line : `${line.slice(0, maxLength)}…`;
}
