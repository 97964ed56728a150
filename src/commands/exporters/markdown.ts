import {escapeRunnerCommands, visible} from '../../text/escape.js';

/**
 * Escapes text so that Markdown renders it literally: no links, HTML, mentions, or table cell ends.
 * https://spec.commonmark.org/0.31.2/#backslash-escapes
 */
export function markdownText(text: string): string {
  const escaped = visible(text)
    .replaceAll(/[\\`*_{}[\]<>()#+!|~&$^]/g, '\\$&')
    // GitHub autolinks bare URLs; an escape inside them prevents that.
    .replaceAll('://', '\\://')
    .replaceAll(/www\./gi, address => address.replace('.', '\\.'))
    .replace(/^(\d+)\./, '$1\\.')
    .replace(/^[-=:]/, '\\$&');
  // GitHub finds mentions, mail addresses and references in the rendered page, after escapes are
  // gone.
  return escaped.replaceAll(/@(?=\\?\w)|#(?=\d)|\bGH-(?=\d)|\bmailto:|\bxmpp:/gi, '$&\u200b');
}

/** A name as plain text if Markdown has nothing to interpret in it, otherwise as a code span. */
export function markdownName(text: string): string {
  const plain =
    /^[\p{L}\p{N}](?:[\p{L}\p{N} (),'’-]*[\p{L}\p{N})])?$/u.test(text) && !/\bGH-\d/i.test(text);
  return plain ? markdownText(text) : markdownCode(text);
}

/**
 * A code span that can hold any text: its fence is longer than any run of backticks inside. Code
 * spans have no escapes, so text with `|`, which would end a table cell, or with a command to a
 * CI system becomes escaped plain text instead.
 */
export function markdownCode(text: string): string {
  const shown = visible(text);
  if (shown === '') return '(empty)';
  const isCommand = escapeRunnerCommands(shown, () => '') !== shown;
  if (shown.includes('|') || isCommand) return markdownText(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  // Markdown strips one space if there is one at both ends.
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
