/**
 * Control, bidirectional and invisible characters. In a name from the tenant they could move the
 * cursor, set the window title or make the name look like another. Excludes the emoji joiner
 * (U+200D).
 */
const invisiblePattern =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}|[\u{e0000}-\u{e007f}]/gu;

/** Escapes invisible characters: an escape character becomes `\x1b`. */
export function visible(text: string): string {
  return text.replace(invisiblePattern, escapeCharacter);
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

/**
 * Starts commands anywhere in a log line: GitHub Actions and Azure Pipelines execute `##[…]`, Azure
 * Pipelines also `##vso[…]`, and TeamCity `##teamcity[…]`.
 */
const runnerCommand = /#(?=#(?:vso|teamcity)?\[)/gi;

/** Escapes the first character of what CI systems would execute in a log. */
export function escapeRunnerCommands(text: string, escaped: (character: string) => string): string {
  return text.replaceAll(runnerCommand, escaped);
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether the locale can show Unicode. No locale at all counts as yes: containers often set none.
 */
export function hasUnicode(env: Environment): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return !locale || /utf-?8/i.test(locale);
}

/** ASCII replacements for the symbols in this program's messages. */
const signs: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '–': '-',
  '—': '-',
  '−': '-',
  '·': '-',
  '→': '->',
  '✔': '*',
  '✖': 'x',
  '≠': '!',
  '⚠': '!',
  '○': '-',
  '×': 'x',
  '≤': '<=',
  '≥': '>=',
  '\u00a0': ' ',
};

/** For locales without Unicode. Characters without a replacement are escaped, as in `\u65e5`. */
export function ascii(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII has them.
  return text.replace(/[^\u0000-\u007f]/gu, letter => signs[letter] ?? escapeCharacter(letter));
}
