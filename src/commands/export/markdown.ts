import {visible} from '../../engine/visible.js';

/**
 * Text in Markdown that is nothing but text: no link, no HTML, no mention, no end of a table's
 * cell. https://spec.commonmark.org/0.31.2/#backslash-escapes
 */
export function markdownText(text: string): string {
  // A mention or an address could do something without any mark: a zero-width space breaks it.
  return visible(text)
    .replaceAll(/[\\`*_{}[\]<>()#+!|~&$]/g, '\\$&')
    .replaceAll(/@(?=\w)/g, '@\u200b')
    .replace(/^(\d+)\./, '$1\\.')
    .replace(/^[-=]/, '\\$&');
}

/** Text in a code span that goes on any text: its fence is longer than any run of backticks in it. */
export function markdownCode(text: string): string {
  const shown = visible(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  // In a table even a code span ends at a bare stroke.
  return `${fence}${pad}${shown.replaceAll('|', '\\|')}${pad}${fence}`;
}

export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
