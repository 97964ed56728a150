/**
 * Control characters; those that turn the direction of text; invisible ones. A name from the
 * tenant could move the cursor, name the window or pass for another with them. The joiner of
 * emoji (U+200D) is left alone.
 */
const unseen =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}|[\u{e0000}-\u{e007f}]/gu;

/** The text with everything in it to be seen: `\x1b` for an escape character. */
export function visible(text: string): string {
  return text.replace(unseen, escaped);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether letters beyond ASCII are shown. Containers often set no locale, in terminals that can. */
export function hasUnicode(env: Environment): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return !locale || /utf-?8/i.test(locale);
}

/** The signs that our sentences are written with, in ASCII. */
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

/** The text as a locale without Unicode shows it: `\u65e5` for a letter that it has not. */
export function ascii(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII has them.
  return text.replace(/[^\u0000-\u007f]/gu, character => signs[character] ?? escaped(character));
}
