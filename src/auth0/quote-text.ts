import {visible} from '../text/escape.js';
import {maskSentSecrets} from './sent-secrets.js';

const maxLength = 300;
/** Characters to read of a message; no real one is that long. */
const maxReadLength = 20 * maxLength;

/**
 * Makes Auth0's message safe to quote: one line, limited length, no invisible characters, and
 * secrets masked in case Auth0 echoes one. `sentSecrets`: those of the request.
 */
export function quoteText(text: string, sentSecrets: readonly string[]): string {
  const masked = maskSentSecrets(text.slice(0, maxReadLength), sentSecrets);
  const line = visible(masked.replaceAll(/\s+/g, ' ').trim());
  return line.length <= maxLength ? line : `${line.slice(0, maxLength)}…`;
}
