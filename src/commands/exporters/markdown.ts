import {visible} from '../../text/escape.js';

/**
 * Text in Markdown that is nothing but text: no link, no HTML, no mention, no end of a table's
 * cell. https://spec.commonmark.org/0.31.2/#backslash-escapes
 */
export function markdownText(text: string): string {
  const escaped = visible(text)
    .replaceAll(/[\\`*_{}[\]<>()#+!|~&$^]/g, '\\$&')
    // GitHub makes links of bare addresses: an escape in the middle ends what it looks for.
    .replaceAll('://', '\\://')
    .replaceAll(/www\./gi, address => address.replace('.', '\\.'))
    .replace(/^(\d+)\./, '$1\\.')
    .replace(/^[-=:]/, '\\$&');
  // It finds mentions, mail and references in the finished page, where escapes are gone.
  return escaped.replaceAll(/@(?=\\?\w)|#(?=\d)|\bGH-(?=\d)|\bmailto:|\bxmpp:/gi, '$&\u200b');
}

/** A name: plain where that is nothing to Markdown, and else in a code span, where nothing is. */
export function markdownName(text: string): string {
  const plain =
    /^[\p{L}\p{N}](?:[\p{L}\p{N} (),'’-]*[\p{L}\p{N})])?$/u.test(text) && !/\bGH-\d/i.test(text);
  return plain ? markdownText(text) : markdownCode(text);
}

/**
 * Text in a code span that goes on any text: its fence is longer than any run of backticks in it.
 * Two things stay text, as a code span has no escapes: a stroke, which in a table ends the cell,
 * and `##[`, a command to the runner of GitHub Actions.
 */
export function markdownCode(text: string): string {
  const shown = visible(text);
  if (shown === '') return '(empty)';
  if (/\||##\[/.test(shown)) return markdownText(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  // Of a space at both ends, Markdown takes one away.
  const pad = /^`|`$|^ .*\S.* $/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
