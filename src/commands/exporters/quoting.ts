import {Problem} from '../../model/errors.js';
import {escapeRunnerCommands, visible} from '../../text/escape.js';

/**
 * Escapes invisible characters, so that a name from the tenant keeps its value for the program that
 * reads the file, but can’t affect the terminal, the editor or the CI system that shows it.
 */
function escapeInvisible(text: string, escaped: (character: string) => string): string {
  const seen = [...text].map(character =>
    visible(character) === character ? character : escaped(character),
  );
  return escapeRunnerCommands(seen.join(''), escaped);
}

/** A JSON string, which is also a JavaScript literal. */
export function jsonString(text: string): string {
  return jsonLine(text);
}

/** JSON with an indent of two spaces. */
export function jsonDocument(value: unknown): string {
  const lines = JSON.stringify(value, null, 2).split('\n');
  return `${lines.map(line => escapeInvisible(line, escapeCodeUnits)).join('\n')}\n`;
}

export function jsonLine(value: unknown): string {
  return escapeInvisible(JSON.stringify(value), escapeCodeUnits);
}

/** JSON escapes characters beyond U+FFFF as a surrogate pair. */
function escapeCodeUnits(character: string): string {
  return character
    .split('')
    .map(unit => hex('u', unit.charCodeAt(0), 4))
    .join('');
}

/**
 * A double-quoted YAML scalar, the only style that can hold every string. auth0-deploy-cli replaces
 * `##NAME##` and `@@NAME@@` in the raw file with environment variables, possibly secrets, so these
 * pairs are escaped.
 */
export function yamlString(text: string): string {
  // YAML reads JSON.stringify's escapes the same way.
  return escapeInvisible(JSON.stringify(text), escapeCodePoint).replaceAll(
    /([#@])(?=\1)/g,
    escapeCodePoint,
  );
}

/**
 * A quoted HCL template, in which `${` and `%{` would start an expression. Lone surrogates are not
 * allowed. https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export function hclString(text: string): string {
  const named = text
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(/(?<=[$%])\{/g, escapeCodePoint);
  return `"${escapeInvisible(named, escapeCodePoint)}"`;
}

function escapeCodePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code <= 0xffff ? hex('u', code, 4) : hex('U', code, 8);
}

function hex(letter: string, code: number, digits: number): string {
  return `\\${letter}${code.toString(16).padStart(digits, '0')}`;
}

/**
 * A word for a POSIX shell, with nothing expanded. Invisible characters are produced by `printf`
 * from their bytes. Throws `Problem` usage for a NUL, which no argument can hold.
 */
export function shellWord(text: string): string {
  if (/^[\w.:/@%+,-]+$/.test(text)) return text;
  if (text.includes('\0')) throw unrepresentableProblem('a NUL character', 'A shell argument');
  // `$(…)` drops trailing line breaks, so those are quoted literally at the end.
  const [, body = '', end = ''] = /^(.*?)(\n*)$/s.exec(text) ?? [];
  const words = splitByVisibility(body).map(part =>
    isVisible(part) ? singleQuote(part) : printfExpression(part),
  );
  return [...words, ...(end === '' && words.length > 0 ? [] : [singleQuote(end)])].join('');
}

/** Splits into visible and invisible runs. An invisible run never ends with a line break. */
function splitByVisibility(text: string): readonly string[] {
  const parts: string[] = [];
  for (const character of text) {
    const last = parts.at(-1) ?? '';
    const joins = isVisible(last)
      ? isVisible(character)
      : last.endsWith('\n') || !isVisible(character);
    if (joins && last !== '') parts[parts.length - 1] = last + character;
    else parts.push(character);
  }
  return parts;
}

function isVisible(text: string): boolean {
  return visible(text) === text;
}

/** A single-quoted shell string. Empty quotes split what a CI system would execute. */
export function singleQuote(text: string): string {
  const quoted = text.replaceAll("'", "'\\''");
  return `'${escapeRunnerCommands(quoted, character => `${character}''`)}'`;
}

function printfExpression(text: string): string {
  const octal = [...Buffer.from(text)].map(byte => `\\${byte.toString(8).padStart(3, '0')}`);
  return `"$(printf '${octal.join('')}')"`;
}

/** The error for a value that the target format can't hold. */
export function unrepresentableProblem(what: string, where: string): Problem {
  return new Problem('usage', {
    message: `A value in the tenant contains ${what}. ${where} can’t contain that.`,
    hint: 'Rename it in the Dashboard, and export again.',
  });
}
